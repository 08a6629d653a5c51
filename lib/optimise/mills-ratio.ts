import { normalCdf, normalDensity } from '../core/normal.js';

/**
 * Mills ratio of the standard normal distribution, (1 - Phi(z)) / phi(z) for z >= 0: the upper tail without its
 * underflow. From 2 on the continued fraction 26.2.14 of Abramowitz and Stegun, with as many terms as full precision needs.
 */
export function millsRatio(z: number): number {
  if (z < 2) return normalCdf(-z) / normalDensity(z);
  let tail = z;
  for (let k = Math.ceil(12 + 320 / (z * z)); k >= 1; k--) tail = z + k / tail;
  return 1 / tail;
}
