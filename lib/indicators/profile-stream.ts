import { type VolumeProfile, writeLevels } from './profile-levels.js';
import { ProfileWindow } from './profile-window.js';
import { allocateVolumeProfile, type ProfileParams, requireProfileParams } from './volume-profile.js';

/** One bar as a profile reads it. */
export interface ProfileBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The profile after one bar; fields as in `VolumeProfile`. */
export type ProfilePoint = { readonly [Name in keyof VolumeProfile]: number };

/** What a `volumeProfileStream` remembers between bars: the bars of its window, oldest first. JSON-able. */
export interface ProfileState {
  readonly bars: readonly ProfileBar[];
}

/** Incremental form of `volumeProfile`. */
export interface VolumeProfileStream {
  /** Takes the next bar. The same object is refilled by the next call: copy what you keep. */
  next(bar: ProfileBar): ProfilePoint;
  state(): ProfileState;
}

/**
 * Incremental form of `volumeProfile`, equal to it bit for bit from the first bar on. Resumed from a state, the levels
 * are the same and the two volumes within rounding, because their sums start anew.
 */
export function volumeProfileStream(params: ProfileParams, from?: ProfileState): VolumeProfileStream {
  requireProfileParams('volumeProfileStream', params);
  const { length, rows, valueArea } = params;
  const window = new ProfileWindow(length, rows);
  const column = () => new Float64Array(length);
  const bars = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  const levels = allocateVolumeProfile(1);
  const point = { poc: Number.NaN, vah: Number.NaN, val: Number.NaN, volUp: Number.NaN, volDown: Number.NaN };
  let taken = 0;

  const take = (bar: ProfileBar) => {
    const at = taken % length;
    bars.open[at] = bar.open;
    bars.high[at] = bar.high;
    bars.low[at] = bar.low;
    bars.close[at] = bar.close;
    bars.volume[at] = bar.volume;
    window.advance(bars, at);
    taken++;
  };
  for (const bar of from?.bars ?? []) take(bar);
  return {
    next(bar) {
      take(bar);
      writeLevels(window, valueArea, levels, 0);
      point.poc = levels.poc[0];
      point.vah = levels.vah[0];
      point.val = levels.val[0];
      point.volUp = levels.volUp[0];
      point.volDown = levels.volDown[0];
      return point;
    },
    state() {
      const oldest = Math.max(0, taken - length);
      return { bars: Array.from({ length: taken - oldest }, (_, k) => barAt(bars, (oldest + k) % length)) };
    },
  };
}

function barAt(bars: { readonly [Name in keyof ProfileBar]: Float64Array }, i: number): ProfileBar {
  return { open: bars.open[i], high: bars.high[i], low: bars.low[i], close: bars.close[i], volume: bars.volume[i] };
}
