import { type AlignState, alignStream } from '../bars/align.js';
import { type Bar, type ResampleState, resampleStream } from '../bars/resample.js';
import { copyNumbers } from '../core/copy-numbers.js';

/** What a `higherStream` remembers between bars: JSON-able by way of `toExactJson`. */
export interface HigherState {
  readonly buckets: ResampleState;
  readonly aligned: AlignState;
  /** Longer bars completed so far. */
  readonly completed: number;
  /** The values of the newest of them, longer bar b in place b % their number. */
  readonly values: readonly (readonly number[])[];
}

/** Values of a longer timeframe as base bars may see them. */
export interface HigherStream {
  /** Takes the next base bar; returns what it may see, all NaN before the first longer bar. Read it before the next call. */
  next(bar: Bar): Float64Array;
  state(): HigherState;
}

/** Longer bars whose values may be needed at once: the visible one, and two that one base bar completes. One to spare. */
const KEPT = 4;

/**
 * Incremental form of a longer timeframe: bars made by `resampleStream`, `width` values of each written by `compute`,
 * visible by `alignStream` to base bars that open at or after its close. `step` and `baseStep` in ms.
 */
export function higherStream(
  baseStep: number,
  step: number,
  width: number,
  compute: (bar: Bar, out: Float64Array) => void,
  from?: HigherState,
): HigherStream {
  const none = new Float64Array(width).fill(Number.NaN);
  const values = Array.from({ length: KEPT }, (_, k) => (from ? Float64Array.from(from.values[k]) : none.slice()));
  let completed = from?.completed ?? 0;
  const aligned = alignStream(step, from?.aligned);
  const complete = (bar: Bar) => {
    compute(bar, values[completed++ % KEPT]);
    aligned.add(bar.time);
  };
  const buckets = resampleStream(baseStep, step, complete, from?.buckets);
  return {
    next(bar) {
      // The bar that ends a bucket completes it here, but opened before its close: `aligned` keeps it for the next one.
      buckets.next(bar);
      const index = aligned.next(bar.time);
      return index < 0 ? none : values[index % KEPT];
    },
    state: () => ({
      buckets: buckets.state(),
      aligned: aligned.state(),
      completed,
      values: values.map((row) => copyNumbers(row)),
    }),
  };
}
