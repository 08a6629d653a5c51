import type { Bar } from '../bars/resample.js';
import { allocateBars, type Bars } from '../core/bars.js';
import { MINUTE, TIMEFRAMES } from '../core/time.js';
import { makeMarket } from '../strategy/market.js';
import type { PaperBars } from './attribution.js';
import type { JournaledBar } from './journal/records.js';

/** Bars of `step` ms, in order of time, as columns. */
export function barColumns(list: readonly Bar[], step: number): Bars {
  const columns = allocateBars(list.length, step);
  list.forEach((bar, i) => {
    columns.time[i] = bar.time;
    columns.open[i] = bar.open;
    columns.high[i] = bar.high;
    columns.low[i] = bar.low;
    columns.close[i] = bar.close;
    columns.volume[i] = bar.volume;
  });
  return columns;
}

/** What the engine saw and from when it traded: an `AttributionInput` without strategy and trades. */
export interface SeenBars {
  readonly seen: PaperBars;
  /** Open time of the first bar that was traded, ms UTC. */
  readonly tradeFrom: number;
}

/**
 * The bars of a journal as a backtest takes them: 15m and 1h made of the 5m bars, as the engine does, and the minutes where
 * any were known. Null while only warm-up bars have come.
 */
export function seenBars(rows: Iterable<JournaledBar>): SeenBars | null {
  const base: Bar[] = [];
  const minutes: Bar[] = [];
  let tradeFrom: number | null = null;
  for (const row of rows) {
    base.push(row.bar);
    minutes.push(...row.minutes);
    if (!row.warmUp) tradeFrom ??= row.bar.time;
  }
  if (tradeFrom === null) return null;
  const market = makeMarket(barColumns(base, TIMEFRAMES['5Min']));
  return { seen: { market, ...(minutes.length > 0 && { minutes: barColumns(minutes, MINUTE) }) }, tradeFrom };
}
