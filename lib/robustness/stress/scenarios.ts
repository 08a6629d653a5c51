import type { Bars } from '../../core/bars.js';
import { bucketStart, DAY } from '../../core/time.js';
import { alongPath, withOwnPrices } from './rebuild.js';

/** The five scenarios, in the order of results.json. */
export const STRESS_SCENARIOS = ['high_vol', 'bear_market', 'flash_crash', 'low_vol', 'whipsaw'] as const;
export type StressScenario = (typeof STRESS_SCENARIOS)[number];

/** What is done to the bars, in words. */
export const STRESS_MEANING: Readonly<Record<StressScenario, string>> = {
  high_vol: 'deviations of log returns about their mean times 1.5',
  bear_market: 'a steady fall to 0.7 of the price the bars ended at',
  flash_crash: '20 % lower from one day on, lost over the bars of that day',
  low_vol: 'deviations of log returns about their mean times 0.5',
  whipsaw: 'a sine of 5 % and three days in log price',
};

/** Where the market ends in `bear_market`, as a share of where it ended. Not "30 % below its start". */
const BEAR_END = 0.7;
const CRASH = 0.8;
const SWING = 0.05;
const SWING_PERIOD = 3 * DAY;

/** The bars under a scenario: times and volumes untouched, prices above 0, high and low around open and close. */
export function stressed(bars: Bars, scenario: StressScenario): Bars {
  if (bars.time.length < 2) throw new Error(`stressed: bars must be at least two, got ${bars.time.length}`);
  switch (scenario) {
    case 'high_vol':
      return scaleVolatility(bars, 1.5);
    case 'low_vol':
      return scaleVolatility(bars, 0.5);
    case 'bear_market':
      return bearMarket(bars, BEAR_END);
    case 'flash_crash':
      return flashCrash(bars, CRASH, middleDay(bars));
    case 'whipsaw':
      return whipsaw(bars, SWING, Math.round(SWING_PERIOD / bars.step));
  }
}

/**
 * Log returns from close to close deviate `k` times as far from their mean: their standard deviation is `k` times as
 * large and the last close is where it was (within rounding). Within a bar all four log prices, seen from the close
 * before it, go through the one increasing map x -> mean + k (x - mean). The first bar, which has no return, stays.
 */
export function scaleVolatility(bars: Bars, k: number): Bars {
  const out = withOwnPrices(bars);
  const { open, high, low, close } = bars;
  const last = close.length - 1;
  const drift = (Math.log(close[last] / close[0]) / last) * (1 - k);
  for (let i = 1; i <= last; i++) {
    // Seen from the first close, not the one before: rounding would add up over 100,000 bars.
    const from = close[0] * Math.exp(drift * i);
    const moved = (price: number) => from * (price / close[0]) ** k;
    out.open[i] = moved(open[i]);
    out.close[i] = moved(close[i]);
    // A power need not keep the order of two prices that differ in their last bit.
    out.high[i] = Math.max(moved(high[i]), out.open[i], out.close[i]);
    out.low[i] = Math.min(moved(low[i]), out.open[i], out.close[i]);
  }
  return out;
}

/** A steady fall: each log return less ln(end) / n, so that the last close is `end` times what it was. Bar 0 keeps its bits. */
export function bearMarket(bars: Bars, end: number): Bars {
  const returns = bars.time.length - 1;
  return alongPath(bars, (i) => end ** (i / returns));
}

/**
 * The bars that open on the UTC day `day` (ms, its start) lose the factor `left` in equal log steps; all later prices are
 * `left` times what they were, all earlier bars keep their bits. Throws when the day has no bars.
 */
export function flashCrash(bars: Bars, left: number, day: number): Bars {
  const first = bars.time.findIndex((time) => bucketStart(time, DAY) === day);
  if (first < 0) throw new Error(`flashCrash: day must be one that has bars, got ${new Date(day).toISOString()}`);
  let end = first;
  while (end < bars.time.length && bucketStart(bars.time[end], DAY) === day) end++;
  const count = end - first;
  return alongPath(bars, (i) => (i < first ? 1 : i >= end ? left : left ** ((i - first + 1) / count)));
}

/** The UTC day (its start, ms) of the bar in the middle of the data: where the crash falls unless another is named. */
export function middleDay(bars: Bars): number {
  return bucketStart(bars.time[bars.time.length >> 1], DAY);
}

/**
 * Prices times exp(amplitude x sin(2 pi i / period)) over as many full periods of `period` bars as fit: the trend turns
 * twice a period and the last close is where it was. Bars after the last full period keep their bits. A market shorter
 * than one period is refused.
 */
export function whipsaw(bars: Bars, amplitude: number, period: number): Bars {
  const swinging = Math.floor((bars.time.length - 1) / period) * period;
  if (swinging === 0) {
    throw new Error(`whipsaw: bars must be more than one period of ${period}, got ${bars.time.length}`);
  }
  return alongPath(bars, (i) =>
    i >= swinging || i % period === 0 ? 1 : Math.exp(amplitude * Math.sin((2 * Math.PI * (i % period)) / period)),
  );
}
