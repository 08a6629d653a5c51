import { type Estimate, measured, unmeasured } from '../../core/estimate.js';

/**
 * What the uncertainty of a Sharpe ratio depends on. All per observation, never annualised: the commonest error with
 * these statistics is an annual Sharpe ratio beside a count of days.
 */
export interface SharpeMoments {
  /** Mean over sample standard deviation (n - 1), at a risk-free rate of 0. */
  readonly sharpe: number;
  /** Third standardised moment (population); 0 for a normal distribution. */
  readonly skewness: number;
  /** Fourth standardised moment (population), raw: 3 for a normal distribution, not in excess of it. */
  readonly kurtosis: number;
  /** How many returns, T. */
  readonly observations: number;
}

/** Sharpe ratio and moments of daily returns (fractions). Null with fewer than two returns, or where all are equal. */
export function sharpeMoments(returns: Float64Array): Estimate<SharpeMoments> {
  const observations = returns.length;
  if (observations < 2) return unmeasured(`A Sharpe ratio needs at least 2 returns; there are ${observations}.`);
  if (returns.some((r) => !Number.isFinite(r)))
    throw new Error('sharpeMoments: returns must be finite, got one that is not');
  if (returns.every((r) => r === returns[0])) {
    return unmeasured(`All ${observations} returns are equal: there is no variation to measure a Sharpe ratio by.`);
  }
  const mean = returns.reduce((sum, r) => sum + r, 0) / observations;
  const moment = (power: number) => returns.reduce((sum, r) => sum + (r - mean) ** power, 0) / observations;
  const variance = moment(2);
  return measured({
    sharpe: mean / Math.sqrt((variance * observations) / (observations - 1)),
    skewness: moment(3) / variance ** 1.5,
    kurtosis: moment(4) / variance ** 2,
    observations,
  });
}

/**
 * Variance of an estimated Sharpe ratio times (T - 1): 1 - skew SR + (kurtosis - 1)/4 SR^2 (Mertens 2002; Bailey and
 * Lopez de Prado 2012). Positive for the moments of any real sample; numbers made by hand can make it negative.
 */
export function sharpeVariance({ sharpe, skewness, kurtosis }: Omit<SharpeMoments, 'observations'>): number {
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
}
