import type { Backtest } from '../../backtest/backtest.js';
import { formatNumber, formatPercent } from '../../core/format.js';
import type { Trial } from '../../optimise/trial.js';
import type { Causality } from '../../robustness/causality/causality.js';
import type { OverfittingReport } from '../../robustness/overfitting/report-shape.js';
import { RANDOM_PURPOSE } from '../../robustness/search.js';
import type { PeriodResult } from '../../robustness/walk-forward.js';
import type { WalkForwardSummary } from '../../robustness/walk-forward-summary.js';
import { count, counted } from '../figures/words.js';
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
    ...(run.metrics.net_pnl <= 0 ? ['over all bars it loses with the default parameters'] : []),
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

/** What was free to be found; all else was given or has its default. */
export function searchedSentence([first]: readonly Pick<PeriodResult, 'parameters'>[]): string {
  return `Searched in each period: ${nameList(Object.keys(first?.parameters ?? {}))}.`;
}

/** Of whom the trials are that a walk-forward is weighed against. */
export function trialsSentence(trials: readonly Pick<Trial, 'purpose'>[]): string {
  const random = trials.filter(({ purpose }) => purpose.endsWith(RANDOM_PURPOSE)).length;
  return `Of the ${counted(trials.length + 1, 'trial')} ${count(trials.length - random)} are of the searches, ${count(random)} of the random comparison, and 1 is the walk-forward itself; those of earlier runs count.`;
}

/** Sentences with one more after the first, so that the conclusion stays last. */
export function afterFirst([first = '', ...rest]: readonly string[], added: string): string[] {
  return [first, added, ...rest];
}

/** Longest line of a text: cells of a notebook break longer ones inside words. */
const LINE = 110;

/** Sections as text: a title a line, its sentences indented below, in lines of at most 110 characters. */
export function judgementText(sections: readonly JudgementSection[]): string {
  return sections
    .flatMap(({ title, sentences }) => [title, ...sentences.flatMap((sentence) => linesOf(sentence))])
    .join('\n');
}

/** A sentence in lines broken at spaces; what follows its first line is indented further. */
function linesOf(sentence: string): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of sentence.split(' ')) {
    if (line.length + 1 + word.length > LINE && line.trim() !== '') {
      lines.push(line);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
