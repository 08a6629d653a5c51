import { type Bars, firstBarAt } from '../core/bars.js';

/** 1-minute bars inside each base bar: those at `from[i]` up to but not including `to[i]`. */
export interface MinuteIndex {
  readonly bars: Bars;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Base bars without a minute. */
  readonly without: number;
}

/** Finds the minutes of every base bar; minutes outside an existing base bar belong to none. */
export function indexMinutes(base: Bars, minutes: Bars): MinuteIndex {
  if (!(minutes.step < base.step)) {
    throw new Error(`indexMinutes: finer bars must be shorter than ${base.step} ms, got ${minutes.step} ms`);
  }
  const from = new Int32Array(base.time.length);
  const to = new Int32Array(base.time.length);
  let next = base.time.length > 0 ? firstBarAt(minutes.time, base.time[0]) : 0;
  let without = 0;
  for (let i = 0; i < base.time.length; i++) {
    const start = base.time[i];
    while (next < minutes.time.length && minutes.time[next] < start) next++;
    from[i] = next;
    while (next < minutes.time.length && minutes.time[next] < start + base.step) next++;
    to[i] = next;
    if (from[i] === next) without++;
  }
  return { bars: minutes, from, to, without };
}
