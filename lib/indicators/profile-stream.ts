import { PRICE_COLUMNS } from '../core/bars.js';
import { copyNumbers } from '../core/copy-numbers.js';
import { type VolumeProfile, writeLevels } from './profile-levels.js';
import { ProfileWindow, type WindowState } from './profile-window.js';
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

/** What a `volumeProfileStream` remembers between bars: JSON-able. */
export interface ProfileState {
  /** Bars taken so far. */
  readonly taken: number;
  /** The bars of its window as columns: bar b in place b % length; shorter before there are `length` bars. */
  readonly bars: { readonly [Name in keyof ProfileBar]: readonly number[] };
  /** Null before there are `length` bars. */
  readonly window: WindowState | null;
}

/** Incremental form of `volumeProfile`. */
export interface VolumeProfileStream {
  /** Takes the next bar. The same object is refilled by the next call: copy what you keep. */
  next(bar: ProfileBar): ProfilePoint;
  state(): ProfileState;
}

/** Incremental form of `volumeProfile`, equal to it bit for bit, also when resumed from a state. */
export function volumeProfileStream(params: ProfileParams, from?: ProfileState): VolumeProfileStream {
  requireProfileParams('volumeProfileStream', params);
  const { length, rows, valueArea } = params;
  const window = new ProfileWindow(length, rows);
  const column = () => new Float64Array(length);
  const bars = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  const levels = allocateVolumeProfile(1);
  const point = { poc: Number.NaN, vah: Number.NaN, val: Number.NaN, volUp: Number.NaN, volDown: Number.NaN };
  let taken = from?.taken ?? 0;

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
  if (from) {
    for (const name of PRICE_COLUMNS) bars[name].set(from.bars[name]);
    if (from.window) window.resume(bars, taken, from.window);
    else for (let k = 0; k < taken; k++) window.advance(bars, k);
  }
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
      const held = (name: keyof ProfileBar) => copyNumbers(bars[name], 0, Math.min(taken, length));
      return {
        taken,
        bars: {
          open: held('open'),
          high: held('high'),
          low: held('low'),
          close: held('close'),
          volume: held('volume'),
        },
        window: window.state(),
      };
    },
  };
}
