import { Field } from '../../backtest/ledger.js';
import type { EntryOrder } from '../broker.js';
import type { OrderRecord } from '../order-journal.js';
import { least, parseUnits, shareUp, type Units } from './decimal.js';
import { averageOf, type Executed, isFinal, type Orders, sumOf } from './orders.js';

/** Why a position is being closed; `stop` is the level, not the command. */
export type ExitWish = 'stop' | 'target' | 'htf-reversal' | 'emergency' | 'kill' | 'end';

/** One real position, as the journal keeps it: JSON-able, and everything else of it follows from its orders. */
export interface RealPosition {
  readonly entry: EntryOrder;
  /** Open of the bar it was ordered for, ms UTC. */
  readonly openTime: number;
  /** BTC at the broker less ours just before the entry; null when unknown. */
  readonly before: string | null;
  /** BTC after the entry's fee as measured; null until then. */
  net: string | null;
  /** BTC given up: not there, or too little to sell. */
  lost: string;
  /** A row of the backtest's ledger; null before the first execution. */
  row: number[] | null;
  /** Ordered out, and the price that moved us. */
  exit: { readonly wish: ExitWish; readonly market: number } | null;
  /** Open of the last minute it was taken through. */
  lastMinute: number;
  /** The 1h trend agreed at every close so far. */
  trendAgreed: boolean;
  /** Volume of the base bar it is in, and whether an earlier one had none. */
  barTime: number;
  barVolume: number;
  touchesEmptyBar: boolean;
}

export function newPosition(entry: EntryOrder, openTime: number, before: string | null): RealPosition {
  return {
    entry,
    openTime,
    before,
    net: null,
    lost: '0',
    row: null,
    exit: null,
    lastMinute: 0,
    trendAgreed: entry.marks?.uptrend1h ?? true,
    barTime: openTime,
    barVolume: 0,
    touchesEmptyBar: false,
  };
}

/** What a position's orders say of it. */
export interface Standing {
  readonly entry: OrderRecord;
  readonly entryIsOver: boolean;
  readonly bought: Executed;
  readonly sold: Executed;
  /** The part of it that no protective order sold. */
  readonly soldAtMarket: Executed;
  /** BTC after the entry's fee. */
  readonly net: Units;
  /** BTC still ours. */
  readonly held: Units;
  /** Sales that are not over, intended ones included. */
  readonly protections: readonly OrderRecord[];
  readonly exits: readonly OrderRecord[];
}

export function standingOf(position: RealPosition, orders: Orders, feeRate: number): Standing {
  const own = orders.ofPosition(position.entry.signalTime);
  const entry = own.find(({ role }) => role === 'entry');
  if (!entry)
    throw new Error(`standingOf: a position must have an entry order, got none at ${position.entry.signalTime}`);
  const sales = own.filter(({ role }) => role !== 'entry');
  const bought = orders.executedOf(entry.clientId);
  const executedBy = (of: readonly OrderRecord[]) => sumOf(of.map(({ clientId }) => orders.executedOf(clientId)));
  const sold = executedBy(sales);
  const estimate = bought.quantity - shareUp(bought.quantity, feeRate);
  const net = position.net === null ? estimate : parseUnits(position.net);
  const held = net - sold.quantity - parseUnits(position.lost);
  const active = (role: OrderRecord['role']) => sales.filter((order) => order.role === role && !isFinal(order));
  return {
    entry,
    entryIsOver: isFinal(entry),
    bought,
    sold,
    soldAtMarket: executedBy(sales.filter(({ role }) => role === 'exit')),
    net,
    held: held > 0n ? held : 0n,
    protections: active('protect'),
    exits: active('exit'),
  };
}

export const entryPriceOf = ({ bought }: Standing): number => averageOf(bought);

/** A number of a position's row; NaN where the row ends before it. */
export function numberIn(row: ArrayLike<number>, field: Field): number {
  return row[field] ?? Number.NaN;
}

/** The stop in force, USD; NaN before the first execution. Longs only: Alpaca has no short sales of crypto. */
export function stopOf({ row }: RealPosition): number {
  return numberIn(row ?? [], Field.Stop);
}

/** The measured quantity after the fee when it can be true: between 1 % less than what was bought, and that. */
export function plausibleNet(measured: Units, bought: Units): Units | null {
  const leastNet = bought - shareUp(bought, 0.01) - 1n;
  if (measured < leastNet || measured > bought + 1n) return null;
  return least(measured, bought);
}
