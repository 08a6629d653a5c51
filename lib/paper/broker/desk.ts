import { MINUTE } from '../../core/time.js';
import type { CloseReason } from '../broker.js';
import type { OrderRecord, Severity } from '../order-journal.js';
import { type Units, unitsText } from './decimal.js';
import { orderId } from './order-ids.js';
import { Orders } from './orders.js';
import { type RealPosition, type Standing, standingOf } from './position.js';
import type { BrokerSettings } from './settings.js';
import { ApiFailure, type TradingApi } from './trading-api.js';

const POSITIONS_KEY = 'broker.positions';
const BOOK_KEY = 'broker.book';

/** The real account's own state besides its positions. */
export interface Book {
  /** Profit of closed positions, USD. */
  realised: number;
  /** Greatest equity so far, USD. */
  peak: number;
  halt: { readonly at: number; readonly reason: CloseReason } | null;
  /** Entries given up as never sent, for a day: a request that was long on its way may still arrive. */
  unsent: RealPosition[];
}

/** Of one position. */
const MOST_ORDERS_A_MINUTE = 8;
/** The same complaint is not written more often than this, ms. */
const COMPLAIN_EVERY = 900_000;

/** What every step of the broker works on: the account as we know it, in memory and in the journal. */
export class Desk {
  readonly orders: Orders;
  positions: RealPosition[] = [];
  book: Book;
  /** Last price seen, USD. */
  mark = Number.NaN;
  /** The step of prices, units of 1e-9. */
  priceIncrement = 1n;
  isClosed = false;
  /** The broker has been asked and agrees; before that nothing is bought. */
  isReady = false;
  /** False since the broker did not answer, until it does: the rest waits for the next minute instead of for each call. */
  isReachable = true;
  /** How often the broker has refused to replace an order. */
  replacesRefused = 0;
  private readonly complaints = new Map<string, number>();
  private newsCome: () => void = () => undefined;
  private newsPromise: Promise<void> = Promise.resolve();

  constructor(
    readonly settings: BrokerSettings,
    readonly api: TradingApi,
  ) {
    this.orders = new Orders(settings.journal);
    this.book = { realised: 0, peak: settings.rules.initial, halt: null, unsent: [] };
    this.expectNews();
  }

  /** From the journal, at the start and after it could not be written: what memory knows beyond it is not true. */
  load(): void {
    const { journal } = this.settings;
    this.positions = (journal.kept(POSITIONS_KEY) as RealPosition[] | null) ?? [];
    this.book = (journal.kept(BOOK_KEY) as Book | null) ?? this.book;
    this.orders.load([...this.positions, ...this.book.unsent].map(({ entry }) => entry.signalTime));
  }

  /** Durable before anything is done because of it. */
  keep(): void {
    this.settings.journal.keep(POSITIONS_KEY, this.positions);
    this.settings.journal.keep(BOOK_KEY, this.book);
  }

  /** Whole milliseconds: the journal stores no others. */
  now(): number {
    return Math.floor(this.settings.clock.now());
  }

  standing(position: RealPosition): Standing {
    return standingOf(position, this.orders, this.settings.feeRate);
  }

  /** Room for another sale of this position: an order that is refused again and again is not sent again and again. */
  maySell({ entry }: RealPosition): boolean {
    const recent = this.orders
      .ofPosition(entry.signalTime)
      .filter(({ intendedAt }) => intendedAt > this.now() - MINUTE);
    return recent.length < MOST_ORDERS_A_MINUTE;
  }

  /** BTC of all our positions. */
  held(): Units {
    return this.positions.reduce((sum, position) => sum + this.standing(position).held, 0n);
  }

  say(name: string, severity: Severity, detail: string): void {
    this.settings.journal.event({ at: this.now(), source: 'broker', name, severity, detail });
  }

  /** Says what may be true for hours, now and then. */
  complain(name: string, detail: string, severity: Severity = 'warning'): void {
    const last = this.complaints.get(`${name} ${detail}`);
    if (last !== undefined && this.now() - last < COMPLAIN_EVERY) return;
    if (this.complaints.size > 500) this.complaints.clear();
    this.complaints.set(`${name} ${detail}`, this.now());
    this.say(name, severity, detail);
  }

  /** A new order of a position, not yet written: its id is the next of its role. */
  draft(
    position: RealPosition,
    order: Pick<OrderRecord, 'role' | 'side' | 'type' | 'reason'> & {
      readonly quantity: bigint;
      readonly stop?: bigint;
      readonly limit?: bigint;
    },
  ): OrderRecord {
    const { signalTime } = position.entry;
    const { role, quantity, stop, limit, ...rest } = order;
    const count = 1 + this.orders.ofPosition(signalTime).filter((other) => other.role === role).length;
    return {
      ...rest,
      role,
      clientId: orderId(this.settings.label, signalTime, role, count),
      signalTime,
      quantity: unitsText(quantity),
      stopPrice: stop === undefined ? null : unitsText(stop),
      limitPrice: limit === undefined ? null : unitsText(limit),
      intendedAt: this.now(),
      state: 'intended',
      serverId: null,
      filledQuantity: '0',
      averagePrice: null,
    };
  }

  /** Wakes whoever waits for the broker to say something. */
  tellNews(): void {
    this.newsCome();
    this.expectNews();
  }

  /** True when news came before `milliseconds` were over. */
  async newsWithin(milliseconds: number): Promise<boolean> {
    const slept = this.settings.clock.sleep(milliseconds).then(() => false);
    return Promise.race([slept, this.newsPromise.then(() => true)]);
  }

  private expectNews(): void {
    this.newsPromise = new Promise((resolve) => {
      this.newsCome = resolve;
    });
  }
}

/** The failure of a call; anything else is a fault of ours or of the journal and goes on up. */
export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  throw error;
}
