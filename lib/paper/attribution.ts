import { type Feed, sliceFeed } from '../backtest/feed.js';
import { quietFeed } from '../backtest/follow.js';
import { REFUSALS } from '../backtest/ledger.js';
import { indexMinutes } from '../backtest/minutes.js';
import { rulesOf, type Simulation, simulate } from '../backtest/simulate.js';
import { type Trade, tradesOf } from '../backtest/trades.js';
import { type Bars, firstBarAt, sliceBars } from '../core/bars.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import { type Market, type Strategy, signalsOf, strategyParameters } from '../strategy/strategy.js';
import { type Model, type Steps, stepsBetween } from './attribution-chain.js';
import { type BrokerRecords, executionsOf, refusedOrder, signalTimeOf } from './attribution-records.js';
import { whyNotInModel, whyNotOnPaper, wordsOf } from './attribution-words.js';
import type { PaperTrade } from './order-journal.js';

/** Bars of one period, with those before it on which indicators warm up. */
export interface PaperBars {
  readonly market: Market;
  /** 1-minute bars for the finer fill order and for the moments of executions. */
  readonly minutes?: Bars;
}

export interface AttributionInput<T extends readonly Parameter[] = readonly Parameter[]> {
  readonly strategy: Strategy<T>;
  /** As the paper engine had them, where they differ from the defaults. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Closed trades of the paper account, in any order. */
  readonly trades: readonly PaperTrade[];
  /** What the engine saw. */
  readonly seen: PaperBars;
  /** The same period as the history service gives it today, corrections included; what was seen, when absent. */
  readonly official?: PaperBars;
  /** Signals of bars that open before are not taken, ms UTC. */
  readonly tradeFrom: number;
  /** Orders and fills of a broker other than `sim`. */
  readonly records?: BrokerRecords;
}

/** A difference in USD and what it is made of; positive: paper earned more than the reference. */
export interface Attributed {
  /** Net P&L on paper less that of the reference. */
  readonly difference: number;
  /** The backtest on the seen bars less the backtest on the official ones: other bars, other signals, other exits. */
  readonly data: number;
  /** What the market moved between the model's fill and the broker's, and what the rules made of an entry that late. */
  readonly latency: number;
  /** What the price paid was worse or better than the market of its moment with the model's slippage. */
  readonly slippage: number;
  /** Another decision: an entry not taken or not due, another quantity, another exit, another fee schedule. */
  readonly rule: number;
  readonly ruleParts: RuleParts;
}

export interface RuleParts {
  /** Trades that only paper or only the backtest on the seen bars has. */
  readonly entry: number;
  readonly quantity: number;
  readonly exit: number;
  readonly fees: number;
}

/** One signal's trade on paper, on the seen bars and in the reference: net P&L in USD, null where it was not taken. */
export interface TradeAttribution extends Attributed {
  /** Open time of the signal bar, ms UTC. */
  readonly signalTime: number;
  readonly direction: 'long' | 'short';
  readonly paper: number | null;
  readonly seen: number | null;
  readonly reference: number | null;
  /** What the rule part is about, in a sentence. */
  readonly why: string;
}

export interface Attribution {
  /** In order of signal. */
  readonly trades: readonly TradeAttribution[];
  readonly total: Attributed & { readonly paper: number; readonly reference: number };
  /** Trades that a backtest has open at the end of the bars and paper has not closed: not compared yet. */
  readonly open: number;
}

/**
 * Splits the difference between paper and backtest, trade by trade. Trades are matched by signal bar and direction; one
 * that a side did not take counts whole. Each part is the change of P&L from one hybrid of the two to the next (see
 * `stepsBetween`), so parts sum to the difference within 1e-14 of the largest P&L among the hybrids: a rounding error, and
 * no part is a remainder. On equal bars with the sim broker every part is exactly 0. The reference ends with the seen bars.
 */
export function attribute<T extends readonly Parameter[]>(input: AttributionInput<T>): Attribution {
  const { seen, official = seen, trades, records } = input;
  const { base } = seen.market;
  const onSeen = runFrom(input, seen, Number.POSITIVE_INFINITY);
  const reference = official === seen ? onSeen : runFrom(input, official, base.time[base.time.length - 1]);
  const paper = new Map<string, PaperTrade>();
  for (const trade of trades) {
    let key = keyOf(signalTimeOf(trade, base, records), trade);
    // Two trades that seem to come of one signal: the second has no counterpart and counts whole.
    while (paper.has(key)) key += ' again';
    paper.set(key, trade);
  }
  const rules = rulesOf({ ...onSeen.parameters, max_drawdown_halt: 0 }, onSeen.feed);
  const model: Model = { feed: quietFeed(onSeen.feed), rules, haltedAt: onSeen.simulation.haltedAt };
  const keys = [...new Set([...paper.keys(), ...onSeen.trades.keys(), ...reference.trades.keys()])];

  const rows: TradeAttribution[] = [];
  let open = 0;
  for (const key of keys) {
    const [on, by, of] = [paper.get(key), onSeen.trades.get(key), reference.trades.get(key)];
    const stillOpen = !on && [by, of].every((trade) => !trade || trade.exitReason === 'end-of-data');
    if (stillOpen) open++;
    else rows.push(attributeOne(key, { paper: on, seen: by, reference: of }, model, onSeen, records));
  }
  rows.sort((a, b) => a.signalTime - b.signalTime);
  return { trades: rows, total: totalOf(rows), open };
}

interface Run {
  readonly parameters: BacktestParameters;
  readonly feed: Feed;
  readonly simulation: Simulation;
  readonly trades: ReadonlyMap<string, Trade>;
}

/** The backtest from `tradeFrom` to `last` (open time of the last bar), its indicators warmed up before. */
function runFrom<T extends readonly Parameter[]>(input: AttributionInput<T>, bars: PaperBars, last: number): Run {
  const { market, minutes } = bars;
  const parameters = strategyParameters(input.strategy, input.parameters);
  const { time } = market.base;
  const to = time[time.length - 1] <= last ? time.length : firstBarAt(time, last + market.base.step);
  const base = sliceBars(market.base, 0, to);
  const from = firstBarAt(base.time, input.tradeFrom);
  if (from >= to) {
    throw new Error(`attribute: bars must reach beyond tradeFrom ${input.tradeFrom}, got ${to} bars before it`);
  }
  const whole: Feed = {
    bars: base,
    signals: signalsOf(input.strategy, { ...market, base }, parameters),
    ...(minutes && { minutes: indexMinutes(base, minutes) }),
  };
  const feed = sliceFeed(whole, from, to);
  const simulation = simulate(feed, parameters);
  const trades = tradesOf(simulation.ledger, feed.bars, { signals: feed.signals, columns: {} });
  return {
    parameters,
    feed,
    simulation,
    trades: new Map(trades.map((trade) => [keyOf(feed.bars.time[trade.signalBar], trade), trade])),
  };
}

type Direction = Trade['direction'];

function keyOf(signalTime: number, { direction }: { readonly direction: Direction }): string {
  return `${signalTime} ${direction}`;
}

interface Sides {
  readonly paper: PaperTrade | undefined;
  readonly seen: Trade | undefined;
  readonly reference: Trade | undefined;
}

const NO_STEPS: Steps = { latency: 0, slippage: 0, quantity: 0, exit: 0, fees: 0, otherExit: null };

function attributeOne(key: string, sides: Sides, model: Model, run: Run, records?: BrokerRecords): TradeAttribution {
  const [time, direction] = key.split(' ');
  const signalTime = Number(time);
  const { paper, seen, reference } = sides;
  const executions = paper && executionsOf(paper, signalTime, records);
  const steps = paper && seen ? stepsBetween(model, seen, paper, executions) : NO_STEPS;
  const { quantity, exit, fees } = steps;
  const entry = paper && seen ? 0 : (paper?.pnl ?? 0) - (seen?.pnl ?? 0);
  let why = 'neither took it on the seen bars';
  if (paper && seen) why = wordsOf(seen, paper, steps);
  else if (paper) why = whyNotInModel(refusalAt(run, signalTime));
  else if (seen) why = whyNotOnPaper(refusedOrder(signalTime, records));
  return {
    signalTime,
    direction: direction as Direction,
    paper: paper?.pnl ?? null,
    seen: seen?.pnl ?? null,
    reference: reference?.pnl ?? null,
    difference: (paper?.pnl ?? 0) - (reference?.pnl ?? 0),
    data: (seen?.pnl ?? 0) - (reference?.pnl ?? 0),
    latency: steps.latency,
    slippage: steps.slippage,
    rule: entry + quantity + exit + fees,
    ruleParts: { entry, quantity, exit, fees },
    why,
  };
}

/** Why the backtest on the seen bars refused a signal; undefined when it had none there. */
function refusalAt({ feed, simulation }: Run, signalTime: number): string | undefined {
  const { refusedBars, refusedReasons } = simulation.ledger;
  const k = refusedBars.findIndex((bar) => feed.bars.time[bar] === signalTime);
  return k < 0 ? undefined : REFUSALS[refusedReasons[k]];
}

function totalOf(rows: readonly TradeAttribution[]): Attribution['total'] {
  const sum = (value: (row: TradeAttribution) => number) => rows.reduce((total, row) => total + value(row), 0);
  return {
    paper: sum((row) => row.paper ?? 0),
    reference: sum((row) => row.reference ?? 0),
    difference: sum((row) => row.difference),
    data: sum((row) => row.data),
    latency: sum((row) => row.latency),
    slippage: sum((row) => row.slippage),
    rule: sum((row) => row.rule),
    ruleParts: {
      entry: sum((row) => row.ruleParts.entry),
      quantity: sum((row) => row.ruleParts.quantity),
      exit: sum((row) => row.ruleParts.exit),
      fees: sum((row) => row.ruleParts.fees),
    },
  };
}
