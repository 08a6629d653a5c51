import { requireLength, requireSize } from './check.js';
import { type VolumeProfile, writeLevels } from './profile-levels.js';
import { type ProfileBars, ProfileWindow } from './profile-window.js';

export type { VolumeProfile } from './profile-levels.js';

export interface ProfileParams {
  /** Bars in the window, the current one included. */
  readonly length: number;
  /** Price rows between the window's lowest low and highest high. */
  readonly rows: number;
  /** Share of the volume in the value area, above 0 and at most 1. */
  readonly valueArea: number;
}

/** Empty columns for `length` bars, to be reused over runs. */
export function allocateVolumeProfile(length: number): VolumeProfile {
  const column = () => new Float64Array(length);
  return { poc: column(), vah: column(), val: column(), volUp: column(), volDown: column() };
}

/** Throws unless the parameters describe a profile. `where` is the function's name. */
export function requireProfileParams(where: string, { length, rows, valueArea }: ProfileParams): void {
  requireLength(where, length);
  if (!Number.isInteger(rows) || rows < 1) {
    throw new Error(`${where}: rows must be a whole number, at least 1, got ${rows}`);
  }
  if (!(valueArea > 0 && valueArea <= 1)) {
    throw new Error(`${where}: valueArea must be above 0 and at most 1, got ${valueArea}`);
  }
}

/**
 * Rolling volume profile: how much volume was traded at which price over the last `length` bars. `rows` equal rows lie
 * between their lowest low and highest high; a bar spreads its volume evenly from low to high, and one without range
 * gives it to row min(rows - 1, floor((price - lowest) / height)). POC is the middle of the fullest row, the lowest of
 * equals. The value area grows from it by the fuller neighbour, the upper of equals, the other side when one is
 * exhausted, until it holds `valueArea` of the volume. Rows are equal, and the share is reached, within 1e-9 of the
 * window's volume: exact ties are frequent, and otherwise the order of summation would decide.
 *
 * A window without volume has no levels (NaN) and volumes 0; without range, all three levels are its price. NaN for
 * the first `length - 1` bars. `out` is reused when given. About constant work a bar: see `ProfileWindow`.
 */
export function volumeProfile(
  bars: ProfileBars,
  params: ProfileParams,
  out: VolumeProfile = allocateVolumeProfile(bars.close.length),
): VolumeProfile {
  requireProfileParams('volumeProfile', params);
  requireSize('volumeProfile', out.poc, bars.close.length);
  const window = new ProfileWindow(params.length, params.rows);
  for (let i = 0; i < bars.close.length; i++) {
    window.advance(bars, i);
    writeLevels(window, params.valueArea, out, i);
  }
  return out;
}
