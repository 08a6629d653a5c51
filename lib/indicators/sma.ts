import { copyNumbers } from '../core/copy-numbers.js';
import { firstNumber, requireLength, requireSize } from './check.js';

/**
 * Simple moving average over `length` bars, the current one included, in the unit of `values`. As long as `values`,
 * NaN for the first `length - 1` bars; a leading run of NaN (the warm-up of a derived series) moves the start, a later
 * NaN makes every window that holds it NaN. `out` is reused when given and must not be `values` itself.
 *
 * Computed by blocks of `length` bars: a window is the tail of one block plus the head of the next (van Herk 1992).
 * Nothing is ever subtracted, so there is no drift however long the series, and a window of zeros is exactly 0: a
 * running sum would leave a residue there, and a volume filter compares against it.
 */
export function sma(
  values: Float64Array,
  length: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  requireLength('sma', length);
  requireSize('sma', out, values.length);
  const tails = new Float64Array(length + 1);
  const start = firstNumber(values);
  out.fill(Number.NaN, 0, Math.min(values.length, start + length - 1));
  for (let block = start; block < values.length; block += length) {
    const end = Math.min(values.length, block + length);
    let head = 0;
    if (block === start) {
      for (let i = block; i < end; i++) head += values[i];
      if (end === block + length) out[end - 1] = head / length;
    } else {
      for (let i = block; i < end; i++) {
        head += values[i];
        out[i] = (tails[i - block + 1] + head) / length;
      }
    }
    if (end === block + length) sumTails(values, block, tails);
  }
  return out;
}

/** tails[j] = sum of a block from its j-th value on, newest first; the last slot stays 0. */
function sumTails(values: Float64Array, block: number, tails: Float64Array): void {
  let tail = 0;
  for (let j = tails.length - 2; j >= 0; j--) {
    tail += values[block + j];
    tails[j] = tail;
  }
}

/** What an `smaStream` remembers between bars: JSON-able. */
export interface SmaState {
  /** The values of the current block so far, oldest first. */
  readonly block: readonly number[];
  /** The whole block before it; empty when there was none. */
  readonly previous: readonly number[];
}

/** Incremental form of `sma`. */
export interface SmaStream {
  /** Takes the next value, returns the average; NaN in warm-up. */
  next(value: number): number;
  state(): SmaState;
}

/** Incremental form of `sma`, equal to it bit for bit; constant work a bar on average, no allocation after the start. */
export function smaStream(length: number, from?: SmaState): SmaStream {
  requireLength('smaStream', length);
  let block = new Float64Array(length);
  let previous = new Float64Array(length);
  const tails = new Float64Array(length + 1);
  let warm = (from?.previous.length ?? 0) > 0;
  let count = 0;
  let head = 0;

  const next = (value: number): number => {
    if (!warm && count === 0 && Number.isNaN(value)) return Number.NaN;
    block[count++] = value;
    head += value;
    const sum = tails[count] + head;
    const ready = warm || count === length;
    if (count === length) {
      sumTails(block, 0, tails);
      [block, previous] = [previous, block];
      warm = true;
      count = 0;
      head = 0;
    }
    return ready ? sum / length : Number.NaN;
  };
  if (from) {
    if (warm) {
      previous.set(from.previous);
      sumTails(previous, 0, tails);
    }
    for (const value of from.block) next(value);
  }
  return {
    next,
    state: () => ({ block: copyNumbers(block, 0, count), previous: warm ? copyNumbers(previous) : [] }),
  };
}
