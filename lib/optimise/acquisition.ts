import { normalCdf, normalDensity } from '../core/normal.js';
import { millsRatio } from './mills-ratio.js';

const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Below this u the difference 1 - |u| m(|u|) has lost too many digits and its asymptotic series has them all. */
const FAR_TAIL = -25;

/** What a model believes of one point, in the units of `best`; smaller values are better. */
export interface Belief {
  readonly mean: number;
  /** Standard deviation; 0 where the value is known. */
  readonly sd: number;
  /** The value to improve on. */
  readonly best: number;
}

/** Expected improvement: by how much, on average, the point beats `best - margin`. 0 where nothing is uncertain. */
export function expectedImprovement({ mean, sd, best }: Belief, margin = 0): number {
  if (!(sd > 0)) return 0;
  const gain = best - margin - mean;
  const u = gain / sd;
  return gain * normalCdf(u) + sd * normalDensity(u);
}

/** Probability that the point beats `best - margin`. 0 where nothing is uncertain. */
export function improvementProbability({ mean, sd, best }: Belief, margin = 0): number {
  return sd > 0 ? normalCdf((best - margin - mean) / sd) : 0;
}

/**
 * Logarithm of the expected improvement: has a slope to follow where the improvement itself underflows to 0.
 * Minus infinity where nothing is uncertain. Ament et al. 2023, "Unexpected improvements".
 */
export function logExpectedImprovement({ mean, sd, best }: Belief): number {
  return sd > 0 ? logImprovement((best - mean) / sd) + Math.log(sd) : Number.NEGATIVE_INFINITY;
}

/** ln(phi(u) + u Phi(u)), with relative accuracy for any u. */
export function logImprovement(u: number): number {
  if (u > -1) return Math.log(normalDensity(u) + u * normalCdf(u));
  return -0.5 * u * u - LOG_ROOT_TWO_PI + Math.log(tailFactor(u));
}

/** Slope of `logImprovement`: Phi(u) / (phi(u) + u Phi(u)). */
export function logImprovementSlope(u: number): number {
  if (u > -1) {
    const probability = normalCdf(u);
    return probability / (normalDensity(u) + u * probability);
  }
  return millsRatio(-u) / tailFactor(u);
}

/** 1 + u Phi(u) / phi(u), for u <= -1. */
function tailFactor(u: number): number {
  if (u > FAR_TAIL) return 1 + u * millsRatio(-u);
  const step = 1 / (u * u);
  let term = step;
  let sum = step;
  for (let k = 3; k <= 19; k += 2) {
    term *= -k * step;
    sum += term;
  }
  return sum;
}
