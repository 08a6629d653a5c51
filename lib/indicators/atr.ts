import { requireLength, requireSize } from './check.js';
import { type EmaState, rmaStream } from './ema.js';

/** The prices a true range needs. */
export interface HighLowClose {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/**
 * Average true range in price units, >= 0: Wilder's RMA of the true range, seeded with the simple average of the first
 * `length` (Pine's `ta.atr`). True range = max(high - low, |high - last close|, |low - last close|), the last close
 * being that of the last bar that exists; the first true range is high - low. NaN for the first `length - 1` bars.
 * `out` is reused when given.
 */
export function atr(
  bars: HighLowClose,
  length: number,
  out: Float64Array = new Float64Array(bars.close.length),
): Float64Array {
  const { high, low, close } = bars;
  requireLength('atr', length);
  requireSize('atr', out, close.length);
  if (close.length < length) return out.fill(Number.NaN);
  let sum = high[0] - low[0];
  for (let i = 1; i < length; i++) sum += trueRange(high[i], low[i], close[i - 1]);
  out.fill(Number.NaN, 0, length - 1);
  const alpha = 1 / length;
  const keep = 1 - alpha;
  let average = sum / length;
  out[length - 1] = average;
  for (let i = length; i < close.length; i++) {
    average = alpha * trueRange(high[i], low[i], close[i - 1]) + keep * average;
    out[i] = average;
  }
  return out;
}

/** True range of one bar in price units, given the close of the bar before it. */
export function trueRange(high: number, low: number, lastClose: number): number {
  // Equal to the textbook's maximum of three: the range stretched to reach the last close.
  return Math.max(high, lastClose) - Math.min(low, lastClose);
}

/** What an `atrStream` remembers between bars: JSON-able. */
export interface AtrState {
  readonly average: EmaState;
  /** Close of the last bar; null before the first. */
  readonly lastClose: number | null;
}

/** Incremental form of `atr`. */
export interface AtrStream {
  /** Takes the next bar, returns the average true range; NaN in warm-up. */
  next(high: number, low: number, close: number): number;
  state(): AtrState;
}

/** Incremental form of `atr`, equal to it bit for bit. */
export function atrStream(length: number, from?: AtrState): AtrStream {
  requireLength('atrStream', length);
  const average = rmaStream(length, from?.average);
  let lastClose = from?.lastClose ?? null;
  return {
    next(high, low, close) {
      const range = lastClose === null ? high - low : trueRange(high, low, lastClose);
      lastClose = close;
      return average.next(range);
    },
    state: () => ({ average: average.state(), lastClose }),
  };
}
