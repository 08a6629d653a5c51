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

/** A column of trades.csv and of trades.arrow. Times in ms UTC, spans in ms; in the CSV as ISO text and whole minutes. */
export interface TradeColumn {
  readonly name: string;
  readonly kind: 'time' | 'span' | 'number' | 'flag' | 'word';
  readonly cell: (trade: Trade, symbol: string) => Cell;
}

const column = (name: string, kind: TradeColumn['kind'], cell: TradeColumn['cell']): TradeColumn => ({
  name,
  kind,
  cell,
});

/** The columns of trades.csv in order, and what each row holds; null where something is unknown. */
export const TRADE_COLUMNS: readonly TradeColumn[] = [
  column('timestamp', 'time', (t) => t.entryTime),
  column('symbol', 'word', (_, symbol) => symbol),
  column('direction', 'word', (t) => t.direction),
  column('entry_price', 'number', (t) => t.entryPrice),
  column('exit_price', 'number', (t) => t.exitPrice),
  column('sl', 'number', (t) => t.stop),
  column('tp', 'number', (t) => t.target),
  column('pnl', 'number', (t) => t.pnl),
  column('pnl_pct', 'number', (t) => (100 * t.pnl) / (t.entryPrice * t.quantity)),
  column('duration', 'span', (t) => t.exitTime - t.entryTime),
  column('uptrend_1h', 'flag', (t) => t.uptrend1h),
  column('momentum_15m', 'flag', (t) => t.momentum15m),
  column('vol_cross', 'flag', (t) => t.volCross),
  column('ifvg_strength', 'number', (t) => t.gapStrength),
  column('vp_proximity', 'number', (t) => t.vpProximity),
  column('qty', 'number', (t) => t.quantity),
  column('fees', 'number', (t) => t.fees),
  column('slippage_cost', 'number', (t) => t.slippageCost),
  column('r_multiple', 'number', (t) => t.rMultiple),
  column('confidence', 'number', (t) => t.confidence),
  column('exit_reason', 'word', (t) => t.exitReason),
  column('mae', 'number', (t) => t.mae),
  column('mfe', 'number', (t) => t.mfe),
  column('exit_timestamp', 'time', (t) => t.exitTime),
  column('ambiguous', 'flag', (t) => t.ambiguous),
  column('touches_filled_bar', 'flag', (t) => t.touchesFilledBar),
];

export const TRADES_HEADER = TRADE_COLUMNS.map(({ name }) => name).join(',');

/** One row of trades.csv: full double precision, true|false, an empty cell where something is unknown. */
export function tradeRow(trade: Trade, symbol = 'BTCUSD'): string {
  return TRADE_COLUMNS.map(({ kind, cell }) => csvText(kind, cell(trade, symbol))).join(',');
}

function csvText(kind: TradeColumn['kind'], value: Cell): string {
  if (value === null) return '';
  if (kind === 'time') return isoTime(Number(value));
  return kind === 'span' ? `${Math.round(Number(value) / MINUTE)}min` : String(value);
}

/** trades.csv as text, one line per trade after the header. */
export function tradesCsv(trades: readonly Trade[], symbol = 'BTCUSD'): string {
  return `${[TRADES_HEADER, ...trades.map((trade) => tradeRow(trade, symbol))].join('\n')}\n`;
}
