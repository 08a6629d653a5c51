import { type ColumnTable, table } from 'arquero';
import type { Trade } from '../backtest/trades.js';
import type { Columns } from '../strategy/strategy.js';

/**
 * Columns as an arquero table, to filter, derive and group in a cell; nothing is copied. `timestamp` stays in ms UTC.
 * For exploring: hot loops read the columns themselves.
 */
export function explore(columns: Columns): ColumnTable {
  return table(columns);
}

/** Trades as an arquero table, a row each, with the fields of `Trade`. */
export function exploreTrades(trades: readonly Trade[]): ColumnTable {
  const names = trades.length > 0 ? (Object.keys(trades[0]) as (keyof Trade)[]) : [];
  return table(Object.fromEntries(names.map((name) => [name, trades.map((trade) => trade[name])])));
}
