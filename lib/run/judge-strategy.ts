import { type Backtest, backtest, zeroCostTwin } from '../backtest/backtest.js';
import { drawdowns } from '../backtest/drawdown.js';
import { indexMinutes } from '../backtest/minutes.js';
import { seededRandom } from '../core/random.js';
import { isoDay } from '../core/time.js';
import type { Trial } from '../optimise/trial.js';
import type { Figure } from '../report/figure.js';
import { checksTable } from '../report/figures/checks-table.js';
import { dsrByTrials } from '../report/figures/dsr-trials.js';
import { equityFigure } from '../report/figures/equity.js';
import { inWords } from '../report/figures/in-words.js';
import { metricsTable } from '../report/figures/metrics-table.js';
import { stitchedFigure } from '../report/figures/stitched.js';
import { walkForwardFigure } from '../report/figures/walk-forward.js';
import { progressText } from '../report/progress.js';
import { showLine } from '../report/show.js';
import type { TableRow } from '../report/table-html.js';
import {
  afterFirst,
  answerOf,
  type Findings,
  type JudgementSection,
  judgementText,
  searchedSentence,
  trialsSentence,
} from '../report/verdicts/judgement.js';
import { overfittingVerdict } from '../report/verdicts/overfitting-verdict.js';
import { backtestVerdict } from '../report/verdicts/verdicts.js';
import { walkForwardVerdict } from '../report/verdicts/walk-forward-verdict.js';
import { certifyCausality } from '../robustness/causality/causality.js';
import { overfittingOfTests } from '../robustness/overfitting/from-ledger.js';
import { type PeriodOptions, walkPeriods } from '../robustness/periods.js';
import type { SearchOptions } from '../robustness/search.js';
import { type PeriodResult, walkForward } from '../robustness/walk-forward.js';
import { summariseWalkForward } from '../robustness/walk-forward-summary.js';
import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import type { Strategy } from '../strategy/strategy.js';
import { interruptSignal } from './interrupt.js';
import { type Lab, trialLedger } from './session.js';

export interface JudgeOptions extends PeriodOptions {
  /** Values that differ from the defaults, of the strategy and the backtest. What is given here is not searched. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Of each period's search, and as many at random; 100. */
  readonly evaluations?: number;
  /** 1. */
  readonly seed?: number;
  /** Trades in a period's train below which a trial does not count; 20. */
  readonly minTrades?: number;
  /** Ends the run; by default the notebook's stop button does. */
  readonly signal?: AbortSignal;
  /** Told how far it is; by default a line below the cell. */
  readonly onProgress?: (text: string) => void;
}

/** What was found, in words, charts and tables. After a look-ahead there is no walk-forward. */
export interface Judgement extends Findings {
  /** Whether to believe it, in a sentence. */
  readonly answer: string;
  readonly sections: readonly JudgementSection[];
  /** All sentences, to be printed. */
  readonly text: string;
  readonly figures: { readonly [name: string]: Figure };
  readonly tables: { readonly [name: string]: readonly TableRow[] };
  readonly periods?: readonly PeriodResult[];
}

/**
 * Should one believe this strategy? Backtest with costs, causality certificate, walk-forward over the parameters that its
 * table gives a search range, and the statistics of luck over every evaluation of a strategy of this name on these bars.
 * Everything runs in this process, so any strategy will do, one of a notebook cell too. Evaluations go to `trials.sqlite`
 * in the lab's folder: stopped and run again, it goes on. Results.json is not touched.
 * Throws when no parameter can be searched, the bars are too short, or the strategy's arrays do not fit them.
 */
export async function judgeStrategy<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  lab: Pick<Lab, 'market' | 'finer' | 'data' | 'out'>,
  options: JudgeOptions = {},
): Promise<Judgement> {
  const { parameters = {}, onProgress = showLine() } = options;
  requireSearch(strategy, parameters);
  walkPeriods(lab.market.base, options);
  onProgress('Backtest and look-ahead ...');
  // Lets the line be drawn before the kernel is busy.
  await new Promise((resolve) => setImmediate(resolve));
  const run = backtest(strategy, lab.market, {
    parameters,
    ...(lab.finer && { finer: lab.finer }),
  }) as unknown as Backtest;
  const causality = certifyCausality(strategy, lab.market.base, { parameters });
  if (!causality.ok) return judgementOf({ causality, run });
  const ledger = trialLedger(lab.out);
  const signal = options.signal ?? interruptSignal();
  try {
    const search = searchOptions(strategy, { ...options, onProgress }, { signal, ledger });
    const { onProgress: _, ...walk } = options;
    const periods = await walkForward(inputOf(strategy, lab, options), { ...walk, ...search });
    signal.throwIfAborted();
    const trials = ledger.trialsOf(lab.data.quality.hash, { strategy: strategy.name });
    const overfitting = overfittingOfTests(trials, periods, { random: seededRandom(search.seed) });
    return judgementOf({ causality, run, summary: summariseWalkForward(periods), overfitting }, periods, trials);
  } finally {
    if (signal.aborted) onProgress('Walk-forward: stopped. Run the cell again to go on from here.');
    ledger.close();
  }
}

function requireSearch({ name, parameters }: Pick<Strategy, 'name' | 'parameters'>, given: object): void {
  const searched = parameters.filter((one) => 'search' in one && one.search !== undefined).map((one) => one.name);
  const free = searched.filter((one) => !(one in given));
  if (free.length > 0) return;
  const found = searched.length > 0 ? `only ${searched.join(', ')}, whose values are given` : 'none';
  throw new Error(
    `judgeStrategy: the table of ${name} must have a parameter with a search range, got ${found}; write one as searchedInteger('length', 20, [10, 60]), or add search: [10, 60] to its row`,
  );
}

function inputOf<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  { market, finer }: Pick<Lab, 'market' | 'finer'>,
  { parameters = {}, minTrades = 20 }: JudgeOptions,
) {
  return {
    strategy: strategy as unknown as Strategy,
    market,
    fixed: parameters,
    minTrades,
    ...(finer && { minutes: indexMinutes(market.base, finer) }),
  };
}

function searchOptions(
  { name }: Pick<Strategy, 'name'>,
  options: JudgeOptions & Required<Pick<JudgeOptions, 'onProgress'>>,
  own: Required<Pick<SearchOptions, 'signal' | 'ledger'>>,
): SearchOptions {
  const { evaluations: budget = 100, seed = 1, periods = 6, onProgress } = options;
  const all = budget * periods;
  const start = Date.now();
  let done = 0;
  return {
    ...own,
    budget,
    seed,
    purpose: `judgement of ${name}`,
    dropped: Object.keys(options.parameters ?? {}),
    clock: Date.now,
    onProgress: ({ best }) => {
      done++;
      const remaining = ((Date.now() - start) / done) * (all - done);
      onProgress(progressText('Walk-forward', { done, budget: all, best: best?.value ?? null, remaining }));
    },
  };
}

function judgementOf(
  findings: Findings,
  periods: readonly PeriodResult[] = [],
  trials: readonly Trial[] = [],
): Judgement {
  const { causality, run, summary, overfitting } = findings;
  const answer = answerOf(findings);
  const walked = summary && walkForwardVerdict(summary, run.parameters.risk_free);
  const sections = [
    { title: 'Should one believe it?', sentences: [answer] },
    { title: 'Look-ahead', sentences: causality.words },
    ...(causality.ok
      ? [{ title: 'Backtest with the default parameters', sentences: backtestVerdict(run, zeroCostTwin(run)) }]
      : []),
    ...(walked ? [{ title: 'Walk-forward', sentences: afterFirst(walked, searchedSentence(periods)) }] : []),
    ...(overfitting
      ? [{ title: 'Luck', sentences: afterFirst(overfittingVerdict(overfitting), trialsSentence(trials)) }]
      : []),
  ];
  return {
    ...findings,
    answer,
    sections,
    text: judgementText(sections),
    figures: {
      equity: equityFigure(run, drawdowns(run.simulation.equity, run.parameters.initial)),
      ...(summary && { walkForward: walkForwardFigure(summary), stitched: stitchedFigure(periods, summary) }),
      ...(overfitting && { luck: dsrByTrials(overfitting) }),
    },
    tables: {
      metrics: metricsTable(run.metrics),
      ...(summary && { periods: inWords(periodRows(periods)), checks: checksTable(summary.checks) }),
    },
    ...(periods.length > 0 && { periods }),
  };
}

function periodRows(periods: readonly PeriodResult[]): TableRow[] {
  return periods.map(({ number, train, test, parameters }) => ({
    period: number,
    train_from: isoDay(train.from),
    test_from: isoDay(test.from),
    test_to: isoDay(test.to),
    ...parameters,
    train_return: train.metrics.total_return,
    test_return: test.metrics.total_return,
    test_trades: test.metrics.total_trades,
  }));
}
