// Bars for pinets as a provider object, with longer bars by the clock: pinets' own aggregation counts bars instead.
import type { Bars } from '../../lib/core/bars.js';
import { MINUTE } from '../../lib/core/time.js';

/** One bar as pinets wants it. */
interface Kline {
  readonly openTime: number;
  readonly closeTime: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** What pinets asks of a source of bars. */
export interface BarProvider {
  getMarketData(symbol: string, timeframe: string): Promise<Kline[]>;
  getSymbolInfo(symbol: string): Promise<Readonly<Record<string, string | number>>>;
  configure(): void;
}

/** A provider of `bars` and of what they add up to; `mintick` is the price step of the made-up symbol. */
export function barProvider(bars: Bars, mintick: number): BarProvider {
  return {
    getMarketData: (_symbol, timeframe) => Promise.resolve(klines(bars, Number(timeframe) * MINUTE)),
    getSymbolInfo: (symbol) =>
      Promise.resolve({
        ticker: symbol,
        tickerid: symbol,
        mintick,
        mincontract: 1e-12,
        pointvalue: 1,
        timezone: 'Etc/UTC',
        session: '24x7',
        type: 'crypto',
        currency: 'USD',
      }),
    configure: () => undefined,
  };
}

/**
 * Bars of `step` by the clock, written apart from the library. The last may still be forming, as on a chart; a first one
 * that the data enter midway is left out, as the library does (a chart would have it whole).
 */
function klines(bars: Bars, step: number): Kline[] {
  const all: Kline[] = [];
  for (let i = 0; i < bars.time.length; i++) {
    const openTime = bars.time[i] - (bars.time[i] % step);
    const [open, high, low, close, volume] = [bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]];
    const last = all.at(-1);
    if (last?.openTime !== openTime) {
      all.push({ openTime, closeTime: openTime + step, open, high, low, close, volume });
      continue;
    }
    last.high = Math.max(last.high, high);
    last.low = Math.min(last.low, low);
    last.close = close;
    last.volume += volume;
  }
  if (all[0] && bars.time[0] % step !== 0) all.shift();
  return all;
}
