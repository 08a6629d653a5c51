import type { Bars } from '../../core/bars.js';

/** What noise did to the returns from close to close. */
export interface NoiseCharacter {
  /** Standard deviation of log returns over that of the true bars; 1 is untouched. Null when those do not vary. */
  readonly volatility_multiple: number | null;
  /** Correlation of neighbouring log returns; towards -1/2 each move is taken back by the next. Null without variation. */
  readonly autocorrelation: number | null;
}

/** Compares the returns of perturbed bars to those of the true ones. */
export function noiseCharacter(bars: Bars, perturbed: Bars): NoiseCharacter {
  const before = moments(bars.close);
  const after = moments(perturbed.close);
  return {
    volatility_multiple: before.variance > 0 ? Math.sqrt(after.variance / before.variance) : null,
    autocorrelation: after.variance > 0 ? after.covariance / after.variance : null,
  };
}

/** Variance of log returns, and their covariance at lag 1. */
function moments(close: Float64Array): { variance: number; covariance: number } {
  const count = close.length - 1;
  if (count < 2) return { variance: 0, covariance: 0 };
  const mean = Math.log(close[count] / close[0]) / count;
  let squares = 0;
  let products = 0;
  let last = 0;
  for (let i = 1; i <= count; i++) {
    const deviation = Math.log(close[i] / close[i - 1]) - mean;
    squares += deviation * deviation;
    products += deviation * last;
    last = deviation;
  }
  return { variance: squares / count, covariance: products / count };
}
