import type { OrderJournal, OrderRecord, OrderState } from '../order-journal.js';
import { parseUnits, UNIT, type Units, unitsText } from './decimal.js';
import type { Execution, ServerOrder } from './trading-api.js';

const FINAL: readonly OrderState[] = ['filled', 'canceled', 'rejected', 'never-sent'];

/** The service's words for an order that is over; every other word means that it may still be filled. */
const END_OF: Readonly<Record<string, OrderState>> = {
  filled: 'filled',
  canceled: 'canceled',
  expired: 'canceled',
  replaced: 'canceled',
  rejected: 'rejected',
};

export function isFinal({ state }: OrderRecord): boolean {
  return FINAL.includes(state);
}

/** At the broker, as far as is known. */
export function isOpen(order: OrderRecord): boolean {
  return order.state === 'accepted' || order.state === 'partially-filled';
}

/** What has been executed of one order: BTC gross, and price x quantity in 1e-18 USD. */
export interface Executed {
  readonly quantity: Units;
  readonly paid: bigint;
  /** Of the last execution, ms UTC. */
  readonly at: number;
}

const NOTHING: Executed = { quantity: 0n, paid: 0n, at: Number.NaN };

/** Our orders and their executions, in memory and in the journal, which is written first. */
export class Orders {
  private readonly records = new Map<string, OrderRecord>();
  private readonly executed = new Map<string, Executed>();
  /** Grows with every execution: whoever compares two answers of the broker sees whether something happened between. */
  executions = 0;

  constructor(private readonly journal: OrderJournal) {}

  /** What the journal has of these positions, and every order that is not over. */
  load(signalTimes: readonly number[]): void {
    this.records.clear();
    this.executed.clear();
    this.take([...this.journal.orders({ signalTimes }), ...this.journal.orders({ open: true })]);
  }

  /** Orders that were let go and are wanted after all; those that no journal of ours has stay unknown. */
  recall(clientIds: readonly string[]): void {
    const unknown = clientIds.filter((clientId) => !this.records.has(clientId));
    if (unknown.length > 0) this.take(this.journal.orders({ clientIds: unknown }));
  }

  private take(orders: readonly OrderRecord[]): void {
    const fresh = orders.filter(({ clientId }) => !this.records.has(clientId));
    const clientIds = new Set(fresh.map(({ clientId }) => clientId));
    for (const order of fresh) this.records.set(order.clientId, order);
    for (const { clientId, quantity, price, at } of this.journal.fills({ clientIds: [...clientIds] })) {
      this.count(clientId, parseUnits(quantity), parseUnits(quantity) * parseUnits(price), at);
    }
  }

  /** Lets go of orders that nobody will ask for again; the journal keeps them. */
  forget(clientIds: readonly string[]): void {
    for (const clientId of clientIds) {
      this.records.delete(clientId);
      this.executed.delete(clientId);
    }
  }

  get(clientId: string): OrderRecord | undefined {
    return this.records.get(clientId);
  }

  all(): OrderRecord[] {
    return [...this.records.values()];
  }

  ofPosition(signalTime: number): OrderRecord[] {
    return this.all().filter((order) => order.signalTime === signalTime);
  }

  executedOf(clientId: string): Executed {
    return this.executed.get(clientId) ?? NOTHING;
  }

  /** Durable before it returns: only then may the request be sent. */
  intend(order: OrderRecord): void {
    this.journal.intend(order);
    this.records.set(order.clientId, order);
  }

  update(clientId: string, change: Partial<Omit<OrderRecord, 'clientId' | 'signalTime' | 'role'>>): void {
    const order = this.records.get(clientId);
    if (!order) return;
    this.journal.update(clientId, change);
    this.records.set(clientId, { ...order, ...change });
  }

  /**
   * Takes in what the broker says of an order of ours, from whatever source and in whatever order it comes. The quantity
   * filled so far only grows, so an execution that is told twice, late or not at all still counts exactly once.
   */
  absorb(server: ServerOrder, execution: Execution | null, now: number): void {
    const order = this.records.get(server.clientId);
    if (!order) return;
    const known = this.executedOf(order.clientId);
    const grows = server.filled > known.quantity;
    const state = this.stateAfter(order, server);
    if (!grows && state === order.state && order.serverId === server.id) return;
    this.journal.atomically(() => {
      if (grows) this.takeFill(server, execution, known, Number.isFinite(server.at) ? server.at : now);
      const after = this.executedOf(order.clientId);
      this.update(order.clientId, {
        state,
        serverId: server.id,
        filledQuantity: unitsText(after.quantity),
        averagePrice: after.quantity > 0n ? unitsText(after.paid / after.quantity) : null,
      });
    });
  }

  /** What was missed comes as one execution, at the price that makes the broker's average right. */
  private takeFill(server: ServerOrder, execution: Execution | null, known: Executed, at: number): void {
    const { clientId } = server;
    const quantity = server.filled - known.quantity;
    const told = execution?.quantity === quantity ? execution : null;
    const average = server.averagePrice ?? execution?.price ?? server.limit ?? 0n;
    const price = told?.price ?? (server.filled * average - known.paid) / quantity;
    const executionId = told?.id ?? `${clientId}@${unitsText(server.filled)}`;
    const isNew = this.journal.fill({
      executionId,
      clientId,
      at,
      quantity: unitsText(quantity),
      price: unitsText(price),
    });
    if (isNew) this.count(clientId, quantity, quantity * price, at);
  }

  private count(clientId: string, quantity: Units, paid: bigint, at: number): void {
    const before = this.executedOf(clientId);
    this.executed.set(clientId, { quantity: before.quantity + quantity, paid: before.paid + paid, at });
    this.executions++;
  }

  /** An end stays an end, whatever comes late; only an order thought never sent may turn up after all. */
  private stateAfter(order: OrderRecord, server: ServerOrder): OrderState {
    const end = END_OF[server.status];
    if (end) return end;
    if (isFinal(order) && order.state !== 'never-sent') return order.state;
    const filled = server.filled > 0n || this.executedOf(order.clientId).quantity > 0n;
    return filled ? 'partially-filled' : 'accepted';
  }
}

/** Average price of executions, USD; NaN without any. */
export function averageOf({ quantity, paid }: Executed): number {
  return quantity > 0n ? Number(paid / quantity) / Number(UNIT) : Number.NaN;
}

export function sumOf(list: readonly Executed[]): Executed {
  return list.reduce(
    (sum, { quantity, paid, at }) => ({
      quantity: sum.quantity + quantity,
      paid: sum.paid + paid,
      at: Number.isNaN(sum.at) || at > sum.at ? at : sum.at,
    }),
    NOTHING,
  );
}
