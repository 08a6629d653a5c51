import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Trade, tradesCsv } from '../backtest/trades.js';
import { isoTime } from '../core/time.js';
import { writeAtomic } from '../data/files.js';
import type { Columns } from '../strategy/strategy.js';

/** Writes trades.csv into `folder`; the columns are those of `tradesCsv`. Returns the file. */
export function saveTrades(folder: string, trades: readonly Trade[]): string {
  const file = join(folder, 'trades.csv');
  writeAtomic(file, tradesCsv(trades));
  return file;
}

/** Writes columns as CSV.gz at full precision: `timestamp` as ISO time, an empty cell for NaN. Returns the file. */
export function saveColumns(folder: string, name: string, columns: Columns): string {
  const file = join(folder, name);
  const entries = Object.entries(columns);
  const rows = entries[0]?.[1].length ?? 0;
  const lines = [entries.map(([column]) => column).join(',')];
  for (let i = 0; i < rows; i++) lines.push(entries.map(([column, values]) => cell(column, values[i])).join(','));
  writeAtomic(file, gzipSync(`${lines.join('\n')}\n`));
  return file;
}

function cell(column: string, value = Number.NaN): string {
  if (column === 'timestamp') return isoTime(value);
  return Number.isNaN(value) ? '' : String(value);
}
