import type { Bars } from '../core/bars.js';
import { isoTime, MINUTE } from '../core/time.js';
import type { Columns, LiveVerdict, Signals, StrategyResult } from '../strategy/strategy.js';
import { EXIT_REASONS, type ExitReason, Field, type Ledger } from './ledger.js';

/** One closed trade. Prices in USD, quantity in BTC, times in ms UTC; `null` where the strategy has no such column. */
export interface Trade {
  readonly direction: 'long' | 'short';
  /** Bars of the signal, the entry and the exit; an exit at the end of the data has the number after the last bar. */
  readonly signalBar: number;
  readonly entryBar: number;
  readonly exitBar: number;
  /** Open time of the entry bar, and of the bar (the minute, under finer) of the exit fill. */
  readonly entryTime: number;
  readonly exitTime: number;
  /** Fills, slippage included, and the market prices they slipped from. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly entryMarket: number;
  readonly exitMarket: number;
  /** Initial stop and target. */
  readonly stop: number;
  readonly target: number;
  /** The stop in force at the exit. */
  readonly lastStop: number;
  /** D = R: distance from entry to the initial stop, USD, positive. */
  readonly distance: number;
  readonly quantity: number;
  /** After fees, USD. */
  readonly pnl: number;
  readonly fees: number;
  readonly slippageCost: number;
  readonly rMultiple: number;
  /** Worst and best excursion in R from the fill: mae <= 0 <= mfe. */
  readonly mae: number;
  readonly mfe: number;
  readonly exitReason: ExitReason;
  /** Fill orders disagree on some bar of its life. */
  readonly ambiguous: boolean;
  /** A filled or zero-volume bar between signal and exit. */
  readonly touchesFilledBar: boolean;
  /** Equity and notional of open positions at the close of the signal bar, USD: what the size came from. */
  readonly equityAtSignal: number;
  readonly committedAtSignal: number;
  readonly uptrend1h: boolean | null;
  readonly momentum15m: boolean | null;
  readonly volCross: boolean | null;
  readonly gapStrength: number | null;
  readonly vpProximity: number | null;
  readonly confidence: number | null;
}

/** The trades of a ledger, ordered by exit time, then entry time. */
export function tradesOf(ledger: Ledger, bars: Bars, result: StrategyResult): Trade[] {
  const marks = marksOf(result);
  const suspect = suspectCounts(bars);
  const { rows } = ledger;
  const trades = Array.from({ length: ledger.trades }, (_, k) => {
    const at = k * Field.Count;
    const signalBar = rows[at + Field.SignalBar];
    const last = Math.min(rows[at + Field.ExitBar], bars.time.length - 1);
    return tradeAt(rows, at, suspect[last + 1] > suspect[signalBar], marks(signalBar));
  });
  return trades.sort(byExit);
}

/** The order of trades: by exit time, then entry time. */
export function byExit(a: Trade, b: Trade): number {
  return a.exitTime - b.exitTime || a.entryTime - b.entryTime;
}

/** The closed trade whose row starts at `at`. */
export function tradeAt(rows: Float64Array, at: number, touchesFilledBar: boolean, marks: SignalMarks): Trade {
  const row = (field: number) => rows[at + field];
  const side = row(Field.Side);
  const price = (field: number) => side * row(field);
  const distance = row(Field.Distance);
  const quantity = row(Field.Quantity);
  const slipped =
    Math.abs(row(Field.Entry) - row(Field.EntryMarket)) + Math.abs(row(Field.Exit) - row(Field.ExitMarket));
  return {
    direction: side > 0 ? 'long' : 'short',
    signalBar: row(Field.SignalBar),
    entryBar: row(Field.EntryBar),
    exitBar: row(Field.ExitBar),
    entryTime: row(Field.EntryTime),
    exitTime: row(Field.ExitTime),
    entryPrice: price(Field.Entry),
    exitPrice: price(Field.Exit),
    entryMarket: price(Field.EntryMarket),
    exitMarket: price(Field.ExitMarket),
    stop: side * (row(Field.Entry) - distance),
    target: price(Field.Target),
    lastStop: price(Field.Stop),
    distance,
    quantity,
    pnl: row(Field.Pnl),
    fees: row(Field.Fees),
    slippageCost: slipped * quantity,
    rMultiple: row(Field.Pnl) / (distance * quantity),
    mae: (Math.min(row(Field.Worst), row(Field.Exit)) - row(Field.Entry)) / distance,
    mfe: (Math.max(row(Field.Best), row(Field.Exit)) - row(Field.Entry)) / distance,
    exitReason: EXIT_REASONS[row(Field.Reason)],
    ambiguous: row(Field.Ambiguous) === 1,
    touchesFilledBar,
    equityAtSignal: row(Field.Equity),
    committedAtSignal: row(Field.Committed),
    ...marks,
  };
}

/** What of a trade the strategy said at the signal bar. */
export type SignalMarks = Pick<
  Trade,
  'uptrend1h' | 'momentum15m' | 'volCross' | 'gapStrength' | 'vpProximity' | 'confidence'
>;

/** What the strategy's columns say at a bar; a column it does not have is null. */
export function marksOf({ columns, signals }: LiveVerdict): (bar: number) => SignalMarks {
  const flag = (name: string, bar: number) => (columns[name] ? columns[name][bar] === 1 : null);
  const strengths = columns.gap_strength ?? columns.ifvg_strength;
  return (bar) => ({
    uptrend1h: flag('uptrend_1h', bar) ?? trendUp(signals, bar),
    momentum15m: flag('momentum_15m', bar),
    volCross: flag('vol_cross', bar),
    gapStrength: known(strengths, bar),
    vpProximity: known(columns.vp_proximity, bar),
    confidence: known(signals.confidence, bar),
  });
}

function trendUp({ trend }: Signals, bar: number): boolean | null {
  return trend && trend[bar] !== 0 ? trend[bar] > 0 : null;
}

function known(column: Columns[string] | undefined, bar: number): number | null {
  return column && !Number.isNaN(column[bar]) ? column[bar] : null;
}

/** How many bars before each were filled by a policy or had no volume; one longer than the bars. */
function suspectCounts({ volume, filled }: Bars): Int32Array {
  const counts = new Int32Array(volume.length + 1);
  for (let i = 0; i < volume.length; i++) counts[i + 1] = counts[i] + (isSuspect(volume[i], filled?.[i]) ? 1 : 0);
  return counts;
}

/** A bar that nobody traded in, or that a policy inserted: what fills there is a guess. */
export function isSuspect(volume: number, filled: number | undefined): boolean {
  return volume === 0 || filled === 1;
}

type Cell = number | string | boolean | null;

/** trades.csv: its columns in order, and what each row holds. */
const CSV_COLUMNS: readonly (readonly [name: string, cell: (trade: Trade, symbol: string) => Cell])[] = [
  ['timestamp', (t) => isoTime(t.entryTime)],
  ['symbol', (_, symbol) => symbol],
  ['direction', (t) => t.direction],
  ['entry_price', (t) => t.entryPrice],
  ['exit_price', (t) => t.exitPrice],
  ['sl', (t) => t.stop],
  ['tp', (t) => t.target],
  ['pnl', (t) => t.pnl],
  ['pnl_pct', (t) => (100 * t.pnl) / (t.entryPrice * t.quantity)],
  ['duration', (t) => `${Math.round((t.exitTime - t.entryTime) / MINUTE)}min`],
  ['uptrend_1h', (t) => t.uptrend1h],
  ['momentum_15m', (t) => t.momentum15m],
  ['vol_cross', (t) => t.volCross],
  ['ifvg_strength', (t) => t.gapStrength],
  ['vp_proximity', (t) => t.vpProximity],
  ['qty', (t) => t.quantity],
  ['fees', (t) => t.fees],
  ['slippage_cost', (t) => t.slippageCost],
  ['r_multiple', (t) => t.rMultiple],
  ['confidence', (t) => t.confidence],
  ['exit_reason', (t) => t.exitReason],
  ['mae', (t) => t.mae],
  ['mfe', (t) => t.mfe],
  ['exit_timestamp', (t) => isoTime(t.exitTime)],
  ['ambiguous', (t) => t.ambiguous],
  ['touches_filled_bar', (t) => t.touchesFilledBar],
];

export const TRADES_HEADER = CSV_COLUMNS.map(([name]) => name).join(',');

/** One row of trades.csv: full double precision, true|false, an empty cell where something is unknown. */
export function tradeRow(trade: Trade, symbol = 'BTCUSD'): string {
  return CSV_COLUMNS.map(([, cell]) => cell(trade, symbol) ?? '').join(',');
}

/** trades.csv as text, one line per trade after the header. */
export function tradesCsv(trades: readonly Trade[], symbol = 'BTCUSD'): string {
  return `${[TRADES_HEADER, ...trades.map((trade) => tradeRow(trade, symbol))].join('\n')}\n`;
}
