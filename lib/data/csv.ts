import { gzipSync } from 'node:zlib';
import type { Bars } from '../core/bars.js';
import { isoTime } from '../core/time.js';
import { dataError } from './bar-error.js';
import { parseCsv } from './csv-parse.js';
import { writeAtomic } from './files.js';
import type { FillPolicy } from './fill.js';
import { insertFlatBars, singleGaps } from './fill.js';
import { asBytes, readBytes } from './gunzip.js';
import type { DataQuality } from './quality.js';
import { dataQuality } from './quality.js';
import type { Origin } from './validate.js';
import { inferStep, validateBars, validateGrid } from './validate.js';

/** What is done, by name, about what a file lacks. Nothing is done by default. */
export interface DataPolicy {
  /**
   * A row with an empty cell, null or NaN: `error` (default), `drop` (the bar does not exist), `fill` (a flat bar of volume 0
   * at the previous close, marked filled, where both neighbours exist; dropped otherwise).
   */
  readonly nulls?: 'error' | 'drop' | 'fill';
  /** A single missing bar: `none` (default, it does not exist) or `previous-close`. Longer stretches are never filled. */
  readonly fill?: FillPolicy;
}

export interface ReadCsvOptions {
  /** Length of a bar in ms; inferred from the most frequent spacing when absent. */
  readonly step?: number;
  readonly policy?: DataPolicy;
}

/**
 * Validated bars of a `.csv` or `.csv.gz` and what is known of their quality. The header names timestamp, open, high, low,
 * close, volume in any order and case; other columns are ignored. Without a timestamp, a single time, date, datetime or
 * open_time is it, else an unnamed first column. Times are ISO (bare ones mean UTC) or epoch s, ms, us, ns,
 * one way throughout. Throws, naming file, row (line of the file) and time, at whatever is not a rising row of valid bars.
 */
export function readBarsCsv(file: string, options: ReadCsvOptions = {}): { bars: Bars; quality: DataQuality } {
  const bars = parseBarsCsv(readBytes(file, 'readBarsCsv'), file, options);
  return { bars, quality: dataQuality(bars) };
}

/** `readBarsCsv` on bytes that are already in memory; `file` is the name for errors. */
export function parseBarsCsv(bytes: Uint8Array, file: string, options: ReadCsvOptions = {}): Bars {
  const caller = 'readBarsCsv';
  const { nulls = 'error', fill = 'none' } = options.policy ?? {};
  const parsed = parseCsv(bytes, file, caller, nulls === 'error' ? 'error' : 'skip');
  const origin: Origin = { caller, file, row: (i) => parsed.line[i] };
  if (parsed.line.length === 0) {
    throw dataError(caller, 'the file must have rows, got a header only', { file }, 'bring another file');
  }
  validateBars(parsed.bars, origin);
  const bars = { ...parsed.bars, step: options.step ?? inferStep(parsed.bars.time, origin) };
  validateGrid(bars, origin);
  const missing = singleGaps(bars);
  if (fill === 'previous-close') return insertFlatBars(bars, missing);
  if (nulls !== 'fill') return bars;
  const nullTimes = new Set(parsed.nullTimes);
  return insertFlatBars(
    bars,
    missing.filter((time) => nullTimes.has(time)),
  );
}

/** The widest row: a time of 20 characters, five doubles of at most 24, five commas and a line end. */
const ROW_BYTES = 20 + 5 * 24 + 6;
const ROWS_A_WRITE = 4096;

/**
 * Writes bars as CSV, packed when the name ends in `.gz`: ISO times to the second with Z, numbers as the shortest text that
 * reads back to the same double. Whole or not at all (see `writeAtomic`). Filled marks are not written.
 */
export function writeBarsCsv(file: string, bars: Bars): void {
  const bytes = formatBarsCsv(bars);
  const isPacked = file.toLowerCase().endsWith('.gz');
  writeAtomic(file, isPacked ? asBytes(gzipSync(bytes, { level: 2, chunkSize: 2 ** 20 })) : bytes);
}

/** The text of `writeBarsCsv` as bytes. */
export function formatBarsCsv(bars: Bars): Uint8Array {
  const { time, open, high, low, close, volume } = bars;
  const header = 'timestamp,open,high,low,close,volume\n';
  // Untouched pages of a large buffer cost no memory, so the widest row is no waste.
  const bytes = Buffer.allocUnsafeSlow(header.length + time.length * ROW_BYTES);
  let at = bytes.write(header, 'latin1');
  for (let from = 0; from < time.length; from += ROWS_A_WRITE) {
    const to = Math.min(from + ROWS_A_WRITE, time.length);
    let text = '';
    for (let i = from; i < to; i++) {
      text += `${isoTime(time[i])},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}\n`;
    }
    at += bytes.write(text, at, 'latin1');
  }
  return asBytes(bytes.subarray(0, at));
}
