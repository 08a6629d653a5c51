import type { Alert } from './alerts/alert-journal.js';
import {
  type AlertContext,
  emergencyAlert,
  entryAlert,
  errorAlert,
  exitAlert,
  feedBackAlert,
  feedLostAlert,
  htfChangeAlert,
  positionLimitAlert,
  startAlert,
  stopAlert,
  type Trend,
} from './alerts/alert-text.js';
import type { BrokerBook, CloseReason, OpenPosition } from './broker.js';
import type { FeedHealth } from './feed.js';
import type { Decision, QueuedAlert } from './journal/records.js';
import type { PaperTrade } from './order-journal.js';

/** What sends: see `AlertSender`. */
export interface AlertOutlet {
  outgoing(alert: Alert): QueuedAlert;
  wake(): void;
  /** Sends, whether or not the journal can be written. */
  post(alert: Alert): boolean;
}

/** What alerts tell of the account. */
type AccountNow = Pick<BrokerBook, 'equity' | 'positions'>;

/** Turns what happens in the engine into alerts, ready to be written down. */
export class EngineAlerts {
  constructor(
    private readonly outlet: AlertOutlet,
    private readonly broker: AlertContext['broker'],
    private readonly now: () => number,
  ) {}

  /** Alerts were written down: they may be sent. */
  wake(): void {
    this.outlet.wake();
  }

  /** Sends what the journal does not take: until it does, a copy in memory is all there is of it. */
  post(told: readonly QueuedAlert[]): void {
    for (const { alert } of told) this.outlet.post(alert);
  }

  started(feed: string, book: AccountNow, resumed: boolean): QueuedAlert[] {
    return [
      this.out(startAlert({ feed, equity: book.equity, positions: book.positions.length, resumed }, this.context())),
    ];
  }

  stopped(why: string, book: AccountNow): QueuedAlert[] {
    return [this.out(stopAlert({ why, equity: book.equity, positions: book.positions.length }, this.context()))];
  }

  /** `confidence`: of the orders that the entries came from. */
  fills(opened: readonly OpenPosition[], closed: readonly PaperTrade[], confidence: number | null): QueuedAlert[] {
    const context = this.context();
    return [
      ...opened.map((position) => this.out(entryAlert(position, confidence, context))),
      ...closed.map((trade) => this.out(exitAlert(trade, context))),
    ];
  }

  htfChange(at: number, from: Trend, { trend, close }: Decision, book: AccountNow): QueuedAlert[] {
    const against = book.positions.filter(({ direction }) => trend !== (direction === 'long' ? 1 : -1)).length;
    return [this.out(htfChangeAlert({ time: at, from, to: trend, close, against }, this.context()))];
  }

  emergency(reason: CloseReason, time: number, book: AccountNow, peak: number): QueuedAlert[] {
    const { equity, positions } = book;
    const event = { reason, time, equity, drawdown: equity / peak - 1, positions: positions.length };
    return [this.out(emergencyAlert(event, this.context()))];
  }

  positionLimit(time: number, most: number): QueuedAlert[] {
    return [this.out(positionLimitAlert(time, most, this.context()))];
  }

  /** `lostAt`: since when the feed had been lost, for the news that it is back. */
  feed({ state, detail }: FeedHealth, lastBar: number | null, lostAt: number | null, book: AccountNow): QueuedAlert[] {
    const positions = book.positions.length;
    if (state === 'lost' || state === 'stale') {
      return [this.out(feedLostAlert({ state, detail, lastBar, positions }, this.context()))];
    }
    return state === 'back' && lostAt !== null ? [this.out(feedBackAlert(lostAt, this.context()))] : [];
  }

  /** Something that a person has to see to, `what` in a few words; told past the journal, which may be what is broken. */
  fault(what: string, detail: string): void {
    this.outlet.post(errorAlert(what, detail, this.context()));
  }

  private out(alert: Alert): QueuedAlert {
    return this.outlet.outgoing(alert);
  }

  private context(): AlertContext {
    return { at: this.now(), broker: this.broker };
  }
}
