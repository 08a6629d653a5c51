import { Backlog } from './backlog.js';
import type { EngineAlerts } from './engine-alerts.js';
import type { CompletedBar, FeedAnomaly, PaperFeed } from './feed.js';
import { JournalWriteError } from './journal/errors.js';
import type { Journal } from './journal/journal.js';
import type { BarOutcome, JournaledBar, QueuedAlert } from './journal/records.js';
import type { ModelSnapshot } from './model-snapshot.js';
import type { JournalEvent, PaperTrade } from './order-journal.js';
import type { EngineReport } from './paper-status.js';

export interface RecorderParts {
  readonly journal: Journal;
  readonly snapshot: () => ModelSnapshot;
  /** Bars between two snapshots of the model. */
  readonly snapshotEvery: number;
  /** Bars run again at this start, because they came after the newest snapshot. */
  readonly replayed: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
  readonly feed: PaperFeed['name'];
  readonly alerts: EngineAlerts;
  /** Whether the trades of the bars are the account's. */
  readonly sim: boolean;
  /** Called with trades that are in the journal. */
  readonly onTrades: (trades: readonly PaperTrade[]) => void;
}

/** Warm-up bars written at once. */
const WARM_UP_BATCH = 1000;

/**
 * What the engine writes into its journal. A bar is written whole or not at all; a fault of the file is remembered by the
 * backlog, which forbids new positions, and never ends the engine.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #backlog: Backlog;
  readonly #warmUp: CompletedBar[] = [];
  /** Bars that a restart would run again. */
  #sinceSnapshot: number;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#backlog = new Backlog(parts.journal, (fault) => this.#changed(fault));
    this.#sinceSnapshot = parts.replayed;
  }

  /** Why nothing may be opened, one sentence; null while the journal writes. */
  get reason(): string | null {
    return this.#backlog.reason;
  }

  /** Tries a journal that had failed again. True when everything is written. */
  catchUp(): boolean {
    return this.#backlog.catchUp(({ trades = [] }) => this.#told(trades));
  }

  /** A bar that could not be written, for later; its alerts go out now. */
  keep(input: JournaledBar, outcome: BarOutcome): void {
    this.#backlog.keep(input, outcome);
    this.#parts.alerts.post(outcome.alerts ?? []);
  }

  /** Holds a warm-up bar until there are enough to be written at once. */
  warmUp(bar: CompletedBar): void {
    this.#warmUp.push(bar);
    if (this.#warmUp.length >= WARM_UP_BATCH) this.flushWarmUp();
  }

  /** A warm-up that is not in the journal could not be restored, so a fault here is thrown. */
  flushWarmUp(): void {
    if (this.#warmUp.length === 0) return;
    const bars = this.#warmUp.splice(0);
    this.#parts.journal.recordWarmUp(bars);
    this.#sinceSnapshot += bars.length;
  }

  /** Writes a bar with what came of it. False when the journal does not take it: then nothing may come of it. */
  bar(input: JournaledBar, outcome: BarOutcome): boolean {
    const { journal, alerts, snapshotEvery, feed } = this.#parts;
    if (this.#backlog.fault !== null) return false;
    try {
      const isDue = this.#sinceSnapshot + 1 >= snapshotEvery;
      // What is damaged while it is open would show at the next start, which is too late: it is looked for once an hour.
      if (isDue && feed === 'alpaca') journal.check();
      journal.atomically(() => {
        journal.recordBar(input, outcome);
        if (++this.#sinceSnapshot >= snapshotEvery) this.#snapshot(input.bar.time);
      });
    } catch (error) {
      this.#failed(error);
      return false;
    }
    if (outcome.alerts && outcome.alerts.length > 0) alerts.wake();
    this.#told(outcome.trades ?? []);
    return true;
  }

  /** Keeps the model as it is now, so that a restart has nothing to run again. */
  snapshot(barTime: number): void {
    this.#writing(() => this.#snapshot(barTime));
  }

  /** Writes an event down, and into the log. */
  note(source: JournalEvent['source'], name: string, severity: JournalEvent['severity'], detail: string): void {
    const { journal, log, now } = this.#parts;
    log(`${name}: ${detail}`);
    this.#writing(() => journal.event({ at: now(), source, name, severity, detail }));
  }

  /** What a person has to put right is an alert too. */
  anomaly({ name, detail, hold }: FeedAnomaly): void {
    this.note('feed', name, hold ? 'warning' : 'info', detail);
    if (name === 'refused' || name === 'clock-skew') this.#parts.alerts.fault(name, detail);
  }

  /** Something went wrong and trading goes on: a journal that cannot be written is remembered, all else noted. */
  fault(source: JournalEvent['source'], error: unknown): void {
    if (error instanceof JournalWriteError) {
      this.#failed(error);
      return;
    }
    const detail = error instanceof Error ? error.message : String(error);
    this.note(source, 'fault', 'error', detail);
    this.#parts.alerts.fault(`${source} fault`, detail);
  }

  report(report: EngineReport): void {
    this.#writing(() => this.#parts.journal.saveReport(report));
  }

  /** Alerts that the journal does not take are sent all the same. */
  tell(told: readonly QueuedAlert[]): void {
    if (told.length === 0) return;
    const { journal, alerts } = this.#parts;
    const isWritten = this.#writing(() => {
      for (const { alert, channels } of told) journal.alerts.queue(alert, channels);
    });
    if (isWritten) alerts.wake();
    else alerts.post(told);
  }

  trades(closed: readonly PaperTrade[]): void {
    this.#writing(() => {
      for (const trade of closed) this.#parts.journal.trade(trade);
    });
    this.#told(closed);
  }

  #told(trades: readonly PaperTrade[]): void {
    if (this.#parts.sim && trades.length > 0) this.#parts.onTrades(trades);
  }

  /** The journal cannot say that it cannot be written: an alert does. */
  #changed(fault: Error | null): void {
    const { alerts } = this.#parts;
    if (fault) alerts.fault('journal not writable', `No position is opened until it is. ${fault.message}`);
    else
      this.note(
        'journal',
        'journal-back',
        'warning',
        'the journal is written again and has every bar; events of the meantime are in paper.log only',
      );
  }

  #snapshot(barTime: number): void {
    this.#sinceSnapshot = 0;
    this.#parts.journal.saveSnapshot(barTime, this.#parts.snapshot());
  }

  /** Writes, as one, what may be missing without harm. False when it is. */
  #writing(work: () => void): boolean {
    if (this.#backlog.fault !== null) return false;
    try {
      this.#parts.journal.atomically(work);
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  #failed(error: unknown): void {
    this.#backlog.failed(error);
    this.#parts.log(`journal: ${(error as Error).message}`);
  }
}
