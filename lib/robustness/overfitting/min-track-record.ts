import { type Estimate, measured, unmeasured } from '../../core/estimate.js';
import { normalQuantile } from '../../core/normal.js';
import { expectedMaximum } from './dsr.js';
import { type SharpeMoments, sharpeVariance } from './sharpe-moments.js';

export interface TrackRecordOptions {
  /** Sharpe ratio to exceed, per observation; 0. */
  readonly benchmark?: number;
  /** Probability wanted, in (0.5, 1); 0.95. */
  readonly confidence?: number;
}

/**
 * Minimum track record length, in observations: how many returns like these it takes until PSR reaches `confidence`.
 * Bailey and Lopez de Prado (2012). Null where the Sharpe ratio does not exceed the benchmark: no length is then enough.
 */
export function minTrackRecord(
  moments: Omit<SharpeMoments, 'observations'>,
  { benchmark = 0, confidence = 0.95 }: TrackRecordOptions = {},
): Estimate {
  if (!(confidence > 0.5 && confidence < 1)) {
    throw new Error(`minTrackRecord: confidence must be between 0.5 and 1, got ${confidence}`);
  }
  if (!(moments.sharpe > benchmark)) {
    return unmeasured('The Sharpe ratio does not exceed the benchmark: no track record of this kind is long enough.');
  }
  const variance = sharpeVariance(moments);
  if (!(variance > 0)) return unmeasured('Skewness and kurtosis contradict each other: no sample has them.');
  return measured(1 + variance * (normalQuantile(confidence) / (moments.sharpe - benchmark)) ** 2);
}

/** Years of data that a search needs, and the simple upper bound 2 ln N / SR^2 of them. */
export interface BacktestYears {
  readonly years: number;
  readonly bound: number;
}

/**
 * Minimum backtest length: years below which the best of `trials` without skill is expected to show an annual Sharpe ratio of
 * `sharpe` (0 risk-free). Bailey, Borwein, Lopez de Prado and Zhu, "Pseudo-mathematics and financial charlatanism" (2014).
 */
export function minBacktestLength(trials: number, sharpe: number): Estimate<BacktestYears> {
  if (!(sharpe > 0)) return unmeasured('A Sharpe ratio that is not positive needs no luck to explain it.');
  return measured({ years: (expectedMaximum(trials) / sharpe) ** 2, bound: (2 * Math.log(trials)) / sharpe ** 2 });
}
