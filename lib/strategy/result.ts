import type { GapLedger } from '../indicators/gap-ledger.js';
import type { Rulebook } from './rules.js';

/** A column as long as its bars: numbers (NaN in warm-up) or a mask (0 or 1). */
export type Column = Float64Array | Uint8Array;
export type Columns = Readonly<Record<string, Column>>;

/**
 * What a strategy says at each close, as long as the base bars. The engine acts on it at the next open.
 * Only `side` and `atr` are needed; without `trend` there is no reversal exit, without `volRatio` the stop is not scaled.
 */
export interface Signals {
  /** 1 buy, -1 sell short, 0 nothing. */
  readonly side: Int8Array;
  /** Average true range, USD: the unit of the stop distance. */
  readonly atr: Float64Array;
  /** ATR of the higher timeframe over its own average; NaN counts as 1. */
  readonly volRatio?: Float64Array;
  /** Higher-timeframe trend: 1 up, -1 down, 0 unknown. */
  readonly trend?: Int8Array;
  /** From 0 to 1; NaN where there is no signal. */
  readonly confidence?: Float64Array;
}

export interface StrategyResult {
  /** What it wants at each close; the engine reads nothing else. */
  readonly signals: Signals;
  /** The strategy's series on the base bars, in the order of export. */
  readonly columns: Columns;
  /** The series on their own bars, where there are any. */
  readonly columns15m?: Columns;
  readonly columns1h?: Columns;
  /** Which rules each bar fails, for the funnel and the question why there is no signal. */
  readonly rulebook?: Rulebook;
  /** Every fair value gap with what became of it, where the strategy uses them. */
  readonly gaps?: GapLedger;
}
