/** A monotone map of losses to standardised ones (mean 0, population sd 1) and back. */
export interface Warp {
  forward(loss: number): number;
  inverse(standardised: number): number;
}

/** As a share of the range: where half of the losses are nearly the least, the others must not be infinitely far. */
const LEAST_SPREAD = 1e-9;

/**
 * Standardises ln(1 + (loss - least) / spread), spread being the distance of the median from the least. Up to the middle
 * of the losses this is nearly a straight line; the heavy upper tail of a steep objective (or of failures counted as bad)
 * is drawn in, so that it does not set the scale on which the good points are told apart.
 */
export function makeWarp(losses: ArrayLike<number>): Warp {
  const sorted = Float64Array.from(losses).sort();
  const least = sorted[0];
  const range = sorted[sorted.length - 1] - least;
  const spread = Math.max(sorted[sorted.length >> 1] - least, LEAST_SPREAD * range) || 1;
  // Below the least loss the map goes on as a straight line of the same slope: predictions may lie there.
  const bend = (loss: number) => {
    const x = (loss - least) / spread;
    return x > 0 ? Math.log1p(x) : x;
  };
  const straighten = (z: number) => least + spread * (z > 0 ? Math.expm1(z) : z);
  let mean = 0;
  for (const loss of sorted) mean += bend(loss) / sorted.length;
  let variance = 0;
  for (const loss of sorted) variance += (bend(loss) - mean) ** 2 / sorted.length;
  const sd = Math.sqrt(variance) || 1;
  return { forward: (loss) => (bend(loss) - mean) / sd, inverse: (z) => straighten(z * sd + mean) };
}
