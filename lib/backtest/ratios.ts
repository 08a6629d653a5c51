import { mean, sampleStandardDeviation } from 'simple-statistics';

/** Days a year of a market that never closes; sqrt(365/252) = 1.2 times what an equities convention would give. */
export const DAYS_PER_YEAR = 365;

/**
 * Annualised Sharpe ratio of daily returns (fractions): mean excess over `riskFree`/365 a day, by the sample standard
 * deviation (n - 1), times sqrt 365. Null with fewer than two days or without variation.
 */
export function sharpeRatio(returns: Float64Array, riskFree: number): number | null {
  if (returns.length < 2 || returns.every((r) => r === returns[0])) return null;
  const daily = Array.from(returns);
  const excess = mean(daily) - riskFree / DAYS_PER_YEAR;
  return (excess / sampleStandardDeviation(daily)) * Math.sqrt(DAYS_PER_YEAR);
}

/** As the Sharpe ratio, by the downside deviation: root of the mean over all days of min(excess, 0) squared. Null without a losing day. */
export function sortinoRatio(returns: Float64Array, riskFree: number): number | null {
  if (returns.length < 2) return null;
  const target = riskFree / DAYS_PER_YEAR;
  let sum = 0;
  let downside = 0;
  for (const r of returns) {
    sum += r - target;
    downside += Math.min(r - target, 0) ** 2;
  }
  if (downside === 0) return null;
  return (sum / returns.length / Math.sqrt(downside / returns.length)) * Math.sqrt(DAYS_PER_YEAR);
}

/** Compound annual growth rate, a fraction, over `days` daily returns; -1 when nothing is left, null without a day. */
export function annualGrowth(initial: number, final: number, days: number): number | null {
  if (days === 0) return null;
  return final > 0 ? (final / initial) ** (DAYS_PER_YEAR / days) - 1 : -1;
}

/** `a / b`, null where it has no meaning: no denominator, or nothing to divide. */
export function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}
