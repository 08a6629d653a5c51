// Bars and runs that long charts are tested on.

import { allocateBars, type Bars } from '../../../lib/core/bars.js';
import { normalFrom, seededRandom } from '../../../lib/core/random.js';
import { MINUTE } from '../../../lib/core/time.js';
import type { LongData } from '../../../lib/report/long-chart/long-data.js';

/** As many bars as 19 months have, of a random walk about as volatile as BTC at its price of 2024; every 1,000th is missing. */
export function longBars(count = 167_040, seed = 1): Bars {
  const random = seededRandom(seed);
  const normal = normalFrom(random);
  const bars = allocateBars(count, 5 * MINUTE);
  let price = 60_000;
  const cents = (value: number) => Math.round(100 * value) / 100;
  for (let i = 0; i < count; i++) {
    bars.time[i] = Date.UTC(2023, 5, 1) + (i + Math.floor(i / 1000)) * bars.step;
    bars.open[i] = price;
    price = cents(Math.max(5000, price * (1 + 0.0012 * normal())));
    bars.close[i] = price;
    bars.high[i] = cents(Math.max(bars.open[i], price) + 25 * Math.abs(normal()));
    bars.low[i] = cents(Math.min(bars.open[i], price) - 25 * Math.abs(normal()));
    bars.volume[i] = i % 777 === 0 ? 0 : Math.exp(3 + 1.1 * normal());
  }
  return bars;
}

export function dataOf(bars: Bars, more: Partial<LongData> = {}): LongData {
  return { title: 'A title', subtitle: 'A subtitle.', bars, lines: [], trades: [], parts: [], ...more };
}
