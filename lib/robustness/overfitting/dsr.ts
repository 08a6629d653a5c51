import { type Estimate, unmeasured } from '../../core/estimate.js';
import { normalQuantile } from '../../core/normal.js';
import { probabilisticSharpe } from './psr.js';
import type { SharpeMoments } from './sharpe-moments.js';

/** The Euler-Mascheroni constant. */
const GAMMA = 0.5772156649015329;

/** What was searched before the strategy was chosen. */
export interface Search {
  /** How many trials, N. Trials of one optimiser are correlated: their count is an upper bound for the effective number. */
  readonly trials: number;
  /** Variance of the trials' Sharpe ratios, per observation squared. */
  readonly variance: number;
}

/**
 * Expected greatest of `trials` independent standard normal numbers: how many standard deviations luck alone lifts the best
 * of N above the mean. 0 for one trial. Bailey and Lopez de Prado, "The deflated Sharpe ratio" (2014), equation 1.
 */
export function expectedMaximum(trials: number): number {
  if (!(trials >= 1)) throw new Error(`expectedMaximum: trials must be at least 1, got ${trials}`);
  if (trials === 1) return 0;
  // Between one and two trials, which an effective number may be, the formula would fall below that of one.
  return Math.max(0, -(1 - GAMMA) * normalQuantile(1 / trials) - GAMMA * normalQuantile(1 / (trials * Math.E)));
}

/** The Sharpe ratio, per observation, that the best of a search is expected to show when none has any skill: SR0. */
export function luckySharpe({ trials, variance }: Search): number {
  if (!(variance >= 0)) throw new Error(`luckySharpe: variance must be at least 0, got ${variance}`);
  return Math.sqrt(variance) * expectedMaximum(trials);
}

/**
 * Deflated Sharpe ratio: the probability, 0 to 1, that the chosen strategy's true Sharpe ratio exceeds what the best of as
 * many skill-less trials would show. 0.95 is the usual demand. Bailey and Lopez de Prado (2014). Null as for PSR.
 */
export function deflatedSharpe(moments: SharpeMoments, search: Search): Estimate {
  return probabilisticSharpe(moments, luckySharpe(search));
}

/** Variance of the Sharpe ratios of trials, n - 1; null where fewer than two can be measured. */
export function sharpeSpread(sharpes: readonly number[]): Estimate {
  const n = sharpes.length;
  if (n < 2)
    return unmeasured(`The spread of Sharpe ratios needs at least 2 trials with varying returns; there are ${n}.`);
  const mean = sharpes.reduce((sum, sharpe) => sum + sharpe, 0) / n;
  return { value: sharpes.reduce((sum, sharpe) => sum + (sharpe - mean) ** 2, 0) / (n - 1) };
}
