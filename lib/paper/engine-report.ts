import type { VerdictReading } from '../strategy/live.js';
import type { Broker, BrokerBook, EntryOrder } from './broker.js';
import type { Decision, Happening } from './journal/records.js';
import type { ModelOutcome } from './model-outcome.js';
import type { Halt } from './model-snapshot.js';
import type { EngineReport, FeedReport } from './paper-status.js';

/** What does not change while an engine lives. */
export interface ReportContext {
  readonly strategy: string;
  readonly symbol: string;
  readonly broker: Broker['name'];
  /** Length of a base bar, ms. */
  readonly step: number;
  /** USD. */
  readonly initial: number;
  /** A fraction > 0; 0 when the rule is off. */
  readonly drawdownLimit: number;
  readonly maxPositions: number;
  /** Whether positions that the 1h trend is against are closed. */
  readonly htfReversal: boolean;
}

/** What the strategy said at a close, copied out of the reused verdict. */
export interface Reading extends VerdictReading {
  /** Open time of the bar, ms UTC, and its close, USD. */
  readonly time: number;
  readonly close: number;
}

/** The engine at one moment. */
export interface EngineView {
  readonly book: BrokerBook;
  /** Running peak of equity, USD. */
  readonly peak: number;
  readonly reading: Reading | null;
  readonly waiting: EntryOrder | null;
  readonly halt: Halt | null;
  readonly killed: boolean;
  /** Why no position may be opened for now. */
  readonly held: string | null;
  readonly feed: FeedReport;
}

const HALT_WORDS: Readonly<Record<Halt['reason'], string>> = {
  emergency: 'the drawdown limit was passed',
  kill: 'the kill switch was set',
  'htf-reversal': 'the 1h trend turned',
  stop: 'a stop was asked for',
};

/** Shown at a glance beside the rules: the averages of the higher timeframes, the profile's levels. */
const HTF_VALUES = [
  'EMA200_1h',
  'POC_1h',
  'EMA50_15m',
  'SMA_vol_1h',
  'ATR_1h',
  'EMA18',
  'EMA48',
  'EMA20',
  'ATR',
  'POC',
  'VAH',
  'VAL',
];

export function reportOf(context: ReportContext, view: EngineView): EngineReport {
  const { strategy, symbol, broker, initial, drawdownLimit, maxPositions, htfReversal } = context;
  const { book, peak, reading, waiting, halt, killed, held, feed } = view;
  const { cash, equity, positions, foreign } = book;
  const drawdown = equity / peak - 1;
  return {
    strategy,
    symbol,
    broker,
    account: { cash, equity, initial, peak, drawdown, positions },
    signal: reading && signalOf(reading),
    htf: reading && htfOf(reading),
    emergency: {
      drawdown,
      drawdownLimit,
      halted: halt && HALT_WORDS[halt.reason],
      openPositions: positions.length,
      maxPositions,
      htfReversal,
      killed,
      held,
    },
    feed,
    waiting,
    foreign,
  };
}

/** The record of one bar. `trendBefore`: the 1h trend at the close before it, null when there was none. */
export function decisionOf(
  outcome: ModelOutcome,
  reading: Reading,
  trendBefore: number | null,
  kill: boolean,
): Decision {
  const trend = direction(reading.trend ?? 0);
  const mine = outcome.refused.find(({ signalTime }) => signalTime === reading.time) ?? outcome.refused[0];
  const happened: readonly (Happening | false)[] = [
    reading.side !== 0 && 'signal',
    outcome.opened !== null && 'entry',
    outcome.closed.length > 0 && 'exit',
    outcome.refused.length > 0 && 'refused',
    outcome.held !== null && 'hold',
    outcome.orders.entry !== null && 'order',
    trendBefore !== null && trendBefore !== trend && 'htf-change',
    outcome.halt?.at === outcome.at && (kill ? 'kill' : 'halt'),
  ];
  return {
    time: reading.time,
    close: reading.close,
    side: direction(reading.side),
    confidence: reading.confidence,
    blockedLong: reading.blockedLong ?? [],
    blockedShort: reading.blockedShort ?? [],
    trend,
    equity: outcome.equity,
    happened: happened.filter((word) => word !== false),
    refusal: mine?.reason ?? null,
  };
}

function signalOf({
  time,
  close,
  side,
  confidence,
  blockedLong,
  blockedShort,
}: Reading): NonNullable<EngineReport['signal']> {
  return {
    time,
    close,
    side: direction(side),
    confidence,
    blockedLong: blockedLong ?? [],
    blockedShort: blockedShort ?? [],
  };
}

function htfOf({ trend, columns }: Reading): NonNullable<EngineReport['htf']> {
  const momentum = columns.momentum_15m;
  const known = HTF_VALUES.filter((name) => name in columns);
  return {
    trend1h: direction(trend ?? 0),
    momentum15m: momentum === undefined || momentum === null || columns.EMA50_15m === null ? null : momentum === 1,
    values: Object.fromEntries(known.map((name) => [name, columns[name] ?? null])),
  };
}

export function direction(value: number): -1 | 0 | 1 {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}
