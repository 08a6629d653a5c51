const ROOT_FIVE = Math.sqrt(5);

/**
 * Matern 5/2 correlation at the squared scaled distance `r2`: (1 + s + s^2/3) e^-s with s = sqrt(5 r2).
 * 1 at distance 0. Rasmussen and Williams 2006, equation 4.17.
 */
export function matern52(r2: number): number {
  const s = ROOT_FIVE * Math.sqrt(r2);
  return (1 + s + (s * s) / 3) * Math.exp(-s);
}

/**
 * Slope of `matern52` in the squared distance: -(5/6)(1 + s) e^-s. Unlike the slope in the distance it is finite at 0,
 * and every gradient (in a point, in a length scale) follows from it without dividing by a distance.
 */
export function matern52Slope(r2: number): number {
  const s = ROOT_FIVE * Math.sqrt(r2);
  return (-5 / 6) * (1 + s) * Math.exp(-s);
}

/**
 * Squared difference of two points in one dimension. Choices have no order: two different ones are 1 apart (a Hamming
 * distance inside the same r^2), whatever their codes.
 */
export function squaredDifference(a: number, b: number, isChoice: number): number {
  if (isChoice) return a === b ? 0 : 1;
  return (a - b) * (a - b);
}

/**
 * Squared differences of all pairs of `size` points (i > j, dimension last): what every likelihood of one set of points
 * shares. `points` are row after row.
 */
export function pairDifferences(points: Float64Array, size: number, isChoice: Uint8Array): Float64Array {
  const dimensions = isChoice.length;
  const out = new Float64Array(((size * (size - 1)) / 2) * dimensions);
  let at = 0;
  for (let i = 1; i < size; i++) {
    for (let j = 0; j < i; j++) {
      for (let d = 0; d < dimensions; d++) {
        out[at++] = squaredDifference(points[i * dimensions + d], points[j * dimensions + d], isChoice[d]);
      }
    }
  }
  return out;
}
