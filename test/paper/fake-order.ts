// Orders of the fake exchange, and its refusals in the service's own words.

import { parseUnits } from './fake-units.js';

export type FakeStatus =
  | 'pending_new'
  | 'new'
  | 'partially_filled'
  | 'filled'
  | 'canceled'
  | 'rejected'
  | 'replaced'
  | 'pending_cancel';

export interface FakeOrder {
  readonly id: string;
  readonly clientId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit' | 'stop_limit';
  readonly quantity: bigint;
  readonly stop: bigint | null;
  readonly limit: bigint | null;
  readonly createdAt: number;
  readonly replaces: string | null;
  replacedBy: string | null;
  status: FakeStatus;
  triggered: boolean;
  filled: bigint;
  /** Sum of price x quantity, 18 decimals. */
  paid: bigint;
  updatedAt: number;
}

export interface FakeEvent {
  readonly event: string;
  readonly order: FakeOrder;
  readonly execution?: { readonly id: string; readonly quantity: bigint; readonly price: bigint };
  readonly position: bigint;
}

/** A refusal with the service's own envelope. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code: number,
    readonly message: string,
    readonly more: Readonly<Record<string, string>> = {},
  ) {}
}

const OPEN: readonly FakeStatus[] = ['pending_new', 'new', 'partially_filled', 'pending_cancel'];
export const isOpen = (order: FakeOrder): boolean => OPEN.includes(order.status);

/** What was asked for, amounts read; the first thing wrong with it otherwise. */
export interface Asked {
  readonly clientId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit' | 'stop_limit';
  readonly quantity: bigint;
  readonly stop: bigint | null;
  readonly limit: bigint | null;
}

const invalid = (message: string, code = 40010001) => new Refusal(422, code, message);

export function readOrder(body: Readonly<Record<string, unknown>>, clientId: string): Asked | Refusal {
  const { side, type, symbol, time_in_force: timeInForce, order_class: orderClass = '' } = body;
  const quantity = parseUnits(body.qty);
  const stop = body.stop_price === undefined ? null : parseUnits(body.stop_price);
  const limit = body.limit_price === undefined ? null : parseUnits(body.limit_price);
  if (symbol !== 'BTC/USD') return invalid(`invalid symbol: ${symbol}`, 42210000);
  if (side !== 'buy' && side !== 'sell') return invalid('invalid side');
  if (timeInForce !== 'gtc' && timeInForce !== 'ioc') return invalid('invalid crypto time_in_force', 42210000);
  if (type !== 'market' && type !== 'limit' && type !== 'stop_limit')
    return invalid('invalid order type for crypto order');
  if (orderClass !== '' && orderClass !== 'simple') {
    return invalid(`crypto orders not allowed for advanced order_class: ${orderClass}`, 42210000);
  }
  if (quantity === undefined || stop === undefined || limit === undefined)
    return invalid('amounts must be decimal numbers');
  if ((type !== 'market') !== (limit !== null) || (type === 'stop_limit') !== (stop !== null)) {
    return invalid(`${type} orders require other prices`);
  }
  return { clientId, side, type, quantity, stop, limit };
}
