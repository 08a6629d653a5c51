import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { TRADES_HEADER, tradeRow } from '../backtest/trades.js';
import { writeAtomic } from '../data/files.js';
import type { PaperTrade } from './order-journal.js';

/** The columns of trades.csv, then whether the 1h trend agreed at every close from signal to exit: true, false or empty. */
export const PAPER_TRADES_HEADER = `${TRADES_HEADER},HTF_flag`;

/** One row of paper_trades.csv. */
export function paperTradeRow(trade: PaperTrade, symbol = 'BTCUSD'): string {
  return `${tradeRow(trade, symbol)},${trade.htfFlag ?? ''}`;
}

/**
 * What `PaperTradesCsv.repair` found: `sound`; `made` (there was no file); `completed` (rows were missing, or the last was torn);
 * `rewritten` (rows stood there that the journal does not have so).
 */
export interface CsvRepair {
  readonly found: 'sound' | 'made' | 'completed' | 'rewritten';
  /** Where the file as it was is kept, if it had rows that are not the journal's; an older one there is replaced. */
  readonly keptAs: string | null;
}

/**
 * paper_trades.csv: a row for each closed trade, appended as it closes. The journal is the truth and the file its copy: with
 * `repair` at every start there is exactly one row for each trade, whatever happened to process or file in between.
 */
export class PaperTradesCsv {
  readonly #trades: () => Iterable<PaperTrade>;
  readonly #symbol: string;
  /** Length of the sound part of the file, bytes; the file is not this long after a write that failed. */
  #length = 0;
  /** A write failed, so rows are missing that only the journal has. */
  #behind = false;

  /** `trades`: those of the journal, in the order they were written. */
  constructor(
    readonly file: string,
    trades: () => Iterable<PaperTrade>,
    symbol = 'BTCUSD',
  ) {
    this.#trades = trades;
    this.#symbol = symbol;
  }

  /** Brings the file to what the journal says. Throws when it cannot be written; the next `append` then tries again. */
  repair(): CsvRepair {
    this.#behind = true;
    const rows = Array.from(this.#trades(), (trade) => paperTradeRow(trade, this.#symbol));
    const whole = Buffer.from(`${[PAPER_TRADES_HEADER, ...rows].join('\n')}\n`);
    const repair = bring(this.file, whole);
    this.#length = whole.length;
    this.#behind = false;
    return repair;
  }

  /** Adds the row of a trade that the journal has; after a failure, or when the file was touched, all that is missing. */
  append(trade: PaperTrade): void {
    if (this.#behind || !existsSync(this.file) || statSync(this.file).size !== this.#length) {
      this.repair();
      return;
    }
    this.#behind = true;
    const row = Buffer.from(`${paperTradeRow(trade, this.#symbol)}\n`);
    writeFrom(this.file, this.#length, row);
    this.#length += row.length;
    this.#behind = false;
  }
}

function bring(file: string, whole: Buffer): CsvRepair {
  if (!existsSync(file)) {
    writeAtomic(file, whole);
    return { found: 'made', keptAs: null };
  }
  const now = readFileSync(file);
  if (now.equals(whole)) return { found: 'sound', keptAs: null };
  if (now.equals(whole.subarray(0, now.length))) {
    writeFrom(file, now.length, whole.subarray(now.length));
    return { found: 'completed', keptAs: null };
  }
  const keptAs = hasOtherRows(now, whole) ? `${file}.old` : null;
  if (keptAs) renameSync(file, keptAs);
  writeAtomic(file, whole);
  return { found: 'rewritten', keptAs };
}

/** Whether a whole line of `now` is none of `whole`. What follows its last line break was torn off and is no line. */
function hasOtherRows(now: Buffer, whole: Buffer): boolean {
  const known = new Set(whole.toString().split('\n'));
  return now
    .toString()
    .split('\n')
    .slice(0, -1)
    .some((line) => !known.has(line));
}

/** Writes `data` at byte `from`, on disk when it returns; the file keeps nothing after it. */
function writeFrom(file: string, from: number, data: Uint8Array): void {
  const handle = openSync(file, 'r+');
  try {
    ftruncateSync(handle, from);
    for (let done = 0; done < data.length; ) done += writeSync(handle, data, done, data.length - done, from + done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
