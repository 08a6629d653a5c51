import type { Trade } from '../backtest/trades.js';

export type OrderRole = 'entry' | 'protect' | 'exit';
/** `intended`: written, not yet known to be at the broker. The last four are final. */
export type OrderState =
  | 'intended'
  | 'accepted'
  | 'partially-filled'
  | 'filled'
  | 'canceled'
  | 'rejected'
  | 'never-sent';

/** One order from intent to end. Amounts are decimal texts as they go over the wire, so that nothing is rounded twice. */
export interface OrderRecord {
  readonly clientId: string;
  /** Open time of the signal bar of the position it belongs to, ms UTC. */
  readonly signalTime: number;
  readonly role: OrderRole;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'stop_limit';
  readonly quantity: string;
  readonly stopPrice: string | null;
  readonly limitPrice: string | null;
  readonly intendedAt: number;
  readonly state: OrderState;
  readonly serverId: string | null;
  /** Gross, before the broker takes its fee from the asset. */
  readonly filledQuantity: string;
  readonly averagePrice: string | null;
  /** Why it was sent, or why it was refused. */
  readonly reason: string;
}

/** One execution. The same one may be told twice (stream and REST): `executionId` makes it count once. */
export interface FillRecord {
  readonly executionId: string;
  readonly clientId: string;
  readonly at: number;
  readonly quantity: string;
  readonly price: string;
}

export type Severity = 'info' | 'warning' | 'error';

/** Something that happened, for people. `name` is a short fixed word, `detail` one sentence without secrets. */
export interface JournalEvent {
  readonly at: number;
  readonly source: 'engine' | 'feed' | 'broker' | 'alerts' | 'journal';
  readonly name: string;
  readonly severity: Severity;
  readonly detail: string;
}

/** A closed trade of the paper account, and whether the 1h trend agreed at every close from signal to exit. */
export interface PaperTrade extends Trade {
  readonly htfFlag: boolean | null;
  /** `sim`: filled by the backtest's rules; `alpaca`: by the broker. */
  readonly broker: 'sim' | 'alpaca';
}

/** Which orders; everything absent is no condition. */
export interface OrderFilter {
  /** Only those that are not final. */
  readonly open?: boolean;
  /** Only those of the positions with these signals. */
  readonly signalTimes?: readonly number[];
  readonly clientIds?: readonly string[];
}

/** Which executions; everything absent is no condition. */
export interface FillFilter {
  readonly clientIds?: readonly string[];
}

/** What a broker writes before it acts and reads after a restart. Each call is durable when it returns. */
export interface OrderJournal {
  /** Before the request is sent. Throws if the id exists. */
  intend(order: OrderRecord): void;
  /** Any later change of an order's state, server id, filled quantity or reason. */
  update(clientId: string, change: Partial<Omit<OrderRecord, 'clientId' | 'signalTime' | 'role'>>): void;
  /** False when the execution was known already. */
  fill(fill: FillRecord): boolean;
  /** In the order they were intended; with a filter those that meet all of it. Without one the list grows for ever. */
  orders(filter?: OrderFilter): readonly OrderRecord[];
  /** In the order they became known. */
  fills(filter?: FillFilter): readonly FillRecord[];
  /** A named piece of state, JSON-able with finite numbers: levels of a position, for one. `null` removes it. */
  keep(key: string, value: unknown): void;
  /** Null when nothing is kept under the key. */
  kept(key: string): unknown;
  event(event: JournalEvent): void;
  /** Told twice with the same values it counts once. */
  trade(trade: PaperTrade): void;
  /** Several writes as one; `work` must be done when it returns. May be nested. */
  atomically<T>(work: () => T): T;
}
