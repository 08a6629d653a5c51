import type { Bars } from './bars.js';
import { allocateBars, sliceBars } from './bars.js';
import { bucketStart } from './time.js';

export interface AggregateOptions {
  /** What becomes of a first bucket that the data enter midway; 'drop' by default. */
  readonly partialFirst?: 'drop' | 'keep';
}

/**
 * Bars of a longer `step` (ms) made of the bars that exist: open of the first, highest high, lowest low, close of the
 * last, sum of volume. A bucket covers floor(time / step) * step by the clock (UTC).
 * A bucket without bars does not exist; a first bucket that the data enter midway is dropped unless asked for, and the
 * last exists only if the data reach its end. A bucket is marked filled when any bar in it is: part of it is invented.
 * Throws when `step` is not a whole multiple of the bars' own.
 */
export function aggregate(bars: Bars, step: number, options: AggregateOptions = {}): Bars {
  if (!(step >= bars.step) || step % bars.step !== 0) {
    throw new Error(`aggregate: step must be a whole multiple of the bars' ${bars.step} ms, got ${step}`);
  }
  const { time } = bars;
  const from = options.partialFirst === 'keep' ? 0 : firstWholeBucket(time, step);
  // The end of the data, not of the bucket, decides: a bucket still forming would change once its next bar arrives.
  const dataEnd = time.length ? time[time.length - 1] + bars.step : 0;
  const columns = allocateBars(countBuckets(time, from, step), step);
  const out: Bars = bars.filled ? { ...columns, filled: new Uint8Array(columns.time.length) } : columns;
  let bucket = 0;
  for (let first = from; first < time.length; ) {
    const end = bucketStart(time[first], step) + step;
    let next = first + 1;
    while (next < time.length && time[next] < end) next++;
    if (end > dataEnd) break;
    writeBucket(bars, first, next, out, bucket);
    bucket++;
    first = next;
  }
  return bucket === out.time.length ? out : sliceBars(out, 0, bucket);
}

/** Index of the first bar of the first bucket that the data do not enter midway. */
function firstWholeBucket(time: Float64Array, step: number): number {
  if (time.length === 0) return 0;
  const start = bucketStart(time[0], step);
  if (time[0] === start) return 0;
  let index = 0;
  while (index < time.length && time[index] < start + step) index++;
  return index;
}

function countBuckets(time: Float64Array, from: number, step: number): number {
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (let i = from; i < time.length; i++) {
    if (time[i] < end) continue;
    end = bucketStart(time[i], step) + step;
    count++;
  }
  return count;
}

function writeBucket(bars: Bars, first: number, next: number, out: Bars, bucket: number): void {
  let high = bars.high[first];
  let low = bars.low[first];
  let volume = bars.volume[first];
  for (let i = first + 1; i < next; i++) {
    if (bars.high[i] > high) high = bars.high[i];
    if (bars.low[i] < low) low = bars.low[i];
    volume += bars.volume[i];
  }
  out.time[bucket] = bucketStart(bars.time[first], out.step);
  out.open[bucket] = bars.open[first];
  out.high[bucket] = high;
  out.low[bucket] = low;
  out.close[bucket] = bars.close[next - 1];
  out.volume[bucket] = volume;
  if (out.filled && bars.filled) out.filled[bucket] = bars.filled.subarray(first, next).includes(1) ? 1 : 0;
}
