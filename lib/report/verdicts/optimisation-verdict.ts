import type { Metrics } from '../../backtest/metrics.js';
import { formatDigits, formatNumber } from '../../core/format.js';
import type { Success } from '../../optimise/history.js';
import { pointWords } from '../figures/point-words.js';
import { count, counted, signedPercent } from '../figures/words.js';
import { ENOUGH_TRADES } from './evidence.js';
import { nameList } from './liveness-verdict.js';

/** What a run with the best parameters came to on one part of the data. */
export type PartMetrics = Pick<Metrics, 'total_return' | 'calmar_ratio' | 'sharpe_rf0' | 'total_trades' | 'days'>;

/** A search by `calmarObjective`, and what its best parameters came to. */
export interface OptimisationOutcome {
  /** Null when no evaluation gave a value. */
  readonly best: Success | null;
  /** With the best parameters, on the bars that were searched; null without a best. */
  readonly train: PartMetrics | null;
  /** On bars the search never saw. */
  readonly holdout: PartMetrics | null;
  readonly searched: readonly string[];
  /** Parameters left out of the search because they change nothing. */
  readonly dropped: readonly string[];
  /** Evaluations made. */
  readonly budget: number;
  /** Evaluations that gave no value, 0 when absent. */
  readonly failed?: number;
  /** Best objective of as many random points, where it was asked. */
  readonly random?: number;
}

/** What a search found and what is left of it on bars it never saw, in sentences; the last one is the conclusion. */
export function optimisationVerdict(outcome: OptimisationOutcome): string[] {
  const { best, train, holdout, budget, failed = 0 } = outcome;
  const searched = searchedSentence(outcome);
  if (!best || !train || !holdout) {
    return [searched, `None of ${counted(budget, 'evaluation')} gave a value: there is nothing to judge.`];
  }
  const lost = failed === 0 ? '' : ` ${counted(failed, 'evaluation')} failed.`;
  return [
    `${searched}${lost}`,
    `The best objective is ${formatDigits(best.value, 3)}, at ${pointWords(best.point)}.`,
    ...randomSentences(best.value, outcome),
    `On the bars that were searched the account went ${partWords(train)}; on the holdout, which the search never saw, ${partWords(holdout)}.`,
    conclusion(best.value, train, holdout, outcome),
  ];
}

function searchedSentence({ searched, dropped, budget }: OptimisationOutcome): string {
  const made = `${counted(budget, 'evaluation')} of ${counted(searched.length, 'parameter')} (${nameList(searched)})`;
  if (dropped.length === 0) return `${made}.`;
  const verb = dropped.length === 1 ? 'was' : 'were';
  return `${made}; ${nameList(dropped)} ${verb} left out, because nothing changes with ${dropped.length === 1 ? 'it' : 'them'}.`;
}

/** One draw of random points: it can show that the search added nothing, not that it added something. */
function randomSentences(best: number, { random }: OptimisationOutcome): string[] {
  if (random === undefined) return [];
  const found = `As many random points came to ${formatDigits(random, 3)}`;
  return [
    random >= best
      ? `${found}: random search ${random > best ? 'did better' : 'found as much'}.`
      : `${found}: the search found more, which one comparison does not prove.`,
  ];
}

function partWords({ total_return, calmar_ratio, sharpe_rf0, total_trades, days }: PartMetrics): string {
  const ratio = (value: number | null) => (value === null ? 'n/a' : formatNumber(value));
  return `${signedPercent(total_return)} in ${counted(days, 'day')} and ${counted(total_trades, 'trade')} (Calmar ${ratio(calmar_ratio)}, Sharpe at a rate of 0 ${ratio(sharpe_rf0)})`;
}

function conclusion(best: number, train: PartMetrics, holdout: PartMetrics, { budget }: OptimisationOutcome): string {
  if (best < -1) {
    return `There is not enough evidence: none of ${counted(budget, 'evaluation')} traded often enough to be judged.`;
  }
  if (best <= 0) {
    return 'This strategy does not survive its own search: even the best parameters lose on the bars they were chosen on.';
  }
  if (holdout.total_trades === 0) return 'There is not enough evidence: no trade was taken in the holdout.';
  if (holdout.total_return <= 0) {
    return `This strategy does not survive the holdout: what was earned where the search looked is not earned where it did not${fewTrades(holdout)}.`;
  }
  if (holdout.total_trades < ENOUGH_TRADES) {
    return `There is not enough evidence: the holdout earns, but ${counted(holdout.total_trades, 'trade')} of it say little; ${count(ENOUGH_TRADES)} are the least.`;
  }
  return `${keptWords(train, holdout)} One holdout is one draw: walk-forward and the overfitting statistics ask whether it is more than luck.`;
}

function fewTrades({ total_trades }: PartMetrics): string {
  return total_trades < ENOUGH_TRADES ? ` (on ${counted(total_trades, 'trade')}, which are few)` : '';
}

function keptWords({ calmar_ratio: before }: PartMetrics, { calmar_ratio: after }: PartMetrics): string {
  if (before === null || after === null || before <= 0) return 'It earns on the holdout too.';
  return after < before
    ? `It earns on the holdout too, with a Calmar ratio of ${formatNumber(after)} after ${formatNumber(before)} in the search.`
    : `It earns on the holdout too, with no lower Calmar ratio (${formatNumber(after)}, after ${formatNumber(before)} in the search): a sign of the period, not of the search.`;
}
