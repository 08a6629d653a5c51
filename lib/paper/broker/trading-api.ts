import type { Units } from './decimal.js';

/** An order as the broker tells of it. */
export interface ServerOrder {
  readonly id: string;
  readonly clientId: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly status: string;
  readonly quantity: Units;
  /** Gross: before the fee is taken from it. */
  readonly filled: Units;
  readonly averagePrice: Units | null;
  readonly stop: Units | null;
  readonly limit: Units | null;
  /** Of its last change, ms UTC. */
  readonly at: number;
}

/** One execution, told by the stream together with the order as it is after it. */
export interface Execution {
  readonly id: string;
  readonly quantity: Units;
  readonly price: Units;
}

export interface OrderRequest {
  readonly clientId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'stop_limit';
  readonly quantity: string;
  readonly stopPrice: string | null;
  readonly limitPrice: string | null;
}

export interface AccountState {
  /** USD that can be spent on crypto. */
  readonly buyingPower: Units;
  /** Why the account cannot trade; null when it can. */
  readonly blocked: string | null;
}

/** What the account holds, from whomever. */
export interface Holdings {
  /** BTC. */
  readonly quantity: Units;
  /** Positions in anything else, in words. */
  readonly others: readonly string[];
}

export interface StreamHandlers {
  onOrder(order: ServerOrder, execution: Execution | null): void;
  /** Connected and listening; what happened before was not told. */
  onListening(): void;
  onLost(detail: string): void;
  /** The keys are refused there: it does not try again. */
  onRefused(detail: string): void;
}

/** What we need of the trading service, in our own words; one adapter knows the SDK. Every call may throw an `ApiFailure`. */
export interface TradingApi {
  account(): Promise<AccountState>;
  holdings(): Promise<Holdings>;
  /** The step of prices. */
  priceIncrement(): Promise<Units>;
  openOrders(): Promise<readonly ServerOrder[]>;
  /** All orders made after a time, ms UTC; the newest 500. */
  ordersSince(time: number): Promise<readonly ServerOrder[]>;
  /** Null when the broker has no such order. */
  orderByClientId(clientId: string): Promise<ServerOrder | null>;
  submit(request: OrderRequest): Promise<ServerOrder>;
  replace(serverId: string, request: OrderRequest): Promise<ServerOrder>;
  cancel(serverId: string): Promise<void>;
  /** Opens the stream of order changes; reconnects without end until the returned function is called. */
  listen(handlers: StreamHandlers): () => void;
}

/**
 * `refused`: the broker answered and will not do it. `unavailable`: nobody knows whether it was done. `unauthorised`: the
 * keys are not accepted, nothing was done.
 */
export type FailureKind = 'refused' | 'unavailable' | 'unauthorised';

/** What the broker said when it refused. */
export interface RefusalDetail {
  readonly code: number | null;
  readonly available: Units | null;
  /** The order in the way of this one. */
  readonly existingOrderId: string | null;
}

const NO_DETAIL: RefusalDetail = { code: null, available: null, existingOrderId: null };

/** A call that did not go well, without keys in its text. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly detail: RefusalDetail = NO_DETAIL,
    /** Ms the broker asked to wait. */
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}
