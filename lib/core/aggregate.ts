import type { Bars } from './bars.js';
import { allocateBars } from './bars.js';
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
  const edges = bucketEdges(bars, step, options);
  const columns = allocateBars(edges.length - 1, step);
  return fillBuckets(bars, edges, bars.filled ? { ...columns, filled: new Uint8Array(columns.time.length) } : columns);
}

/**
 * Where the buckets of `step` ms lie among the bars: bucket b is made of bars edges[b] to edges[b + 1] - 1. They depend
 * on the times only, so that other prices at the same times need them once.
 */
export function bucketEdges(
  bars: Pick<Bars, 'time' | 'step'>,
  step: number,
  options: AggregateOptions = {},
): Int32Array {
  const { time } = bars;
  const from = options.partialFirst === 'keep' ? 0 : firstWholeBucket(time, step);
  // The end of the data, not of the bucket, decides: a bucket still forming would change once its next bar arrives.
  const dataEnd = time.length ? time[time.length - 1] + bars.step : 0;
  const edges = new Int32Array(countBuckets(time, from, step) + 1).fill(from);
  let bucket = 0;
  for (let first = from; first < time.length; ) {
    const end = bucketStart(time[first], step) + step;
    let next = first + 1;
    while (next < time.length && time[next] < end) next++;
    if (end > dataEnd) break;
    edges[++bucket] = next;
    first = next;
  }
  return edges.subarray(0, bucket + 1);
}

/** Writes the bucket bars of `edges` (of `bucketEdges`) into `out`, which has one place for each, and returns it. */
export function fillBuckets(bars: Bars, edges: Int32Array, out: Bars): Bars {
  const { time, open, high, low, close, volume, step } = out;
  for (let bucket = 0; bucket < edges.length - 1; bucket++) {
    const first = edges[bucket];
    time[bucket] = bucketStart(bars.time[first], step);
    open[bucket] = bars.open[first];
    close[bucket] = bars.close[edges[bucket + 1] - 1];
  }
  highest(bars.high, edges, high);
  lowest(bars.low, edges, low);
  total(bars.volume, edges, volume);
  if (out.filled && bars.filled) highest(bars.filled, edges, out.filled);
  return out;
}

function highest(values: Float64Array | Uint8Array, edges: Int32Array, out: Float64Array | Uint8Array): void {
  for (let bucket = 0; bucket < edges.length - 1; bucket++) {
    let most = values[edges[bucket]];
    for (let i = edges[bucket] + 1; i < edges[bucket + 1]; i++) most = Math.max(most, values[i]);
    out[bucket] = most;
  }
}

function lowest(values: Float64Array, edges: Int32Array, out: Float64Array): void {
  for (let bucket = 0; bucket < edges.length - 1; bucket++) {
    let least = values[edges[bucket]];
    for (let i = edges[bucket] + 1; i < edges[bucket + 1]; i++) least = Math.min(least, values[i]);
    out[bucket] = least;
  }
}

function total(values: Float64Array, edges: Int32Array, out: Float64Array): void {
  for (let bucket = 0; bucket < edges.length - 1; bucket++) {
    let sum = values[edges[bucket]];
    for (let i = edges[bucket] + 1; i < edges[bucket + 1]; i++) sum += values[i];
    out[bucket] = sum;
  }
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
