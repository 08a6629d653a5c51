// A market made for the soak: a random walk of long rises and short falls, with busy and quiet stretches, missing minutes
// and minutes without a trade, volume with the rises, so that entries, trailing stops, targets and reversals all come often.

import { type Bar, mergeBars } from '../../../lib/bars/resample.js';
import { normalFrom, seededRandom } from '../../../lib/core/random.js';
import { MINUTE } from '../../../lib/core/time.js';
import type { AlpacaBar } from '../../../lib/data/alpaca-client.js';

/** Relative change of the price in a quarter of a minute, by chance. */
const SIGMA = 0.0002;
/** Drift per minute of a rise and of a fall, relative: rises are long and falls are steep. */
const RISE = 0.0005;
const FALL = -0.0012;
const cents = (price: number) => Math.round(price * 100) / 100;

interface MarketMinute {
  readonly bar: Bar;
  /** Prices at its quarters. */
  readonly path: readonly number[];
}

export class SoakMarket {
  private readonly minutes: (MarketMinute | undefined)[] = [];

  /** Minutes from `from` (ms UTC, whole) on, as many as `count`. */
  constructor(
    seed: number,
    readonly from: number,
    count: number,
  ) {
    const random = seededRandom(seed);
    const normal = normalFrom(random);
    let price = 60_000;
    let [drift, turn, activity] = [0, 0, 1];
    for (let k = 0; k < count; k++) {
      if (turn-- === 0) {
        const falls = drift > 0;
        drift = (falls ? FALL : RISE) * (0.5 + random()) - Math.log(price / 60_000) * 5e-4;
        turn = Math.floor((falls ? 20 : 60) * (0.5 + random()));
        activity = 0.5 + random();
      }
      const path = [price];
      for (let q = 0; q < 4; q++) path.push(path[q] * Math.exp(drift / 4 + SIGMA * activity * normal()));
      const prices = path.map(cents);
      price = path[4];
      const missing = random() < 0.01;
      const isQuote = random() < 0.02;
      const volume = isQuote ? 0 : Math.round(random() * activity * (prices[4] > prices[0] ? 3 : 1) * 1e9) / 1e9;
      const [open, close, high, low] = [prices[0], prices[4], Math.max(...prices), Math.min(...prices)];
      const time = from + k * MINUTE;
      this.minutes.push(missing ? undefined : { bar: { time, open, high, low, close, volume }, path: prices });
    }
  }

  minute(time: number): Bar | undefined {
    return this.minutes[(time - this.from) / MINUTE]?.bar;
  }

  /** Where the market is within a minute: its open, three prices on the way, its close. */
  path(time: number): readonly number[] {
    return this.minutes[(time - this.from) / MINUTE]?.path ?? [];
  }

  /** The bar of any timeframe as history knows it: made of the minutes that exist. */
  bar(time: number, step: number): AlpacaBar | undefined {
    const inside: Bar[] = [];
    for (let at = time; at < time + step; at += MINUTE) {
      const minute = this.minute(at);
      if (minute) inside.push(minute);
    }
    return inside.length === 0 ? undefined : toAlpaca(mergeBars(time, inside));
  }
}

export function toAlpaca({ time, open: o, high: h, low: l, close: c, volume: v }: Bar): AlpacaBar {
  return { t: new Date(time).toISOString().replace('.000', ''), o, h, l, c, v };
}
