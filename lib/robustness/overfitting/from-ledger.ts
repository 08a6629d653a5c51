import type { Trial } from '../../optimise/trial.js';
import type { PeriodResult } from '../walk-forward.js';
import { type OverfittingOptions, overfittingReport, type ScoredTrial } from './report.js';
import type { OverfittingReport } from './report-shape.js';

/** Trials of the ledger as the statistics take them; trials over the same days are of one period. */
export function scoredTrials(trials: readonly Trial[]): ScoredTrial[] {
  return trials.map(({ returns, period }) => ({ returns, period: `${period.from} ${period.to}` }));
}

/** The stitched tests of a walk-forward, one track record, weighed against all trials on the same data. */
export function overfittingOfTests(
  trials: readonly Trial[],
  results: readonly PeriodResult[],
  options: OverfittingOptions,
): OverfittingReport {
  const returns = Float64Array.from(results.flatMap(({ test }) => [...test.returns]));
  const scored = scoredTrials(trials);
  return overfittingReport([...scored, { returns, period: 'stitched tests' }], scored.length, options);
}
