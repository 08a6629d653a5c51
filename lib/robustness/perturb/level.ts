import type { Bars } from '../../core/bars.js';
import { normalFrom, type Random } from '../../core/random.js';

export interface LevelNoise {
  /** Half width of the noise, a fraction: the log level has the spread of a uniform +/- `amount`, amount / sqrt 3. */
  readonly amount: number;
  /** Bars after which half of a deviation of the level has faded. */
  readonly halfLife: number;
}

/**
 * The price level drifts: every bar times exp(m), m an AR(1) (a sampled Ornstein-Uhlenbeck process) in log price with
 * stationary standard deviation amount / sqrt 3 (0.058 at 10 %: within 11 % of the true level on 95 % of bars) that
 * starts in its stationary state. Its steps are uniform, which is quicker to draw: the level is a sum of thousands of
 * them and normal all the same. Volumes times 1 + e, e uniform in +/- amount, one draw a bar.
 * The noise adds 2 sd^2 (1 - phi) to the variance of a bar's return, phi = 0.5^(1 / halfLife): with 30 days the returns
 * of 5-minute bars vary an eighth more, with one day they would vary three times as much. A bar moves as a whole against
 * its neighbours, by 0.07 % at 30 days, so there are more fair value gaps than in the true bars.
 */
export function perturbLevel(bars: Bars, { amount, halfLife }: LevelNoise, random: Random, out: Bars): void {
  const { open, high, low, close, volume } = bars;
  const spread = amount / Math.sqrt(3);
  const keep = 0.5 ** (1 / halfLife);
  // A uniform number in [0, 1) has a variance of 1 / 12.
  const width = spread * Math.sqrt(12 * (1 - keep * keep));
  let level = spread * normalFrom(random)();
  for (let i = 0; i < volume.length; i++) {
    if (i > 0) level = keep * level + width * (random() - 0.5);
    const factor = Math.exp(level);
    // One positive factor a bar: rounding never turns an order of two prices around.
    out.open[i] = open[i] * factor;
    out.high[i] = high[i] * factor;
    out.low[i] = low[i] * factor;
    out.close[i] = close[i] * factor;
    out.volume[i] = volume[i] * (1 + amount * (2 * random() - 1));
  }
}
