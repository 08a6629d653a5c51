import { aggregate } from '../core/aggregate.js';
import type { Bars } from '../core/bars.js';
import { bucketStart } from '../core/time.js';

/**
 * The same market in a longer timeframe: `step` in ms, a whole multiple of the bars' own. Buckets follow the UTC clock;
 * see `aggregate` for which buckets exist. The result is known bar by bar only at each bar's close: bring its values
 * back to the shorter frame with `align`, never by open time.
 */
export function resample(bars: Bars, step: number): Bars {
  return aggregate(bars, step);
}

/** One bar, as an incremental form receives it. */
export interface Bar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

type Forming = { -readonly [Name in keyof Bar]: Bar[Name] };

/** What a `resampleStream` remembers between bars: JSON-able, to be handed back after a restart. */
export interface ResampleState {
  /** The bucket being built; null when none is. */
  readonly forming: Bar | null;
  /** Open time of a first bucket that the data entered midway; null before the first bar and when there is none. */
  readonly dropped: number | null;
  /** True before the first bar. */
  readonly fresh: boolean;
}

/** Incremental form of `resample`, see `resampleStream`. */
export interface ResampleStream {
  /** Takes the next bar of the shorter frame. A call may complete no bucket, one, or two. */
  next(bar: Bar): void;
  state(): ResampleState;
}

/**
 * Incremental form of `resample`: `emit` gets each longer bar as soon as it is certain, that is with the bar that ends
 * the bucket or, when that bar is missing, with the first bar after it. Bars must come in order of time.
 */
export function resampleStream(
  baseStep: number,
  step: number,
  emit: (bar: Bar) => void,
  from?: ResampleState,
): ResampleStream {
  if (!(step >= baseStep) || step % baseStep !== 0) {
    throw new Error(`resampleStream: step must be a whole multiple of the bars' step ${baseStep} ms, got ${step}`);
  }
  let forming: Forming | null = from?.forming ? { ...from.forming } : null;
  let fresh = from?.fresh ?? true;
  let dropped = from?.dropped ?? null;

  const complete = (bucket: Forming) => {
    forming = null;
    emit(bucket);
  };
  return {
    next(bar) {
      const start = bucketStart(bar.time, step);
      if (forming && forming.time !== start) complete(forming);
      if (fresh && bar.time !== start) dropped = start;
      fresh = false;
      if (start === dropped) return;
      forming = forming ? extend(forming, bar) : { ...bar, time: start };
      if (bar.time + baseStep >= start + step) complete(forming);
    },
    state: () => ({ forming: forming && { ...forming }, dropped, fresh }),
  };
}

/** The bar that opens at `time` and is made of `parts`, at least one, in order of time: the rule of every longer bar. */
export function mergeBars(time: number, parts: readonly Bar[]): Bar {
  return parts.slice(1).reduce(extend, { ...parts[0], time });
}

/** Bar `i` of columns. */
export function barAt({ time, open, high, low, close, volume }: Bars, i: number): Bar {
  return { time: time[i], open: open[i], high: high[i], low: low[i], close: close[i], volume: volume[i] };
}

function extend(bucket: Forming, bar: Bar): Forming {
  if (bar.high > bucket.high) bucket.high = bar.high;
  if (bar.low < bucket.low) bucket.low = bar.low;
  bucket.close = bar.close;
  bucket.volume += bar.volume;
  return bucket;
}
