import type { Random } from '../../core/random.js';
import { type AlpacaKeys, describeFailure, isHttpError, judgeFailure } from '../../data/alpaca-failure.js';
import type { Clock } from '../../data/clock.js';
import { RateLimiter } from '../../data/rate-limit.js';
import { type Verdict, withRetry } from '../../data/retry.js';
import { UNIT, type Units } from './decimal.js';
import { amount, plainSymbol, toServerOrder } from './server-order.js';
import {
  type AccountState,
  ApiFailure,
  type Holdings,
  type OrderRequest,
  type RefusalDetail,
  type ServerOrder,
  type StreamHandlers,
  type TradingApi,
} from './trading-api.js';
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

/** The service's code for orders and positions that do not exist. */
const NOT_FOUND = 40410000;

/**
 * The trading service through Alpaca's SDK. Questions are asked again after failures that may pass; orders, changes and
 * cancellations are sent once, because only the caller can tell what a lost answer means.
 */
export async function alpacaTradingApi(access: TradingAccess): Promise<TradingApi> {
  return new AlpacaTradingApi(access, await clientsOf(access));
}

async function clientsOf({ keys, url, timeout }: TradingAccess) {
  // Loaded when needed: whoever trades in the simulation does not wait for an SDK.
  const { trading } = await import('@alpacahq/alpaca-trade-api');
  const basePath = url.replace(/\/+$/, '');
  const configuration = new trading.Configuration({
    basePath,
    keyId: keys.id,
    secret: keys.secret,
    timeoutMs: timeout,
  });
  return {
    orders: new trading.OrdersApi(configuration),
    accounts: new trading.AccountsApi(configuration),
    positions: new trading.PositionsApi(configuration),
    assets: new trading.AssetsApi(configuration),
  };
}

class AlpacaTradingApi implements TradingApi {
  private readonly limiter: RateLimiter;

  constructor(
    private readonly access: TradingAccess,
    private readonly clients: Awaited<ReturnType<typeof clientsOf>>,
  ) {
    this.limiter = new RateLimiter(access.clock, TRADING_RATE_LIMIT);
  }

  private async once<T>(call: () => Promise<T>): Promise<T> {
    const { keys, clock } = this.access;
    await this.limiter.pass();
    try {
      return await call();
    } catch (error) {
      throw await toFailure(error, keys, clock.now());
    }
  }

  private ask<T>(call: () => Promise<T>): Promise<T> {
    const { clock, random } = this.access;
    return withRetry(() => this.once(call), { clock, random, judge: judgeQuestion, attempts: QUESTION_ATTEMPTS });
  }

  account(): Promise<AccountState> {
    return this.ask(async () => {
      const { nonMarginableBuyingPower, tradingBlocked, accountBlocked, status } =
        await this.clients.accounts.getAccount();
      const buyingPower = amount(nonMarginableBuyingPower);
      if (buyingPower === null) throw new TypeError('the answer is not an account');
      const isBlocked = tradingBlocked || accountBlocked || status !== 'ACTIVE';
      return { buyingPower, blocked: isBlocked ? `status ${status}` : null };
    });
  }

  holdings(): Promise<Holdings> {
    return this.ask(async () => {
      const found = listOf(await this.clients.positions.getAllOpenPositions());
      const ours = found.find(({ symbol }) => plainSymbol(symbol) === plainSymbol(SYMBOL));
      const others = found.filter((position) => position !== ours);
      return {
        quantity: amount(ours?.qty) ?? 0n,
        others: others.map(({ symbol, qty }) => `position of ${qty} ${symbol}`),
      };
    });
  }

  priceIncrement(): Promise<Units> {
    return this.ask(async () => {
      const asset = await this.clients.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: SYMBOL });
      const step = amount(asset.priceIncrement);
      return step !== null && step > 0n && step <= 100n * UNIT ? step : 1n;
    });
  }

  openOrders(): Promise<readonly ServerOrder[]> {
    return this.ask(async () =>
      listOf(await this.clients.orders.getAllOrders({ status: 'open', limit: 500 })).map(toServerOrder),
    );
  }

  ordersSince(time: number): Promise<readonly ServerOrder[]> {
    const query = { status: 'all', limit: 500, after: new Date(time).toISOString(), direction: 'desc' } as const;
    return this.ask(async () => listOf(await this.clients.orders.getAllOrders(query)).map(toServerOrder));
  }

  async orderByClientId(clientOrderId: string): Promise<ServerOrder | null> {
    try {
      return await this.ask(async () =>
        toServerOrder(await this.clients.orders.getOrderByClientOrderId({ clientOrderId })),
      );
    } catch (error) {
      if (error instanceof ApiFailure && error.detail.code === NOT_FOUND) return null;
      throw error;
    }
  }

  submit({ clientId, side, type, quantity, stopPrice, limitPrice }: OrderRequest): Promise<ServerOrder> {
    const what = { symbol: SYMBOL, side, type, qty: quantity, clientOrderId: clientId, timeInForce: 'gtc' } as const;
    const postOrderRequest = { ...what, ...(stopPrice && { stopPrice }), ...(limitPrice && { limitPrice }) };
    return this.once(async () => toServerOrder(await this.clients.orders.postOrder({ postOrderRequest })));
  }

  replace(orderId: string, { clientId, quantity, stopPrice, limitPrice }: OrderRequest): Promise<ServerOrder> {
    const prices = { ...(stopPrice && { stopPrice }), ...(limitPrice && { limitPrice }) };
    const patchOrderRequest = { clientOrderId: clientId, qty: quantity, ...prices };
    return this.once(async () =>
      toServerOrder(await this.clients.orders.patchOrderByOrderId({ orderId, patchOrderRequest })),
    );
  }

  cancel(orderId: string): Promise<void> {
    return this.once(() => this.clients.orders.deleteOrderByOrderID({ orderId }));
  }

  listen(handlers: StreamHandlers): () => void {
    return listenToUpdates(this.access, handlers);
  }
}

function judgeQuestion(error: unknown): Verdict {
  if (!(error instanceof ApiFailure)) return { retry: false };
  return { retry: error.kind === 'unavailable', waitAtLeast: error.retryAfter };
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
