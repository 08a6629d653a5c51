import { type FolderLock, lockFolder } from '../../data/lock-folder.js';
import { openSqliteFile } from '../../data/sqlite-file.js';
import type { CompletedBar } from '../feed.js';
import type {
  FillFilter,
  FillRecord,
  JournalEvent,
  OrderFilter,
  OrderJournal,
  OrderRecord,
  PaperTrade,
} from '../order-journal.js';
import type { EngineReport } from '../paper-status.js';
import { AlertTable } from './alert-table.js';
import { barsBetween, insertBar, lastBarTime } from './bar-table.js';
import type { JournalWriteError } from './errors.js';
import { JOURNAL, journalPath } from './format.js';
import { JournalFile } from './journal-file.js';
import { countWarmUp, insertDecision, insertEvent, insertTrade, replaceReport, selectTrades } from './log-tables.js';
import { insertFill, insertOrder, selectFills, selectOrders, updateOrder } from './order-table.js';
import type { BarOutcome, JournaledBar, Snapshot } from './records.js';
import { beginSession, endSession } from './sessions.js';
import { checkSettings, type JournalSettings } from './settings.js';
import { unsoundness } from './soundness.js';
import { insertSnapshot, keepValue, keptValue, soundSnapshot } from './state-tables.js';

/** How long a write waits for another program that holds the file (a copy being made, for one), ms. */
const BUSY_TIMEOUT = 2000;
/** About what one bar takes with everything it brings, bytes: the size of the trial in `writable`. */
const ROOM = 65_536;
const NO_CONTROL = { hold: false, kill: false, reason: '' } as const;

export interface JournalOptions {
  readonly settings: JournalSettings;
  /** The hour, ms UTC. */
  readonly now: () => number;
  /**
   * What a write that has returned survives: `full` (default) a power cut, at one or two disk syncs a write; `normal` the end
   * of the process at any instant, for replays.
   */
  readonly durability?: 'full' | 'normal';
  /** The folder, where the caller holds it already and lets go of it itself. Default: it is taken until `close`. */
  readonly lock?: FolderLock;
}

/**
 * The journal of paper trading, `<folder>/journal.sqlite`: written before anything is acted upon, by one engine at a time.
 * Every method that writes throws `JournalWriteError` when the file takes nothing more, and has then written nothing.
 */
export class Journal implements OrderJournal {
  /** Alerts and their deliveries; its writes join an `atomically` of the journal. */
  readonly alerts: AlertTable;
  readonly #file: JournalFile;
  readonly #lock: FolderLock | undefined;
  readonly #now: () => number;
  readonly #session: number;

  private constructor(
    readonly folder: string,
    file: JournalFile,
    lock: FolderLock | undefined,
    { settings, now }: JournalOptions,
  ) {
    this.#file = file;
    this.#lock = lock;
    this.#now = now;
    this.alerts = new AlertTable(file);
    this.#session = file.atomically(() => {
      checkSettings(file, settings);
      return beginSession(file, process.pid, now());
    });
  }

  /**
   * Opens the journal of `folder`, made where there is none, for this process alone until `close`. Throws when another process
   * has it (named), when it was begun with other settings (`JournalSettingsError`, with the first that differs), and when it is
   * damaged, of another version or another program's (`JournalFileError`); nothing is changed then.
   */
  static open(folder: string, options: JournalOptions): Journal {
    const lock = options.lock ? undefined : lockFolder(folder);
    let file: JournalFile | undefined;
    try {
      const path = journalPath(folder);
      const { durability = 'full' } = options;
      file = new JournalFile(path, openSqliteFile(path, JOURNAL, { durability, busyTimeout: BUSY_TIMEOUT }), 'write');
      return new Journal(folder, file, lock, options);
    } catch (error) {
      file?.close();
      lock?.release();
      throw error;
    }
  }

  /**
   * Writes a bar down with what the engine made of it, as one: before anything of it is acted upon. Bars come in order of
   * time, each once. Warm-up bars go to `recordWarmUp`.
   */
  recordBar(input: JournaledBar, outcome: BarOutcome): void {
    if (input.warmUp)
      throw new Error('Journal.recordBar: bar must be one that is traded, got a warm-up bar; use recordWarmUp');
    this.#file.atomically(() => {
      insertBar(this.#file, input, outcome.decision.equity);
      replaceReport(this.#file, outcome.report, this.#now(), 1);
      insertDecision(this.#file, outcome.decision);
      for (const trade of outcome.trades ?? []) insertTrade(this.#file, trade);
      for (const event of outcome.events ?? []) insertEvent(this.#file, event);
      for (const { alert, channels } of outcome.alerts ?? []) this.alerts.queue(alert, channels);
    });
  }

  /** Writes many warm-up bars as one: thousands at a start. */
  recordWarmUp(bars: readonly Omit<CompletedBar, 'kind'>[]): void {
    this.#file.atomically(() => {
      for (const bar of bars) insertBar(this.#file, { ...bar, warmUp: true, control: NO_CONTROL }, null);
      countWarmUp(this.#file, bars.length);
    });
  }

  /** Writes a report between bars: the feed was lost, a minute moved a stop. */
  saveReport(report: EngineReport): void {
    this.#file.atomically(() => replaceReport(this.#file, report, this.#now(), 0));
  }

  /** Bars that open after `time` (ms UTC; null: all), in order, a few hundred in memory at once. */
  barsAfter(time: number | null): Generator<JournaledBar, void> {
    return barsBetween(this.#file, time ?? Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  }

  /** Open time of the last bar, ms UTC; null before the first. */
  lastBarTime(): number | null {
    return lastBarTime(this.#file);
  }

  /** Keeps the model as it is after the bar at `barTime`; the last two are kept. Numbers must be finite, lists plain arrays. */
  saveSnapshot(barTime: number, state: unknown): void {
    insertSnapshot(this.#file, { barTime, state });
  }

  /** The newest snapshot that is whole; null when there is none: then the model starts from the first bar. */
  latestSnapshot(): Snapshot | null {
    return soundSnapshot(this.#file);
  }

  intend(order: OrderRecord): void {
    this.#file.atomically(() => insertOrder(this.#file, order));
  }

  update(clientId: string, change: Parameters<OrderJournal['update']>[1]): void {
    updateOrder(this.#file, clientId, change);
  }

  fill(fill: FillRecord): boolean {
    return this.#file.atomically(() => insertFill(this.#file, fill));
  }

  orders(filter?: OrderFilter): OrderRecord[] {
    return selectOrders(this.#file, filter);
  }

  fills(filter?: FillFilter): FillRecord[] {
    return selectFills(this.#file, filter);
  }

  keep(key: string, value: unknown): void {
    keepValue(this.#file, key, value);
  }

  kept(key: string): unknown {
    return keptValue(this.#file, key);
  }

  event(event: JournalEvent): void {
    this.#file.atomically(() => insertEvent(this.#file, event));
  }

  trade(trade: PaperTrade): void {
    insertTrade(this.#file, trade);
  }

  /** Closed trades in the order they were written. */
  trades(): Generator<PaperTrade, void> {
    return selectTrades(this.#file);
  }

  atomically<T>(work: () => T): T {
    return this.#file.atomically(work);
  }

  /** Tries, after a `JournalWriteError`, whether a bar's worth can be written again: null, or the fault that is still there. */
  writable(): JournalWriteError | null {
    return this.#file.roomFault(ROOM) ?? unsoundness(this.#file.path);
  }

  /** Throws a `JournalWriteError` when the file has been damaged behind the engine's back. Reads all of it. */
  check(): void {
    const fault = unsoundness(this.#file.path);
    if (fault) throw fault;
  }

  /**
   * Says that the engine ended in order and lets go of file and folder, also where it throws because that cannot be written. The
   * journal is not to be used afterwards.
   */
  close(): void {
    try {
      endSession(this.#file, this.#session, this.#now());
      // libsql leaves the write-ahead log beside the file: whoever copies the file alone would lose the last bars.
      this.#file.first('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      this.#file.close();
      this.#lock?.release();
    }
  }
}
