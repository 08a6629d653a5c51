import type { Trial } from '../../optimise/trial.js';
import type { ScoredTrial } from './report.js';

/** Trials of the ledger as the statistics take them; trials over the same days are of one period. */
export function scoredTrials(trials: readonly Trial[]): ScoredTrial[] {
  return trials.map(({ returns, period }) => ({ returns, period: `${period.from} ${period.to}` }));
}
