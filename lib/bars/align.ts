/**
 * The look-ahead guard. A value of a longer timeframe reaches a shorter one only through this file.
 *
 * A 1h bar opened at 10:00 is complete at 11:00. The first 5m bar that may use it is the one that OPENS at 11:00 or
 * later: this is Pine's non-repainting `request.security(..., expr[1], lookahead = barmerge.lookahead_on)`, so
 * backtest, live and Pine agree. Forward-filling by open time would show the bar to the 5m bar of 10:00, an hour early.
 */

/** Open times (ms UTC, ascending) and step (ms) of a longer timeframe; `Bars` is one. */
export interface HigherFrame {
  readonly time: Float64Array;
  readonly step: number;
}

/**
 * For each base bar, the index of the newest higher bar whose close time is at or before the base bar's OPEN; -1 where
 * there is none. Both times ascend. `out` is reused when given and must be as long as `baseTime`.
 */
export function alignIndex(
  baseTime: Float64Array,
  higher: HigherFrame,
  out: Int32Array = new Int32Array(baseTime.length),
): Int32Array {
  if (out.length !== baseTime.length) {
    throw new Error(`alignIndex: out must be as long as the base frame (${baseTime.length}), got ${out.length}`);
  }
  const { time, step } = higher;
  let next = 0;
  for (let i = 0; i < baseTime.length; i++) {
    // The dangerous line: `time[next] <= baseTime[i]`, without the step, would use bars that are still forming.
    while (next < time.length && time[next] + step <= baseTime[i]) next++;
    out[i] = next - 1;
  }
  return out;
}

/**
 * Values of a higher timeframe as the base frame may see them: `values[index[i]]`, NaN where `index[i]` is -1 (nothing
 * has closed yet) and where the value itself is in its warm-up. `index` comes from `alignIndex`; `out` is reused.
 */
export function align(
  values: Float64Array,
  index: Int32Array,
  out: Float64Array = new Float64Array(index.length),
): Float64Array {
  if (out.length !== index.length) {
    throw new Error(`align: out must be as long as the index (${index.length}), got ${out.length}`);
  }
  if (index.length > 0 && index[index.length - 1] >= values.length) {
    throw new Error(`align: values must cover higher bar ${index[index.length - 1]}, got ${values.length} values`);
  }
  for (let i = 0; i < index.length; i++) out[i] = index[i] < 0 ? Number.NaN : values[index[i]];
  return out;
}

/** What an `alignStream` remembers between bars: JSON-able. */
export interface AlignState {
  /** How many higher bars are visible: the index of the newest is one less. */
  readonly visible: number;
  /** Open times of the higher bars that are known but not yet visible, oldest first. */
  readonly pending: readonly number[];
}

/** Incremental form of `alignIndex`, see `alignStream`. */
export interface AlignStream {
  /** A higher bar opened at `time` (ms UTC) is complete; bars come in order. */
  add(time: number): void;
  /** Index of the higher bar that a base bar opened at `time` may use, -1 for none; base bars come in order. */
  next(time: number): number;
  state(): AlignState;
}

/**
 * Incremental form of `alignIndex` for higher bars of `step` ms. The order of `add` and `next` is free as long as a
 * higher bar is added before the first base bar that opens at or after its close: one added early waits until then.
 */
export function alignStream(step: number, from?: AlignState): AlignStream {
  if (!(step > 0)) throw new Error(`alignStream: step must be above 0 ms, got ${step}`);
  let visible = from?.visible ?? 0;
  const pending = from ? [...from.pending] : [];
  return {
    add(time) {
      pending.push(time);
    },
    next(time) {
      while (pending.length > 0 && pending[0] + step <= time) {
        pending.shift();
        visible++;
      }
      return visible - 1;
    },
    state: () => ({ visible, pending: [...pending] }),
  };
}
