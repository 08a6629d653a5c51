import type { BrokerBook } from './broker.js';
import type { EngineAlerts } from './engine-alerts.js';
import type { QueuedAlert } from './journal/records.js';
import type { PaperTrade } from './order-journal.js';

/**
 * What a real broker did that has not been told yet: entries, exits, its own emergency. The sim broker's news come with its
 * bars. After a restart everything that is still so is told again: the journal knows an alert that it has by its id, and one
 * that a crash kept from it gets there.
 */
export class BrokerNews {
  readonly #alerts: EngineAlerts;
  /** Open positions whose entry has been told, by signal time. */
  #told: ReadonlySet<number> = new Set();
  #haltTold = false;

  constructor(alerts: EngineAlerts) {
    this.#alerts = alerts;
  }

  /** Alerts for what changed since the last call. `confidence`: of the order that a new position came from. `peak`: USD. */
  since(book: BrokerBook, closed: readonly PaperTrade[], confidence: number | null, peak: number): QueuedAlert[] {
    const opened = book.positions.filter(({ signalTime }) => !this.#told.has(signalTime));
    const halt = this.#haltTold ? undefined : book.halt;
    this.#told = new Set(book.positions.map(({ signalTime }) => signalTime));
    this.#haltTold = book.halt !== undefined;
    return [
      ...this.#alerts.fills(opened, closed, confidence),
      ...(halt ? this.#alerts.emergency(halt.reason, halt.at, book, peak) : []),
    ];
  }
}
