import type { Backtest } from '../../backtest/backtest.js';
import { formatNumber, formatPercent } from '../../core/format.js';
import type { Causality } from '../../robustness/causality/causality.js';
import type { OverfittingReport } from '../../robustness/overfitting/report-shape.js';
import type { WalkForwardSummary } from '../../robustness/walk-forward-summary.js';
import { UNLIKELY } from './evidence.js';
import { nameList } from './liveness-verdict.js';
import { DSR_WANTED } from './overfitting-verdict.js';

/** What was found of a strategy; without a walk-forward where it looks ahead. */
export interface Findings {
  readonly causality: Causality;
  readonly run: Backtest;
  readonly summary?: WalkForwardSummary;
  readonly overfitting?: OverfittingReport;
}

/** One part of a judgement, as it is printed. */
export interface JudgementSection {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** Whether to believe a strategy: no where something speaks against it, not yet where something is not met. Never more than "so far". */
export function answerOf({ causality, run, summary, overfitting }: Findings): string {
  if (!causality.ok)
    return 'No: it knows the future, so none of its results means anything. Mend the leak that is named.';
  if (!summary || !overfitting) return 'Not yet: there was no walk-forward.';
  const { stitched, checks } = summary;
  if (summary.test_trades.every((trades) => trades === 0)) return 'Not yet: it took no trade out of sample.';
  if (stitched.total_return <= 0) {
    return `No: out of sample, with parameters found beforehand, it comes to ${formatPercent(stitched.total_return)} after costs.`;
  }
  const { t_statistic: t } = stitched;
  const dsr = overfitting.dsr.value;
  const doubts = [
    ...(run.metrics.net_pnl <= 0 ? ['over all bars it loses with these parameters'] : []),
    ...(t === null ? ['its t-statistic is not known'] : []),
    ...(t !== null && t < UNLIKELY ? [`its t-statistic is ${formatNumber(t)}, below ${UNLIKELY}`] : []),
    ...checks.filter(({ met }) => !met).map(({ name, target }) => `${name} is not ${target}`),
    ...(dsr === null ? ['whether luck explains it cannot be measured'] : []),
    ...(dsr !== null && dsr < DSR_WANTED ? [`luck explains it (DSR below ${formatPercent(DSR_WANTED, 0)})`] : []),
  ];
  return doubts.length > 0
    ? `Not yet: it earned out of sample, but ${nameList(doubts)}.`
    : 'So far, yes: nothing here speaks against it. The next bars are the next test.';
}

/** Sections as text: a title a line, its sentences indented below. */
export function judgementText(sections: readonly JudgementSection[]): string {
  return sections.map(({ title, sentences }) => [title, ...sentences.map((line) => `  ${line}`)].join('\n')).join('\n');
}
