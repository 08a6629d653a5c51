import type { Bars } from '../../core/bars.js';

/** The bars with other prices: times, volumes and marks are shared, open to close are columns of their own. */
export function withOwnPrices(bars: Bars): Bars {
  return {
    ...bars,
    open: bars.open.slice(),
    high: bars.high.slice(),
    low: bars.low.slice(),
    close: bars.close.slice(),
  };
}

/**
 * The bars on another path: the close of bar i times `factor(i)`, its open times the factor of the bar before, its high
 * times the greater of the two and its low times the smaller. So the path is walked inside the bars, not between them,
 * and high and low stay around open and close (rounding never turns an order of two numbers around). Factors are
 * positive; where both are 1 a bar keeps its bits.
 */
export function alongPath(bars: Bars, factor: (i: number) => number): Bars {
  const out = withOwnPrices(bars);
  let before = 1;
  for (let i = 0; i < bars.time.length; i++) {
    const now = factor(i);
    out.open[i] = bars.open[i] * before;
    out.high[i] = bars.high[i] * Math.max(before, now);
    out.low[i] = bars.low[i] * Math.min(before, now);
    out.close[i] = bars.close[i] * now;
    before = now;
  }
  return out;
}
