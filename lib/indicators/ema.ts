import { firstNumber, requireLength, requireSize } from './check.js';

/**
 * Exponential moving average with alpha = 2 / (length + 1), in the unit of `values`, seeded with the simple average of
 * the first `length` values (as Pine's `ta.ema` and TA-Lib do). As long as `values`, NaN for the first `length - 1`
 * bars; a leading run of NaN (the warm-up of a derived series) moves the seed, a later NaN makes the rest NaN.
 * `out` is reused when given.
 */
export function ema(
  values: Float64Array,
  length: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  requireLength('ema', length);
  requireSize('ema', out, values.length);
  return smooth(values, length, 2 / (length + 1), out);
}

/**
 * Wilder's moving average (RMA, Pine's `ta.rma`): as `ema` with alpha = 1 / length. "New Concepts in Technical Trading
 * Systems", 1978. Seeded with the simple average of the first `length` values; warm-up as in `ema`.
 */
export function rma(
  values: Float64Array,
  length: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  requireLength('rma', length);
  requireSize('rma', out, values.length);
  return smooth(values, length, 1 / length, out);
}

function smooth(values: Float64Array, length: number, alpha: number, out: Float64Array): Float64Array {
  const start = firstNumber(values);
  const seedAt = start + length - 1;
  if (seedAt >= values.length) return out.fill(Number.NaN);
  let sum = 0;
  for (let i = start; i <= seedAt; i++) sum += values[i];
  out.fill(Number.NaN, 0, seedAt);
  const keep = 1 - alpha;
  let average = sum / length;
  out[seedAt] = average;
  for (let i = seedAt + 1; i < values.length; i++) {
    average = alpha * values[i] + keep * average;
    out[i] = average;
  }
  return out;
}

/** What an `emaStream` or `rmaStream` remembers between bars: JSON-able. */
export interface EmaState {
  /** Values taken so far, at most `length`. */
  readonly count: number;
  /** Sum of the seed's values while count < length, then the average. */
  readonly value: number;
}

/** Incremental form of `ema` and `rma`. */
export interface EmaStream {
  /** Takes the next value, returns the average; NaN in warm-up. */
  next(value: number): number;
  state(): EmaState;
}

/** Incremental form of `ema`, equal to it bit for bit. */
export function emaStream(length: number, from?: EmaState): EmaStream {
  requireLength('emaStream', length);
  return smoothStream(length, 2 / (length + 1), from);
}

/** Incremental form of `rma`, equal to it bit for bit. */
export function rmaStream(length: number, from?: EmaState): EmaStream {
  requireLength('rmaStream', length);
  return smoothStream(length, 1 / length, from);
}

function smoothStream(length: number, alpha: number, from?: EmaState): EmaStream {
  const keep = 1 - alpha;
  let count = from?.count ?? 0;
  let value = from?.value ?? 0;
  return {
    next(x) {
      if (count === length) {
        value = alpha * x + keep * value;
        return value;
      }
      if (count === 0 && Number.isNaN(x)) return Number.NaN;
      value += x;
      count++;
      if (count < length) return Number.NaN;
      value /= length;
      return value;
    },
    state: () => ({ count, value }),
  };
}
