import type { Random } from '../core/random.js';
import type { Timeframe } from '../core/time.js';
import type { AlpacaKeys } from './alpaca-failure.js';
import { describeFailure, isHttpError, judgeFailure } from './alpaca-failure.js';
import { type Clock, stoppableClock } from './clock.js';
import { RateLimiter } from './rate-limit.js';
import { withRetry } from './retry.js';

/** How to reach Alpaca. History needs no keys; with keys the account's own limits apply. */
export interface AlpacaAccess {
  readonly clock: Clock;
  /** For the jitter of retries. */
  readonly random: Random;
  readonly keys?: AlpacaKeys;
  /** Another host, such as a test server; Alpaca's own when absent. */
  readonly baseUrl?: string;
  /** Ms after which one call is given up and tried again; 30,000 by default. */
  readonly timeout?: number;
  /** Told of every retry: what went wrong and for how long (ms) it waits. */
  readonly onRetry?: (reason: string, wait: number) => void;
  /** Ends calls under way and what they wait for; they then throw. */
  readonly stop?: AbortSignal;
  /** Told of every good answer: the server's `Date` header, and this clock's time before and after the call. */
  readonly onAnswer?: (date: string | null, askedAt: number, answeredAt: number) => void;
}

/** One bar as Alpaca sends it. */
export interface AlpacaBar {
  readonly t: string;
  readonly o: number;
  readonly h: number;
  readonly l: number;
  readonly c: number;
  readonly v: number;
}

export interface PageRequest {
  readonly timeframe: Timeframe;
  /** First and last moment (ms UTC) a bar may open at, both included. */
  readonly start: number;
  readonly end: number;
  readonly pageToken?: string;
}

export interface Page {
  readonly bars: readonly AlpacaBar[];
  readonly nextPageToken: string | null;
}

/** Asks Alpaca for one page of bars, at a lawful pace, as often as it takes. */
export type PageSource = (request: PageRequest) => Promise<Page>;

export const ALPACA_SYMBOL = 'BTC/USD';
/** Alpaca's greatest page. */
export const PAGE_LIMIT = 10_000;

/**
 * A source of pages over Alpaca's SDK, through its public classes: its own retry (which cuts Retry-After at 5 s and gives
 * time-outs up) and its own limiter (which lets 400 calls through in the first minute) stay off, ours take their place.
 * Throws one clear error for keys that are refused, and never repeats a key in any error.
 */
export async function alpacaPages(access: AlpacaAccess): Promise<PageSource> {
  // Loaded when needed: whoever brings a CSV does not wait for an SDK.
  const { marketData } = await import('@alpacahq/alpaca-trade-api/rest');
  const { keys, stop } = access;
  const clock = stop ? stoppableClock(access.clock, stop) : access.clock;
  const configuration = new marketData.Configuration({
    ...(access.baseUrl !== undefined && { basePath: access.baseUrl }),
    ...(keys && { headers: { 'APCA-API-KEY-ID': keys.id, 'APCA-API-SECRET-KEY': keys.secret } }),
    timeoutMs: access.timeout ?? 30_000,
  });
  const api = new marketData.CryptoApi(configuration);
  const limiter = new RateLimiter(clock);
  const ask = async ({ timeframe, start, end, pageToken }: PageRequest): Promise<Page> => {
    await limiter.pass();
    const askedAt = clock.now();
    const request = {
      loc: 'us',
      symbols: ALPACA_SYMBOL,
      timeframe,
      start: new Date(start),
      end: new Date(end),
      limit: PAGE_LIMIT,
      sort: 'asc',
      ...(pageToken !== undefined && { pageToken }),
    } as const;
    const response = await api.cryptoBarsRaw(request, stop ? { signal: stop } : {});
    const answer = await response.value();
    access.onAnswer?.(response.raw.headers.get('date'), askedAt, clock.now());
    // The SDK types `t` as a Date and leaves it the string it was sent as.
    const bars = (answer.bars[ALPACA_SYMBOL] ?? []) as unknown as readonly AlpacaBar[];
    return { bars, nextPageToken: answer.nextPageToken ?? null };
  };
  const judge = (error: unknown) => judgeFailure(error, clock.now());
  const onRetry = (_: number, wait: number, error: unknown) => access.onRetry?.(describeFailure(error, keys), wait);
  return async (request) => {
    try {
      return await withRetry(() => ask(request), { clock, random: access.random, judge, onRetry });
    } catch (error) {
      throw explain(error, keys);
    }
  };
}

function explain(error: unknown, keys: AlpacaAccess['keys']): Error {
  const found = describeFailure(error, keys);
  if (isHttpError(error) && (error.status === 401 || error.status === 403)) {
    const remedy = 'check APCA_API_KEY_ID and APCA_API_SECRET_KEY, or leave both out: history needs no keys';
    return new Error(`alpacaBars: the keys must be accepted by Alpaca, got ${found}; ${remedy}`);
  }
  const passes = judgeFailure(error, 0).retry;
  const remedy = passes
    ? 'try again later, what was fetched is kept'
    : 'the request was refused, repeating it is no use';
  return new Error(`alpacaBars: Alpaca must answer with bars, got ${found}; ${remedy}`);
}
