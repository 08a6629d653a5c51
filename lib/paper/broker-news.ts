import type { BrokerBook } from './broker.js';
import type { EngineAlerts } from './engine-alerts.js';
import type { QueuedAlert } from './journal/records.js';
import type { PaperTrade } from './order-journal.js';

/** What a real broker did that has not been told yet: entries, exits, its own emergency. The sim broker's news come with its bars. */
export class BrokerNews {
  readonly #alerts: EngineAlerts;
  /** Open positions whose entry has been told, by signal time. */
  #told: ReadonlySet<number>;
  #haltTold: boolean;

  /** `book`: as it is at the start; nothing of it is news. */
  constructor(alerts: EngineAlerts, book: BrokerBook) {
    this.#alerts = alerts;
    this.#told = signalTimes(book);
    this.#haltTold = book.halt !== undefined;
  }

  /** Alerts for what changed since the last call. `confidence`: of the order that a new position came from. `peak`: USD. */
  since(book: BrokerBook, closed: readonly PaperTrade[], confidence: number | null, peak: number): QueuedAlert[] {
    const opened = book.positions.filter(({ signalTime }) => !this.#told.has(signalTime));
    const halt = this.#haltTold ? undefined : book.halt;
    this.#told = signalTimes(book);
    this.#haltTold = book.halt !== undefined;
    return [
      ...this.#alerts.fills(opened, closed, confidence),
      ...(halt ? this.#alerts.emergency(halt.reason, halt.at, book, peak) : []),
    ];
  }
}

function signalTimes({ positions }: BrokerBook): ReadonlySet<number> {
  return new Set(positions.map(({ signalTime }) => signalTime));
}
