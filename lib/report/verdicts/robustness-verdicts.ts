import { formatNumber, formatPercent } from '../../core/format.js';
import { type MonteCarloSummary, SHARPE_STD_TARGET } from '../../robustness/monte-carlo-summary.js';
import { STRESS_SCENARIOS } from '../../robustness/stress/scenarios.js';
import type { StressResults } from '../../robustness/stress/stress.js';

/** Fewest trades under stress from which survival says something of the strategy, and not of its idleness. */
const FEW_TRADES = 20;

/** What the perturbed runs say, in sentences that follow from their figures. */
export function monteCarloVerdict(summary: MonteCarloSummary): string[] {
  const { sharpe_mean, sharpe_std, robustness_score, total_return, loss } = summary;
  if (sharpe_mean === null || sharpe_std === null || total_return.p05 === null || total_return.p95 === null) {
    return [`There is not enough evidence: ${summary.reason ?? 'the runs have no Sharpe ratio'}.`];
  }
  const verdict = [
    `${formatPercent(loss.probability, 1)} of ${formatNumber(summary.runs, 0)} runs lose; from the 5 % to the 95 % quantile the return lies between ${formatPercent(total_return.p05)} and ${formatPercent(total_return.p95)}.`,
    `Sharpe ratio ${formatNumber(sharpe_mean)} with a standard deviation of ${formatNumber(sharpe_std)}: the target of below ${SHARPE_STD_TARGET} is ${summary.sharpe_std_below_target ? 'met' : 'missed'}. Robustness score ${formatNumber(robustness_score ?? 0)}.`,
    `A drawdown beyond 20 % comes in ${formatPercent(summary.drawdown_beyond_20.probability, 1)} of the runs (give or take ${formatPercent(summary.drawdown_beyond_20.standard_error, 1)}), ruin in ${formatPercent(summary.ruin.probability, 1)}.`,
  ];
  if (loss.probability > 0.5)
    verdict.push(
      'This strategy does not survive: it loses on most histories that could have been. The loss is robust.',
    );
  else if (total_return.p05 < 0)
    verdict.push('There is not enough evidence: a history a little different could have lost.');
  else
    verdict.push(
      'It earns on nearly all of these histories. They share the weeks of the one that happened; that is all this can say.',
    );
  return verdict;
}

/** What the stressed markets say. */
export function stressVerdict(results: StressResults): string[] {
  const names = STRESS_SCENARIOS.filter((scenario) => !results[scenario].survived);
  const idle = STRESS_SCENARIOS.filter((scenario) => results[scenario].trades < FEW_TRADES);
  const losers = STRESS_SCENARIOS.filter((scenario) => results[scenario].total_return < 0);
  const verdict = [
    names.length === 0
      ? `Every drawdown stays above -20 %, the deepest at ${formatPercent(Math.min(...STRESS_SCENARIOS.map((scenario) => results[scenario].dd)))}.`
      : `This strategy does not survive ${names.join(', ')}: the drawdown goes beyond 20 %.`,
    `It loses money in ${losers.length} of ${STRESS_SCENARIOS.length} markets, and ${results.original.total_return < 0 ? 'on the bars as they were' : 'not on the bars as they were'}.`,
  ];
  if (idle.length > 0) {
    verdict.push(`There is not enough evidence in ${idle.join(', ')}: fewer than ${FEW_TRADES} trades.`);
  }
  if (names.length === 0 && results.original.total_return < 0) {
    verdict.push('Surviving is not earning: small positions lose slowly in every market.');
  }
  return verdict;
}
