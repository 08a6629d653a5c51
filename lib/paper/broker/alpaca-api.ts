import type { Random } from '../../core/random.js';
import { type AlpacaKeys, describeFailure, isHttpError, judgeFailure } from '../../data/alpaca-failure.js';
import type { Clock } from '../../data/clock.js';
import { RateLimiter } from '../../data/rate-limit.js';
import { withRetry } from '../../data/retry.js';
import { UNIT } from './decimal.js';
import { amount, plainSymbol, toServerOrder } from './server-order.js';
import { ApiFailure, type OrderRequest, type RefusalDetail, type TradingApi } from './trading-api.js';
import { listenToUpdates, type StreamTiming } from './update-stream.js';

export interface TradingAccess {
  readonly clock: Clock;
  /** For the jitter of retries. */
  readonly random: Random;
  readonly keys: AlpacaKeys;
  readonly url: string;
  /** Ms after which one call is given up. */
  readonly timeout: number;
  readonly stream: StreamTiming;
}

const SYMBOL = 'BTC/USD';
/** The service allows 200 a minute; some are left for a person at the same account. */
const TRADING_RATE_LIMIT = { perMinute: 180, spacing: 0 } as const;
const QUESTION_ATTEMPTS = 4;
const LONGEST_MESSAGE = 200;

/**
 * The trading service through Alpaca's SDK. Questions are asked again after failures that may pass; orders, changes and
 * cancellations are sent once, because only the caller can tell what a lost answer means.
 */
export async function alpacaTradingApi(access: TradingAccess): Promise<TradingApi> {
  // Loaded when needed: whoever trades in the simulation does not wait for an SDK.
  const { trading } = await import('@alpacahq/alpaca-trade-api');
  const { keys, clock, random, url } = access;
  const configuration = new trading.Configuration({
    basePath: url.replace(/\/+$/, ''),
    keyId: keys.id,
    secret: keys.secret,
    timeoutMs: access.timeout,
  });
  const orders = new trading.OrdersApi(configuration);
  const accounts = new trading.AccountsApi(configuration);
  const positions = new trading.PositionsApi(configuration);
  const assets = new trading.AssetsApi(configuration);
  const limiter = new RateLimiter(clock, TRADING_RATE_LIMIT);

  const once = async <T>(call: () => Promise<T>): Promise<T> => {
    await limiter.pass();
    try {
      return await call();
    } catch (error) {
      throw await toFailure(error, keys, clock.now());
    }
  };
  const judge = (error: unknown) => ({
    retry: error instanceof ApiFailure && error.kind === 'unavailable',
    waitAtLeast: error instanceof ApiFailure ? error.retryAfter : 0,
  });
  const ask = <T>(call: () => Promise<T>) =>
    withRetry(() => once(call), { clock, random, judge, attempts: QUESTION_ATTEMPTS });

  return {
    account: () =>
      ask(async () => {
        const { nonMarginableBuyingPower, tradingBlocked, accountBlocked, status } = await accounts.getAccount();
        const buyingPower = amount(nonMarginableBuyingPower);
        if (buyingPower === null) throw new TypeError('the answer is not an account');
        const isBlocked = tradingBlocked || accountBlocked || status !== 'ACTIVE';
        return { buyingPower, blocked: isBlocked ? `status ${status}` : null };
      }),
    holdings: () =>
      ask(async () => {
        const found = listOf(await positions.getAllOpenPositions());
        const ours = found.find(({ symbol }) => plainSymbol(symbol) === plainSymbol(SYMBOL));
        const others = found
          .filter((position) => position !== ours)
          .map(({ symbol, qty }) => `position of ${qty} ${symbol}`);
        return { quantity: amount(ours?.qty) ?? 0n, others };
      }),
    priceIncrement: () =>
      ask(async () => {
        const asset = await assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: SYMBOL });
        const step = amount(asset.priceIncrement);
        return step !== null && step > 0n && step <= 100n * UNIT ? step : 1n;
      }),
    openOrders: () =>
      ask(async () => listOf(await orders.getAllOrders({ status: 'open', limit: 500 })).map(toServerOrder)),
    ordersSince: (time) =>
      ask(async () => {
        const query = { status: 'all', limit: 500, after: new Date(time).toISOString(), direction: 'desc' } as const;
        return listOf(await orders.getAllOrders(query)).map(toServerOrder);
      }),
    orderByClientId: async (clientOrderId) => {
      try {
        return await ask(async () => toServerOrder(await orders.getOrderByClientOrderId({ clientOrderId })));
      } catch (error) {
        if (error instanceof ApiFailure && error.detail.code === NOT_FOUND) return null;
        throw error;
      }
    },
    submit: ({ clientId, side, type, quantity, stopPrice, limitPrice }) =>
      once(async () => {
        const prices = { ...(stopPrice && { stopPrice }), ...(limitPrice && { limitPrice }) };
        const order = {
          symbol: SYMBOL,
          side,
          type,
          qty: quantity,
          clientOrderId: clientId,
          timeInForce: 'gtc',
          ...prices,
        } as const;
        return toServerOrder(await orders.postOrder({ postOrderRequest: order }));
      }),
    replace: (orderId, request) =>
      once(async () =>
        toServerOrder(await orders.patchOrderByOrderId({ orderId, patchOrderRequest: changesOf(request) })),
      ),
    cancel: (orderId) => once(() => orders.deleteOrderByOrderID({ orderId })),
    listen: (handlers) => listenToUpdates(access, handlers),
  };
}

/** The service's codes for orders and positions that do not exist. */
const NOT_FOUND = 40410000;

function changesOf({ clientId, quantity, stopPrice, limitPrice }: OrderRequest) {
  const prices = { ...(stopPrice && { stopPrice }), ...(limitPrice && { limitPrice }) };
  return { clientOrderId: clientId, qty: quantity, ...prices };
}

function listOf<T>(answer: readonly T[]): readonly T[] {
  if (!Array.isArray(answer)) throw new TypeError('the answer is not a list');
  return answer;
}

async function toFailure(error: unknown, keys: AlpacaKeys, now: number): Promise<ApiFailure> {
  const text = describeFailure(error, keys).replace(/\s+/g, ' ').slice(0, LONGEST_MESSAGE);
  if (!isHttpError(error)) return new ApiFailure('unavailable', text);
  if (error.status === 401) return new ApiFailure('unauthorised', text);
  const { retry, waitAtLeast } = judgeFailure(error, now);
  // What we do not know is taken for a fault of the service, not for its word.
  const isVerdict = !retry && error.status >= 400 && error.status < 500;
  if (!isVerdict) return new ApiFailure('unavailable', text, undefined, waitAtLeast);
  return new ApiFailure('refused', text, await detailOf(error));
}

async function detailOf(error: { readonly response: unknown }): Promise<RefusalDetail> {
  const nothing: RefusalDetail = { code: null, available: null, existingOrderId: null };
  try {
    const body = (await (error.response as Response).json()) as Readonly<Record<string, unknown>>;
    return {
      code: typeof body.code === 'number' ? body.code : null,
      available: typeof body.available === 'string' ? amount(body.available) : null,
      existingOrderId: typeof body.existing_order_id === 'string' ? body.existing_order_id : null,
    };
  } catch {
    return nothing;
  }
}
