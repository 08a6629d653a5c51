import type { Bars } from '../../core/bars.js';

/**
 * Bar i of `out` becomes bar j of `bars` with its four prices times one positive factor, so that high and low stay what
 * they are to open and close: rounding never turns an order of two numbers around.
 */
export function scaleBar(bars: Bars, j: number, factor: number, out: Bars, i: number): void {
  out.open[i] = bars.open[j] * factor;
  out.high[i] = bars.high[j] * factor;
  out.low[i] = bars.low[j] * factor;
  out.close[i] = bars.close[j] * factor;
}
