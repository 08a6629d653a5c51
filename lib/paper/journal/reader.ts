import { existsSync, statSync } from 'node:fs';
import type { AlertCounts, LoggedAlert } from '../alerts/alert-journal.js';
import type { FillFilter, FillRecord, JournalEvent, OrderFilter, OrderRecord, PaperTrade } from '../order-journal.js';
import type { PaperStatus } from '../paper-status.js';
import { AlertTable } from './alert-table.js';
import { barsBetween } from './bar-table.js';
import { type EquityCurveOptions, selectEquity } from './equity-curve.js';
import { journalPath } from './format.js';
import type { JournalFile } from './journal-file.js';
import { selectDecisions, selectEvents, selectTrades } from './log-tables.js';
import { openReadOnly } from './open-read-only.js';
import { selectFills, selectOrders } from './order-table.js';
import type { Decision, EquityPoint, JournaledBar } from './records.js';
import { type JournalSettings, storedSettings } from './settings.js';
import { statusOf } from './status-of.js';

/**
 * Reads the journal of a paper trading folder, for notebook, command and dashboard: while the engine writes, without ever
 * making it wait, and when it is gone. Nothing throws because there is no journal (yet): lists are empty and the status says
 * `absent`. A damaged file, one of another version or another program's is a `JournalFileError`.
 */
export class JournalReader {
  #file: JournalFile | null = null;
  #inode = 0;

  constructor(readonly folder: string) {}

  /** How paper trading stands at `now`, ms UTC. */
  status(now: number): PaperStatus {
    const file = this.#open();
    return file ? file.consistently(() => statusOf(file, this.folder, now)) : statusOf(null, this.folder, now);
  }

  /** What the journal was begun with; null when there is none. */
  settings(): JournalSettings | null {
    return this.#read(null, storedSettings);
  }

  /** Closed trades in the order they were written. */
  trades(): PaperTrade[] {
    return this.#read([], (file) => [...selectTrades(file)]);
  }

  equityCurve(options: EquityCurveOptions = {}): EquityPoint[] {
    return this.#read([], (file) => selectEquity(file, options));
  }

  /** The last alerts, newest first, with their deliveries. */
  alerts(limit: number): LoggedAlert[] {
    return this.#read([], (file) => new AlertTable(file).recent(limit));
  }

  alertCounts(): AlertCounts[] {
    return this.#read([], (file) => new AlertTable(file).counts());
  }

  /** The last events, newest first; the journal keeps about ten thousand. */
  events(limit: number): JournalEvent[] {
    return this.#read([], (file) => selectEvents(file, limit));
  }

  /** Bars that open at or after `from` and before `to`, ms UTC, with all that went into them, a few hundred in memory at once. */
  *bars(from: number, to: number): Generator<JournaledBar, void> {
    const file = this.#open();
    if (file) yield* barsBetween(file, from - 1, to);
  }

  orders(filter?: OrderFilter): OrderRecord[] {
    return this.#read([], (file) => selectOrders(file, filter));
  }

  fills(filter?: FillFilter): FillRecord[] {
    return this.#read([], (file) => selectFills(file, filter));
  }

  /** The last bars on which something happened, newest first. */
  decisions(limit: number): Decision[] {
    return this.#read([], (file) => selectDecisions(file, 'decisions', limit));
  }

  /** What was said of the last bars, newest first; the journal keeps 300. */
  verdicts(limit: number): Decision[] {
    return this.#read([], (file) => selectDecisions(file, 'verdicts', limit));
  }

  /** Lets go of the file. */
  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  #read<T>(none: T, work: (file: JournalFile) => T): T {
    const file = this.#open();
    return file ? work(file) : none;
  }

  /** The file as it is now: it may have come since, or been moved away and begun anew. */
  #open(): JournalFile | null {
    const path = journalPath(this.folder);
    const inode = existsSync(path) ? statSync(path).ino : 0;
    if (this.#file && inode === this.#inode) return this.#file;
    this.close();
    if (inode !== 0) this.#file = openReadOnly(path);
    this.#inode = inode;
    return this.#file;
  }
}
