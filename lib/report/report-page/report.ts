import type { Metrics } from '../../backtest/metrics.js';
import { isoDay } from '../../core/time.js';
import { metricsTable } from '../figures/metrics-table.js';
import type { Results } from '../results.js';
import { overfittingVerdict } from '../verdicts/overfitting-verdict.js';
import { monteCarloVerdict } from '../verdicts/robustness-verdicts.js';
import { backtestVerdict, funnelVerdict } from '../verdicts/verdicts.js';
import { walkForwardVerdict } from '../verdicts/walk-forward-verdict.js';
import { certaintySection } from './certainty.js';
import { changeSection } from './change.js';
import { type KnownResults, knownResults } from './results-shape.js';
import type { ReportSection } from './section.js';
import { dataSection, subjectOf, testedSection } from './subject.js';
import { targetsSection } from './targets.js';

/** The report as data: sentences that follow from results.json alone. */
export interface Report {
  readonly title: string;
  /** The bars are the built-in sample. */
  readonly isMadeUp: boolean;
  /** The conclusions, one of each question that has been asked. */
  readonly answer: readonly { readonly question: string; readonly sentence: string }[];
  readonly sections: readonly ReportSection[];
}

const TOLD: readonly (keyof Metrics)[] = [
  'net_pnl',
  'total_return',
  'max_drawdown',
  'sharpe_rf0',
  'total_trades',
  'win_rate',
  'profit_factor',
  'expectancy_r',
  'exposure',
  'htf_alignment',
];

/** What a colleague would want to know: what was tested, on what, what came out, how sure one can be, and what would change it. */
export function reportOf(results: Results): Report {
  const known = knownResults(results);
  const subject = subjectOf(known);
  const what = subject
    ? `${subject.strategy ?? 'Strategy'}, ${dayOf(subject.from)} to ${dayOf(subject.to)}`
    : 'Nothing has been run yet';
  return {
    title: what,
    isMadeUp: (subject?.source ?? known.data_quality?.source) === 'sample',
    answer: answerOf(known),
    sections: [
      testedSection(known),
      dataSection(known),
      resultSection(known),
      certaintySection(known),
      targetsSection(known),
      changeSection(known),
      limitsSection(),
    ],
  };
}

function dayOf(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : isoDay(time);
}

/** The last sentence of a verdict is its conclusion. */
function answerOf(known: KnownResults): Report['answer'] {
  const { walk_forward, overfitting, monte_carlo } = known;
  const verdicts: Readonly<Record<string, readonly string[] | undefined>> = {
    Backtest: verdictOf(known),
    'Out of sample': walk_forward && walkForwardVerdict(walk_forward),
    'Luck of many trials': overfitting && overfittingVerdict(overfitting),
    'Other histories': monte_carlo && monteCarloVerdict(monte_carlo),
  };
  return Object.entries(verdicts).flatMap(([question, verdict]) =>
    (verdict?.slice(-1) ?? []).map((sentence) => ({ question, sentence })),
  );
}

function verdictOf(known: KnownResults): string[] | undefined {
  const { metrics, costs } = known;
  if (!metrics || !costs) return undefined;
  const subject = subjectOf(known);
  const rate = subject?.parameters?.risk_free;
  const parameters = { risk_free: typeof rate === 'number' ? rate : 0 };
  const strategy = subject?.strategy === undefined ? {} : { strategy: { name: subject.strategy } };
  return backtestVerdict({ metrics, costs, parameters, ...strategy }, { metrics: costs.zero_cost_twin });
}

function resultSection(known: KnownResults): ReportSection {
  const id = 'result';
  const title = 'What came out';
  const verdict = verdictOf(known);
  if (!verdict || !known.metrics) return { id, title, sentences: [], missing: '03-backtest' };
  const sentences = [...verdict.slice(0, -1), ...(known.funnel ? funnelVerdict(known.funnel) : [])];
  return {
    id,
    title,
    sentences,
    table: { caption: 'Figures of the backtest', rows: metricsTable(known.metrics, TOLD).map((row) => ({ ...row })) },
  };
}

function limitsSection(): ReportSection {
  return {
    id: 'limits',
    title: 'Limits',
    sentences: [
      'One history of one market. The rules were thought of by people who had seen markets like this one.',
      'Fills assume that an order of this size is filled at the next open, slippage and fee as stated, and that the venue is there.',
      'Other histories are made of this one: they share its weeks, and no crisis that it does not hold.',
      'Nothing here says what markets will do.',
    ],
  };
}
