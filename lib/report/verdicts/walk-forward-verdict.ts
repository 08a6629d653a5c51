import { formatNumber, formatPercent } from '../../core/format.js';
import type { WalkForwardSummary } from '../../robustness/walk-forward-summary.js';
import { count, counted, signedPercent } from '../figures/words.js';
import { ENOUGH_TRADES, UNLIKELY } from './evidence.js';
import { nameList } from './liveness-verdict.js';

/**
 * What a walk-forward shows, in sentences that follow from its figures; the last one is the conclusion. `riskFree`, a year,
 * is what its Sharpe ratios are over, where it is known.
 */
export function walkForwardVerdict(summary: WalkForwardSummary, riskFree?: number): string[] {
  const trades = tradesOf(summary);
  if (summary.periods === 0 || trades === 0) {
    return [
      `No trade was taken in ${counted(summary.periods, 'test')}: there is nothing to judge.`,
      'There is not enough evidence.',
    ];
  }
  return [
    foundSentence(summary, trades),
    degradationSentence(summary, riskFree),
    randomSentence(summary),
    checksSentence(summary),
    `The final parameters are those of period ${count(summary.final_period)}, whose test scored best. A test that chose them no longer counts as out of sample for them.`,
    conclusion(summary, trades),
  ];
}

function tradesOf({ test_trades }: WalkForwardSummary): number {
  return test_trades.reduce((sum, trades) => sum + trades, 0);
}

function foundSentence({ stitched, periods, test_return }: WalkForwardSummary, trades: number): string {
  const { total_return, days, t_statistic: t } = stitched;
  const won = test_return.filter((one) => one > 0).length;
  const certainty =
    t === null ? 'there is no t-statistic, because the days do not differ' : `the t-statistic is ${formatNumber(t)}`;
  return `Out of sample the account went ${signedPercent(total_return)} in ${counted(days, 'day')} and ${counted(trades, 'trade')}, up in ${count(won)} of ${counted(periods, 'test')}; ${certainty}.`;
}

function degradationSentence(
  { degradation, degradations, train_sharpe, periods }: WalkForwardSummary,
  riskFree: number | undefined,
): string {
  const rate = riskFree === undefined ? '' : ` (at a risk-free rate of ${formatPercent(riskFree)})`;
  const measured = degradations.filter((one) => one !== null).length;
  if (degradation === null) {
    return train_sharpe.some((ratio) => ratio !== null && ratio > 0)
      ? 'Degradation is not measurable: no test has a Sharpe ratio to hold against a train above 0.'
      : `Degradation is not measurable: the Sharpe ratio of train${rate} is not above 0 in any period, so there is nothing to lose.`;
  }
  const share = formatPercent(Math.abs(degradation), 0);
  const change =
    degradation < 0
      ? `The Sharpe ratio is ${share} higher in test than in train`
      : `${share} of the Sharpe ratio of train is lost in test`;
  return measured < periods
    ? `${change}, over the ${count(measured)} of ${counted(periods, 'period')} whose train is above 0.`
    : `${change}, on average over ${counted(periods, 'period')}.`;
}

/** A comparison with one draw: it can show that the search added nothing, not that it added something. */
function randomSentence({ stitched, random_stitched, periods }: WalkForwardSummary): string {
  const random = `The best of as many random evaluations went ${signedPercent(random_stitched.total_return)} on the same tests`;
  return beatsRandom({ stitched, random_stitched })
    ? `${random}: the search did better, which one comparison over ${counted(periods, 'period')} does not prove.`
    : `${random}: random search ${random_stitched.total_return > stitched.total_return ? 'did better' : 'found as much'}.`;
}

function beatsRandom({ stitched, random_stitched }: Pick<WalkForwardSummary, 'stitched' | 'random_stitched'>): boolean {
  return stitched.total_return > random_stitched.total_return;
}

function checksSentence({ checks }: WalkForwardSummary): string {
  const missed = checks.filter(({ met }) => !met).map(({ name, target }) => `${name} (${target})`);
  const met = `${count(checks.length - missed.length)} of ${counted(checks.length, 'check')} met`;
  return missed.length === 0 ? `${met}.` : `${met}; not met: ${nameList(missed)}.`;
}

function conclusion(summary: WalkForwardSummary, trades: number): string {
  const { stitched, checks } = summary;
  const { total_return, t_statistic: t } = stitched;
  const isLikelyLoss = t !== null && t <= -UNLIKELY;
  if (total_return < 0 && isLikelyLoss) {
    return 'This strategy does not survive: it loses out of sample, by more than chance alone explains.';
  }
  if (trades < ENOUGH_TRADES) {
    return `There is not enough evidence: ${counted(trades, 'trade')} in all tests, and fewer than ${ENOUGH_TRADES} say little.`;
  }
  if (total_return <= 0) {
    return 'This strategy does not survive: it earns nothing out of sample, though chance may have a part in that.';
  }
  if (t === null || t < UNLIKELY) {
    return `There is not enough evidence: it made money out of sample, but a t-statistic below ${UNLIKELY} is not to be told from chance.`;
  }
  if (!beatsRandom(summary)) {
    return 'It made money out of sample, but random search found as much or more: the result is not owed to the search.';
  }
  return checks.every(({ met }) => met)
    ? 'It survives this walk-forward. Whether it is more than the luck of many trials is for the overfitting statistics, and it says nothing of markets to come.'
    : 'It made money out of sample, more than chance alone explains, but not all checks are met: that is not enough to trust it.';
}
