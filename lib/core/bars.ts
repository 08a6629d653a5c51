/**
 * Bars of one timeframe, oldest first, as columns of equal length.
 * `time` is the bar's open in milliseconds UTC; the bar is known at `time + step`.
 * Prices in USD per BTC, volume in BTC. A missing bar does not exist: rows are not on a complete grid.
 */
export interface Bars {
  /** Length of one bar in milliseconds. */
  readonly step: number;
  /** When each bar opens, ms UTC. It is known at `time + step`. */
  readonly time: Float64Array;
  /** Prices in USD. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** BTC traded in the bar. */
  readonly volume: Float64Array;
  /** 1 where a policy inserted the bar; absent when nothing was inserted. */
  readonly filled?: Uint8Array;
}

/** The five columns a price bar consists of, in file order. */
export const PRICE_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

/** An empty set of columns for `length` bars of `step` milliseconds, to be written by its maker. */
export function allocateBars(length: number, step: number): Bars {
  const column = () => new Float64Array(length);
  return { step, time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
}

/** Bars `from` (inclusive) to `to` (exclusive) as a view on the same memory: nothing is copied. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  return {
    step: bars.step,
    time: bars.time.subarray(from, to),
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
    ...(bars.filled && { filled: bars.filled.subarray(from, to) }),
  };
}

/** Index of the first bar that opens at or after `time` (ms UTC); `bars.time.length` when there is none. */
export function firstBarAt(time: Float64Array, at: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
