import { parseUnits, type Units } from './decimal.js';
import type { Execution, ServerOrder } from './trading-api.js';

/** The fields of the SDK's order that we read; all may be missing from a broken answer. */
export interface WireOrder {
  readonly id?: string | undefined;
  readonly clientOrderId?: string | undefined;
  readonly symbol?: string | undefined;
  readonly side?: string | undefined;
  readonly type?: string | undefined;
  readonly status?: string | undefined;
  readonly qty?: string | null | undefined;
  readonly filledQty?: string | undefined;
  readonly filledAvgPrice?: string | null | undefined;
  readonly stopPrice?: string | null | undefined;
  readonly limitPrice?: string | null | undefined;
  readonly updatedAt?: Date | null | undefined;
}

/** Orders say `BTC/USD`, positions `BTCUSD`: one name for both. */
export function plainSymbol(symbol: string): string {
  return symbol.replace('/', '');
}

/** Throws a TypeError, which counts as a broken answer, when it is no order. */
export function toServerOrder(wire: WireOrder): ServerOrder {
  const { id, clientOrderId, side, status } = wire;
  if (!id || !clientOrderId || !status || (side !== 'buy' && side !== 'sell')) {
    throw new TypeError('the answer is not an order');
  }
  return {
    id,
    clientId: clientOrderId,
    symbol: plainSymbol(wire.symbol ?? ''),
    side,
    type: wire.type ?? '',
    status,
    quantity: amount(wire.qty) ?? 0n,
    filled: amount(wire.filledQty) ?? 0n,
    averagePrice: amount(wire.filledAvgPrice),
    stop: amount(wire.stopPrice),
    limit: amount(wire.limitPrice),
    at: wire.updatedAt?.getTime() ?? Number.NaN,
  };
}

export function toExecution(update: {
  readonly executionId?: string | undefined;
  readonly qty?: string | undefined;
  readonly price?: string | undefined;
}): Execution | null {
  const quantity = amount(update.qty);
  const price = amount(update.price);
  if (!update.executionId || quantity === null || price === null) return null;
  return { id: update.executionId, quantity, price };
}

/** Null when absent; throws a TypeError at what is no number. */
export function amount(text: string | null | undefined): Units | null {
  if (text === null || text === undefined || text === '') return null;
  try {
    return parseUnits(String(text));
  } catch {
    throw new TypeError('an amount in the answer is not a decimal number');
  }
}
