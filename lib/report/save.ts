import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Trade, tradesCsv } from '../backtest/trades.js';
import { isoTime } from '../core/time.js';
import { writeAtomic } from '../data/files.js';
import type { Columns } from '../strategy/strategy.js';
import type { Figure } from './figure.js';
import { type PictureOptions, renderPng } from './png.js';

/** Writes trades.csv into `folder`; the columns are those of `tradesCsv`. Returns the file. */
export function saveTrades(folder: string, trades: readonly Trade[]): string {
  const file = join(folder, 'trades.csv');
  writeAtomic(file, tradesCsv(trades));
  return file;
}

/** Writes a figure as PNG, drawn without a browser. Returns the file. */
export async function savePng(folder: string, name: string, figure: Figure, options?: PictureOptions): Promise<string> {
  const file = join(folder, name);
  writeAtomic(file, await renderPng(figure, options));
  return file;
}

/** Writes columns as CSV.gz at full precision: `timestamp` as ISO time, an empty cell for NaN. Returns the file. */
export function saveColumns(folder: string, name: string, columns: Columns): string {
  const file = join(folder, name);
  const names = Object.keys(columns);
  const rows = columns[names[0]].length;
  const lines = [names.join(',')];
  for (let i = 0; i < rows; i++) lines.push(names.map((column) => cell(column, columns[column][i])).join(','));
  writeAtomic(file, gzipSync(`${lines.join('\n')}\n`));
  return file;
}

function cell(column: string, value: number): string {
  if (column === 'timestamp') return isoTime(value);
  return Number.isNaN(value) ? '' : String(value);
}
