// The account of the fake trading server: orders, position and cash, exact to the last digit, without any network.

import { type Random, seededRandom } from '../../lib/core/random.js';
import {
  type Asked,
  type FakeEvent,
  type FakeOrder,
  type FakeStatus,
  isOpen,
  Refusal,
  readOrder,
} from './fake-order.js';
import { moneyText, parseUnits, UNIT, unitsText } from './fake-units.js';

export interface ExchangeOptions {
  readonly seed?: number;
  readonly cash?: string;
  /** BTC that is there from elsewhere. */
  readonly position?: string;
  readonly price?: string;
  /** Share of executions that come in two parts; 0.1 as on paper. */
  readonly partials?: number;
  /** Taken from the asset received, in ten-thousandths. */
  readonly feeBps?: number;
  readonly feeRounding?: 'down' | 'up';
  /** Orders open against each other are refused; on. */
  readonly washTrades?: boolean;
  readonly replace?: 'supported' | 'refused';
  readonly now?: () => number;
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export class FakeExchange {
  readonly orders: FakeOrder[] = [];
  cash: bigint;
  position: bigint;
  price: bigint;
  /** Clients hear of every change through this. */
  onEvent: (event: FakeEvent) => void = () => undefined;
  /** The next orders that are accepted and then rejected; -1 takes any number of good ones in between. */
  rejectNext = 0;
  /** Share of orders that are rejected after they were accepted. */
  rejectShare = 0;
  /** The first part of the next partial execution, in units of 1e-9; chance decides when null. */
  firstPart: bigint | null = null;
  /** While set, a partially filled order waits for `complete`. */
  holdPartials = false;
  readonly random: Random;
  private readonly byClientId = new Map<string, FakeOrder>();
  private readonly byId = new Map<string, FakeOrder>();
  private executions = 0;
  readonly feeBps: bigint;
  private readonly now: () => number;

  constructor(readonly options: ExchangeOptions = {}) {
    this.random = seededRandom(options.seed ?? 1);
    this.cash = (parseUnits(options.cash ?? '100000') ?? 0n) * UNIT;
    this.position = parseUnits(options.position ?? '0') ?? 0n;
    this.price = parseUnits(options.price ?? '60000') ?? 0n;
    this.feeBps = BigInt(options.feeBps ?? 25);
    this.now = options.now ?? Date.now;
  }

  find(id: string): FakeOrder | undefined {
    return this.byId.get(id);
  }

  findByClientId(clientId: string): FakeOrder | undefined {
    return this.byClientId.get(clientId);
  }

  openOrders(): FakeOrder[] {
    return this.orders.filter(isOpen);
  }

  /** BTC held by open sales. */
  held(except?: FakeOrder): bigint {
    return this.openOrders()
      .filter((order) => order.side === 'sell' && order !== except)
      .reduce((sum, order) => sum + order.quantity - order.filled, 0n);
  }

  buyingPower(): bigint {
    const reserved = this.openOrders().filter((order) => order.side === 'buy');
    return reserved.reduce(
      (left, order) => left - (order.quantity - order.filled) * (order.limit ?? this.price),
      this.cash,
    );
  }

  /** Books an order as `pending_new`, or says why not; it acts only once it is activated. */
  accept(body: Readonly<Record<string, unknown>>): FakeOrder | Refusal {
    const asked = readOrder(body, String(body.client_order_id ?? `auto-${this.orders.length + 1}`));
    if (asked instanceof Refusal) return asked;
    if (this.byClientId.has(asked.clientId)) return new Refusal(422, 40010001, 'client_order_id must be unique');
    const order = this.make(asked, null);
    return this.refusal(order) ?? this.book(order);
  }

  private refusal(order: FakeOrder, replaced?: FakeOrder): Refusal | undefined {
    const worth = order.quantity * (order.limit ?? this.price);
    if (worth < 10n * UNIT * UNIT) {
      return new Refusal(403, 40310000, 'cost basis must be >= minimal amount of order 10');
    }
    const opposite = this.openOrders().find((other) => other.side !== order.side);
    if (opposite && this.options.washTrades !== false) {
      return new Refusal(403, 40310000, 'potential wash trade detected. use complex orders', {
        existing_order_id: opposite.id,
        reject_reason: `opposite side ${opposite.type === 'limit' ? 'limit' : 'market/stop'} order exists`,
      });
    }
    if (order.side === 'buy')
      return worth > this.buyingPower() ? this.insufficient('USD', moneyText(worth)) : undefined;
    const free = this.position - this.held(replaced);
    return order.quantity > free ? this.insufficient('BTC', unitsText(order.quantity), free) : undefined;
  }

  private insufficient(symbol: 'USD' | 'BTC', requested: string, free = 0n): Refusal {
    const available = symbol === 'USD' ? moneyText(this.buyingPower()) : unitsText(free);
    const balance = symbol === 'USD' ? moneyText(this.cash) : unitsText(this.position);
    const message = `insufficient balance for ${symbol} (requested: ${requested}, available: ${available})`;
    return new Refusal(403, 40310000, message, { available, balance, symbol });
  }

  private make(given: Asked, replaces: FakeOrder | null): FakeOrder {
    const id = `00000000-0000-4000-8000-${(this.orders.length + 1).toString(16).padStart(12, '0')}`;
    const at = this.now();
    const start = { status: 'pending_new', triggered: false, filled: 0n, paid: 0n, replacedBy: null } as const;
    return { ...given, id, createdAt: at, updatedAt: at, replaces: replaces?.id ?? null, ...start };
  }

  private book(order: FakeOrder): FakeOrder {
    this.orders.push(order);
    this.byId.set(order.id, order);
    this.byClientId.set(order.clientId, order);
    return order;
  }

  /** The venue has the order: rejected after all, or live. */
  activate(order: FakeOrder): void {
    if (order.status !== 'pending_new') return;
    this.change(order, 'pending_new', 'pending_new');
    if (this.rejectNext > 0 || this.random() < this.rejectShare) {
      this.rejectNext = Math.max(0, this.rejectNext - 1);
      this.change(order, 'rejected', 'rejected');
      return;
    }
    this.change(order, 'new', 'new');
    this.tryFill(order);
  }

  /** The market is here now: stops trigger, limits fill. */
  setPrice(text: string): void {
    const price = parseUnits(text);
    if (price === undefined || price === 0n) throw new Error(`setPrice: price must be a positive decimal, got ${text}`);
    this.price = price;
    const waits = ({ status }: FakeOrder) => this.holdPartials && status === 'partially_filled';
    for (const order of this.openOrders()) if (!waits(order)) this.tryFill(order);
  }

  /** The rest of what was filled in part. */
  complete(): void {
    for (const order of this.openOrders()) if (order.status === 'partially_filled') this.tryFill(order, false);
  }

  private tryFill(order: FakeOrder, mayPart = true): void {
    if (order.status !== 'new' && order.status !== 'partially_filled') return;
    const price = this.fillPrice(order);
    if (price === null) return;
    const left = order.quantity - order.filled;
    const parted = mayPart && left > 1n && (this.firstPart !== null || this.random() < (this.options.partials ?? 0.1));
    if (parted) {
      const share = BigInt(Math.floor(this.random() * 1e6));
      const chance = this.random() < 0.2 ? 1n : (left * share) / 1_000_000n;
      const part = this.firstPart ?? (chance > 0n ? chance : 1n);
      this.firstPart = null;
      this.execute(order, smaller(part, left), price);
      if (this.holdPartials) return;
    }
    if (order.quantity > order.filled) this.execute(order, order.quantity - order.filled, price);
  }

  /** What the order would be filled at now; null while it rests. */
  private fillPrice(order: FakeOrder): bigint | null {
    if (order.type === 'market') return this.price;
    const sells = order.side === 'sell';
    const beyond = (level: bigint) => (sells ? this.price <= level : this.price >= level);
    const wasTriggered = order.triggered || order.type === 'limit';
    if (!wasTriggered && !(order.stop !== null && beyond(order.stop))) return null;
    order.triggered = true;
    const limit = order.limit ?? this.price;
    const reached = sells ? this.price >= limit : this.price <= limit;
    if (!reached) return null;
    // What rests in the book is filled at its own limit, what has just been triggered at the market.
    return wasTriggered ? limit : this.price;
  }

  private execute(order: FakeOrder, quantity: bigint, price: bigint): void {
    const worth = quantity * price;
    if (order.side === 'buy') {
      this.position += quantity - this.feeOf(quantity);
      this.cash -= worth;
    } else {
      this.position -= quantity;
      this.cash += worth - (worth * this.feeBps) / 10_000n;
    }
    order.filled += quantity;
    order.paid += worth;
    const done = order.filled === order.quantity;
    const id = `exec-${++this.executions}`;
    this.change(order, done ? 'filled' : 'partially_filled', done ? 'fill' : 'partial_fill', { id, quantity, price });
  }

  private feeOf(quantity: bigint): bigint {
    const up = this.options.feeRounding === 'up' ? 9_999n : 0n;
    return smaller((quantity * this.feeBps + up) / 10_000n, quantity);
  }

  cancel(order: FakeOrder): Refusal | undefined {
    if (!isOpen(order)) return new Refusal(422, 42210000, `order is already in "${order.status}" state`);
    order.status = 'pending_cancel';
    return undefined;
  }

  finishCancel(order: FakeOrder): void {
    if (order.status === 'pending_cancel') this.change(order, 'canceled', 'canceled');
  }

  /** A new order takes the place of the old one, at once or not at all. */
  replace(old: FakeOrder, body: Readonly<Record<string, unknown>>): FakeOrder | Refusal {
    if (this.options.replace === 'refused') return new Refusal(422, 42210000, 'crypto orders cannot be replaced');
    if (old.status !== 'new') return new Refusal(422, 42210000, `order is already in "${old.status}" state`);
    const clientId = String(body.client_order_id ?? `auto-${this.orders.length + 1}`);
    if (this.byClientId.has(clientId)) return new Refusal(422, 40010001, 'client_order_id must be unique');
    const quantity = body.qty === undefined ? old.quantity : parseUnits(body.qty);
    const stop = body.stop_price === undefined ? old.stop : parseUnits(body.stop_price);
    const limit = body.limit_price === undefined ? old.limit : parseUnits(body.limit_price);
    if (quantity === undefined || stop === undefined || limit === undefined) {
      return new Refusal(422, 40010001, 'amounts must be decimal numbers');
    }
    if (quantity === old.quantity && stop === old.stop && limit === old.limit) {
      return new Refusal(422, 42210000, 'order parameters are not changed');
    }
    const { side, type } = old;
    const order = this.make({ clientId, side, type, quantity, stop, limit }, old);
    const refusal = this.refusal(order, old);
    if (refusal) return refusal;
    old.replacedBy = order.id;
    this.change(old, 'replaced', 'replaced');
    return this.book(order);
  }

  private change(order: FakeOrder, status: FakeStatus, event: string, execution?: FakeEvent['execution']): void {
    order.status = status;
    order.updatedAt = this.now();
    this.onEvent({ event, order, position: this.position, ...(execution && { execution }) });
  }
}
