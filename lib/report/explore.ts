import { type ColumnTable, table } from 'arquero';
import type { Columns } from '../strategy/strategy.js';

/**
 * Columns as an arquero table, to filter, derive and group in a cell; nothing is copied. `timestamp` stays in ms UTC.
 * For exploring: hot loops read the columns themselves.
 */
export function explore(columns: Columns): ColumnTable {
  return table(columns);
}
