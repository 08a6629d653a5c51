import type { Bars } from '../core/bars.js';
import { allocateBars, firstBarAt, PRICE_COLUMNS } from '../core/bars.js';

/** `previous-close`: one flat bar of volume 0 at the previous close, marked filled, for each single missing bar. */
export type FillPolicy = 'none' | 'previous-close';

/** Times (ms UTC) of single missing bars: their neighbours on both sides exist. Longer stretches are never filled. */
export function singleGaps(bars: Bars): number[] {
  const { time, step } = bars;
  const gaps: number[] = [];
  for (let i = 1; i < time.length; i++) if (time[i] - time[i - 1] === 2 * step) gaps.push(time[i] - step);
  return gaps;
}

/**
 * The bars with one flat bar inserted at each of `times` (ms UTC, rising, each a single missing bar): open, high, low and
 * close are the previous close, volume 0, marked in `filled`. The bars themselves when there is nothing to insert.
 */
export function insertFlatBars(bars: Bars, times: readonly number[]): Bars {
  if (times.length === 0) return bars;
  const length = bars.time.length + times.length;
  const out = allocateBars(length, bars.step);
  const filled = new Uint8Array(length);
  let from = 0;
  times.forEach((time, inserted) => {
    const to = firstBarAt(bars.time, time);
    copyBars(bars, from, to, out, filled, from + inserted);
    const at = to + inserted;
    const close = bars.close[to - 1];
    out.time[at] = time;
    for (const column of ['open', 'high', 'low', 'close'] as const) out[column][at] = close;
    filled[at] = 1;
    from = to;
  });
  copyBars(bars, from, bars.time.length, out, filled, from + times.length);
  return { ...out, filled };
}

function copyBars(bars: Bars, from: number, to: number, out: Bars, filled: Uint8Array, at: number): void {
  for (const column of ['time', ...PRICE_COLUMNS] as const) out[column].set(bars[column].subarray(from, to), at);
  if (bars.filled) filled.set(bars.filled.subarray(from, to), at);
}
