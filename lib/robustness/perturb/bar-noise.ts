import type { Bars } from '../../core/bars.js';
import type { Random } from '../../core/random.js';
import { scaleBar } from './scale-bar.js';

/**
 * The literal reading of "+/- 10 % noise": each bar's four prices times one factor of its own, 1 + e, e uniform in
 * +/- amount; volume times another. Kept to be shown, not to be believed: neighbouring bars then jump by up to 20 %, so
 * the volatility of returns grows sqrt(1 + 2 amount^2 / (3 s^2)) times for returns of deviation s (at 5 minutes and 10 %
 * some fifty times), and they turn back at the next bar (autocorrelation near -1/2).
 */
export function perturbBars(bars: Bars, amount: number, random: Random, out: Bars): void {
  for (let i = 0; i < bars.time.length; i++) {
    scaleBar(bars, i, 1 + amount * (2 * random() - 1), out, i);
    out.volume[i] = bars.volume[i] * (1 + amount * (2 * random() - 1));
  }
}
