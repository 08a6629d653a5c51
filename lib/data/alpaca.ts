import type { Bars } from '../core/bars.js';
import type { Timeframe } from '../core/time.js';
import { bucketStart, isoTime, TIMEFRAMES } from '../core/time.js';
import { fetchRange } from './alpaca-bars.js';
import type { AlpacaAccess } from './alpaca-client.js';
import { alpacaPages, PAGE_LIMIT } from './alpaca-client.js';
import { cachedBars } from './cache.js';

/** BTC/USD at Alpaca begins here. */
export const ALPACA_FIRST_BAR = Date.UTC(2021, 0, 1);

export interface DownloadProgress {
  readonly timeframe: Timeframe;
  /** Bars at hand, from the cache and fetched, and how many the range has when none is missing. */
  readonly bars: number;
  readonly expected: number;
  /** Open time (ms UTC) of the newest bar fetched; absent before the first page. */
  readonly reached?: number;
}

export interface AlpacaRequest {
  readonly timeframe: Timeframe;
  /** Bars that open in [from, to), ms UTC. */
  readonly from: number;
  readonly to: number;
  /** Where the CSV cache lives. */
  readonly folder: string;
  readonly access: AlpacaAccess;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/**
 * BTC/USD bars of Alpaca, through a CSV cache in `folder`: only what is missing there is fetched, and an interrupted download
 * goes on where it stopped. At most 200 requests a minute and 0.35 s between them. The forming bar is left out. Zero-volume
 * bars (quotes without a trade, the most of Alpaca's minutes) are bars. Throws at a range before 2021 or without a bar's
 * length, at refused keys, and when Alpaca does not answer for minutes.
 */
export async function alpacaBars(request: AlpacaRequest): Promise<Bars> {
  const { timeframe, folder, access, onProgress } = request;
  const step = TIMEFRAMES[timeframe];
  const now = access.clock.now();
  const from = Math.ceil(request.from / step) * step;
  const to = Math.min(Math.ceil(request.to / step) * step, bucketStart(now, step));
  checkRange(request.from, request.to, to, now);
  const pages = await alpacaPages(access);
  const expected = Math.round((to - from) / step);
  let atHand = 0;
  const report = (bars: number, reached?: number) =>
    onProgress?.({ timeframe, bars: Math.min(bars, expected), expected, ...(reached !== undefined && { reached }) });
  const fetch = async (chunkFrom: number, chunkTo: number): Promise<Bars> => {
    const onPage = (bars: number, reached: number) => report(atHand + bars, reached);
    const bars = await fetchRange(pages, { timeframe, from: chunkFrom, to: chunkTo, onPage });
    atHand += bars.time.length;
    return bars;
  };
  const onCached = (bars: number) => {
    atHand = bars;
    report(bars);
  };
  return cachedBars({ folder, timeframe, from, to, now, fetch, chunkBars: PAGE_LIMIT, onCached });
}

function checkRange(from: number, asked: number, to: number, now: number): void {
  // A start in the year 1 (a date left at its default) is answered with today's bar alone.
  if (!(from >= ALPACA_FIRST_BAR)) {
    throw new Error(
      `alpacaBars: from must be 2021-01-01 or later, where Alpaca's BTC/USD begins, got ${isoTime(from)}`,
    );
  }
  if (!(from < asked)) throw new Error(`alpacaBars: to must be after from ${isoTime(from)}, got ${isoTime(asked)}`);
  if (!(from < to))
    throw new Error(`alpacaBars: from must be before the present ${isoTime(now)}, got ${isoTime(from)}`);
}
