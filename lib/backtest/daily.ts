import { bucketStart, DAY } from '../core/time.js';

/** Equity by UTC day: the last point of each day that has bars, and its return over the day before. */
export interface DailyEquity {
  /** Start of each day, ms UTC. */
  readonly day: Float64Array;
  /** USD, last equity of the day. */
  readonly equity: Float64Array;
  /** Fraction; the first is over the initial equity. */
  readonly returns: Float64Array;
}

/** Days without bars do not count; a bar belongs to the day it opens in. */
export function dailyEquity(time: Float64Array, equity: Float64Array, initial: number): DailyEquity {
  const last = lastBarsOfDays(time);
  const closes = Float64Array.from(last, (i) => equity[i]);
  return {
    day: Float64Array.from(last, (i) => bucketStart(time[i], DAY)),
    equity: closes,
    returns: closes.map((value, k) => value / (k === 0 ? initial : closes[k - 1]) - 1),
  };
}

/** The last bar of each UTC day that has bars. */
export function lastBarsOfDays(time: Float64Array): Int32Array {
  const last: number[] = [];
  for (let i = 0; i < time.length; i++) {
    if (i + 1 === time.length || bucketStart(time[i + 1], DAY) !== bucketStart(time[i], DAY)) last.push(i);
  }
  return Int32Array.from(last);
}
