import type { Backtest } from '../backtest/backtest.js';
import type { Trade } from '../backtest/trades.js';
import { type Bars, firstBarAt } from '../core/bars.js';
import { isoTime } from '../core/time.js';
import type { Signals } from '../strategy/strategy.js';

/** The bar that opens at `at` (ISO), or the first after it; without `at` the last long signal, else the last signal, else the last bar. */
export function barToLookAt({ time }: Bars, { side }: Signals, at = ''): number {
  if (at === '') {
    const long = side.lastIndexOf(1);
    const any = Math.max(long, side.lastIndexOf(-1));
    return long >= 0 ? long : any >= 0 ? any : time.length - 1;
  }
  const bar = firstBarAt(time, Date.parse(at));
  if (!(Date.parse(at) >= (time[0] ?? Number.POSITIVE_INFINITY)) || bar === time.length) {
    throw new Error(
      `barToLookAt: at must be an ISO time from ${isoTime(time[0] ?? Number.NaN)} to ${isoTime(time[time.length - 1] ?? Number.NaN)}, got ${at}`,
    );
  }
  return bar;
}

/** The trade entered at `at` (ISO); without `at` the last winner, else the last trade; undefined without trades. */
export function tradeToExplain({ trades }: Pick<Backtest, 'trades'>, at = ''): Trade | undefined {
  if (at === '') return [...trades].reverse().find(({ pnl }) => pnl > 0) ?? trades[trades.length - 1];
  const found = trades.find(({ entryTime }) => entryTime === Date.parse(at));
  if (!found) throw new Error(`tradeToExplain: at must be the entry time of a trade in trades.csv, got ${at}`);
  return found;
}
