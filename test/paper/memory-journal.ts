import type {
  FillFilter,
  FillRecord,
  JournalEvent,
  OrderFilter,
  OrderJournal,
  OrderRecord,
  PaperTrade,
} from '../../lib/paper/order-journal.js';

const FINAL: readonly string[] = ['filled', 'canceled', 'rejected', 'never-sent'];

/**
 * A journal in memory that behaves like the one on disk: what is read is a copy of what was written, in JSON; several
 * writes are one. It outlives the broker objects of a test, as the file outlives a killed process.
 */
export class MemoryJournal implements OrderJournal {
  private ordersById = new Map<string, string>();
  private fillsById = new Map<string, string>();
  private state = new Map<string, string>();
  readonly events: JournalEvent[] = [];
  readonly trades: PaperTrade[] = [];
  /** Throws at the next write when set, like a full disk. */
  fails = false;

  private check(): void {
    if (this.fails) throw new Error('journal: the disk must have room, got ENOSPC');
  }

  intend(order: OrderRecord): void {
    this.check();
    if (this.ordersById.has(order.clientId)) throw new Error(`intend: order id must be new, got ${order.clientId}`);
    this.ordersById.set(order.clientId, JSON.stringify(order));
  }

  update(clientId: string, change: Partial<OrderRecord>): void {
    this.check();
    const order = JSON.parse(this.ordersById.get(clientId) ?? 'null') as OrderRecord | null;
    if (!order) throw new Error(`update: order must exist, got ${clientId}`);
    this.ordersById.set(clientId, JSON.stringify({ ...order, ...change }));
  }

  fill(fill: FillRecord): boolean {
    this.check();
    if (this.fillsById.has(fill.executionId)) return false;
    this.fillsById.set(fill.executionId, JSON.stringify(fill));
    return true;
  }

  orders(filter: OrderFilter = {}): OrderRecord[] {
    const { open, signalTimes, clientIds } = filter;
    return [...this.ordersById.values()]
      .map((text) => JSON.parse(text) as OrderRecord)
      .filter(({ state }) => !open || !FINAL.includes(state))
      .filter(({ signalTime }) => signalTimes?.includes(signalTime) ?? true)
      .filter(({ clientId }) => clientIds?.includes(clientId) ?? true);
  }

  fills({ clientIds }: FillFilter = {}): FillRecord[] {
    return [...this.fillsById.values()]
      .map((text) => JSON.parse(text) as FillRecord)
      .filter(({ clientId }) => clientIds?.includes(clientId) ?? true);
  }

  keep(key: string, value: unknown): void {
    this.check();
    if (value === null) this.state.delete(key);
    else this.state.set(key, JSON.stringify(value));
  }

  kept(key: string): unknown {
    return JSON.parse(this.state.get(key) ?? 'null');
  }

  event(event: JournalEvent): void {
    this.events.push(event);
  }

  trade(trade: PaperTrade): void {
    this.check();
    this.trades.push(JSON.parse(JSON.stringify(trade)) as PaperTrade);
  }

  atomically<T>(work: () => T): T {
    const before = [new Map(this.ordersById), new Map(this.fillsById), new Map(this.state)] as const;
    const trades = this.trades.length;
    try {
      return work();
    } catch (error) {
      [this.ordersById, this.fillsById, this.state] = [before[0], before[1], before[2]];
      this.trades.length = trades;
      throw error;
    }
  }

  names(): string[] {
    return this.events.map(({ name }) => name);
  }
}
