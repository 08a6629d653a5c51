import type { Feed } from '../backtest/feed.js';
import { sliceFeed } from '../backtest/feed.js';
import { allocateBars, type Bars, firstBarAt } from '../core/bars.js';
import { bucketStart } from '../core/time.js';

/** One execution of a broker: when (ms UTC) and how much (BTC). */
export interface Execution {
  readonly at: number;
  readonly quantity: number;
}

/** Where and when a rule said to trade, USD and ms UTC. */
export interface Decision {
  readonly price: number;
  readonly time: number;
}

/**
 * What the market stood at when a decision was executed, USD: for each execution the open of its minute (of its base bar
 * where there are no minutes), or the last close before it where that minute had no bar; averaged by quantity. An
 * execution in the decision's own minute, or before it, stands at the decision's price: bars cannot show a delay that short.
 */
export function arrivalPrice(feed: Feed, executions: readonly Execution[], decision: Decision): number {
  const grain = grainAt(feed, decision.time);
  const decided = bucketStart(decision.time, grain);
  const prices = executions.map(({ at }) => (bucketStart(at, grain) <= decided ? decision.price : marketAt(feed, at)));
  // An average of equal prices may differ from them in the last bit, which would look like a latency.
  if (prices.every((price) => price === prices[0])) return prices[0] ?? decision.price;
  const quantity = executions.reduce((sum, execution) => sum + execution.quantity, 0);
  return executions.reduce((sum, execution, k) => sum + prices[k] * execution.quantity, 0) / quantity;
}

/** The last price that the bars know of at `time`, USD. */
export function marketAt({ bars, minutes }: Feed, time: number): number {
  const base = lastBy(bars, time);
  const minute = minutes ? lastBy(minutes.bars, time) : -1;
  // A minute of an earlier bar says less than the open of this one.
  if (minutes && minute >= 0 && (base < 0 || minutes.bars.time[minute] >= bars.time[base])) {
    return knownBy(minutes.bars, minute, time);
  }
  return base < 0 ? bars.open[0] : knownBy(bars, base, time);
}

/** How finely the bars can tell times apart around `time`: a minute where its base bar has minutes, else the base bar. */
function grainAt({ bars, minutes }: Feed, time: number): number {
  const i = lastBy(bars, time);
  return minutes && i >= 0 && minutes.to[i] > minutes.from[i] ? minutes.bars.step : bars.step;
}

/** The last bar that opened at or before `time`; -1 when there is none. */
function lastBy({ time: opens }: Bars, time: number): number {
  const after = firstBarAt(opens, time);
  return opens[after] === time ? after : after - 1;
}

function knownBy({ time: opens, step, open, close }: Bars, i: number, time: number): number {
  return time < opens[i] + step ? open[i] : close[i];
}

/**
 * Base bar `bar` as it was still to come at `time`, from its minutes on; undefined when that is the whole bar or when
 * there are no minutes to tell. A position cannot be stopped out by what was before its fill.
 */
export function restOfBar(feed: Feed, bar: number, time: number): Feed | undefined {
  const { minutes } = feed;
  if (!minutes) return undefined;
  const end = minutes.to[bar];
  const first = minutes.from[bar];
  const from = Math.max(first, firstBarAt(minutes.bars.time, bucketStart(time, minutes.bars.step)));
  if (from === first || from >= end) return undefined;
  const { open, high, low, volume } = minutes.bars;
  const rest = allocateBars(1, feed.bars.step);
  rest.time[0] = feed.bars.time[bar];
  rest.open[0] = open[from];
  rest.high[0] = Math.max(...high.subarray(from, end));
  rest.low[0] = Math.min(...low.subarray(from, end));
  rest.close[0] = feed.bars.close[bar];
  rest.volume[0] = volume.subarray(from, end).reduce((sum, value) => sum + value, 0);
  const one = sliceFeed(feed, bar, bar + 1);
  return { ...one, bars: rest, minutes: { ...minutes, from: Int32Array.of(from), to: Int32Array.of(end) } };
}
