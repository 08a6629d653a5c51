// The JSON that the fake trading server answers with, field by field as the service names them.

import type { FakeExchange } from './fake-exchange.js';
import type { FakeEvent, FakeOrder } from './fake-order.js';
import { moneyText, UNIT, unitsText } from './fake-units.js';

const iso = (at: number): string => new Date(at).toISOString();
const text = (units: bigint | null): string | null => (units === null ? null : unitsText(units));

/** The asset id of orders; positions carry another one. */
export const ASSET_ID = '276e2673-764b-4ab6-a611-caf665ca6340';
export const POSITION_ASSET_ID = '64bbff51-59d6-4b3c-9351-13ad85e3c752';

export function orderJson(order: FakeOrder): Record<string, unknown> {
  const done = order.status === 'filled';
  return {
    id: order.id,
    client_order_id: order.clientId,
    created_at: iso(order.createdAt),
    updated_at: iso(order.updatedAt),
    submitted_at: iso(order.createdAt),
    filled_at: done ? iso(order.updatedAt) : null,
    expired_at: null,
    canceled_at: order.status === 'canceled' ? iso(order.updatedAt) : null,
    failed_at: order.status === 'rejected' ? iso(order.updatedAt) : null,
    replaced_at: order.status === 'replaced' ? iso(order.updatedAt) : null,
    replaced_by: order.replacedBy,
    replaces: order.replaces,
    asset_id: ASSET_ID,
    symbol: 'BTC/USD',
    asset_class: 'crypto',
    notional: null,
    qty: unitsText(order.quantity),
    filled_qty: unitsText(order.filled),
    filled_avg_price: order.filled === 0n ? null : unitsText(order.paid / order.filled),
    order_class: '',
    order_type: order.type,
    type: order.type,
    side: order.side,
    time_in_force: 'gtc',
    limit_price: text(order.limit),
    stop_price: text(order.stop),
    status: order.status,
    extended_hours: false,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
  };
}

export function accountJson(exchange: FakeExchange): Record<string, unknown> {
  const equity = exchange.cash + exchange.position * exchange.price;
  return {
    id: 'f0000000-0000-4000-8000-000000000001',
    account_number: 'PA0000000001',
    status: 'ACTIVE',
    crypto_status: 'ACTIVE',
    currency: 'USD',
    cash: moneyText(exchange.cash),
    buying_power: moneyText(exchange.buyingPower()),
    non_marginable_buying_power: moneyText(exchange.buyingPower()),
    equity: moneyText(equity),
    portfolio_value: moneyText(equity),
    last_equity: moneyText(equity),
    multiplier: '1',
    shorting_enabled: false,
    trading_blocked: false,
    transfers_blocked: false,
    account_blocked: false,
    trade_suspended_by_user: false,
    created_at: iso(0),
  };
}

export function positionJson(exchange: FakeExchange): Record<string, unknown> {
  const worth = moneyText(exchange.position * exchange.price);
  return {
    asset_id: POSITION_ASSET_ID,
    symbol: 'BTCUSD',
    exchange: 'CRYPTO',
    asset_class: 'crypto',
    asset_marginable: false,
    qty: unitsText(exchange.position),
    qty_available: unitsText(exchange.position - exchange.held()),
    // Paper has been seen to say zero.
    avg_entry_price: '0',
    side: 'long',
    market_value: worth,
    cost_basis: worth,
    current_price: unitsText(exchange.price),
    lastday_price: unitsText(exchange.price),
    change_today: '0',
    unrealized_pl: '0',
    unrealized_plpc: '0',
    unrealized_intraday_pl: '0',
    unrealized_intraday_plpc: '0',
  };
}

export const assetJson = (): Record<string, unknown> => ({
  id: ASSET_ID,
  class: 'crypto',
  exchange: 'CRYPTO',
  symbol: 'BTC/USD',
  name: 'Bitcoin  / US Dollar',
  status: 'active',
  tradable: true,
  marginable: false,
  shortable: false,
  easy_to_borrow: false,
  fractionable: true,
  min_order_size: '0.000015739',
  min_trade_increment: '0.000000001',
  price_increment: '0.000000001',
});

export const clockJson = (now: number): Record<string, unknown> => ({
  timestamp: iso(now),
  is_open: true,
  next_open: iso(now),
  next_close: iso(now),
});

export function updateJson({ event, order, execution, position }: FakeEvent): Record<string, unknown> {
  const data = {
    event,
    timestamp: iso(order.updatedAt),
    order: orderJson(order),
    ...(execution && {
      execution_id: execution.id,
      price: unitsText(execution.price),
      qty: unitsText(execution.quantity),
      position_qty: unitsText(position),
    }),
  };
  return { stream: 'trade_updates', data };
}

/** Everything of the account, for comparing at the end. */
export function stateJson(exchange: FakeExchange): Record<string, unknown> {
  return {
    cash: moneyText(exchange.cash),
    position: unitsText(exchange.position),
    price: unitsText(exchange.price),
    worth: moneyText(exchange.cash + exchange.position * exchange.price),
    unit: UNIT.toString(),
    orders: exchange.orders.map(orderJson),
  };
}
