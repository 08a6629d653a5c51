import { type Estimate, measured, unmeasured } from './estimate.js';

/** Fewest observations from which autocorrelations up to the lags needed can be estimated at all. */
const FEWEST = 16;

/** Mean block length of the stationary bootstrap and length of the circular one, in observations, not floored. */
export interface BlockLengths {
  readonly stationary: number;
  readonly circular: number;
}

/**
 * Block lengths that minimise the mean squared error of the bootstrapped variance of the mean: Politis and White (2004)
 * with the correction of Patton, Politis and White (2009), flat-top window, as in Python's `arch`. White noise gives values
 * under 1: floor them at 1 before use. Null with a reason when there are too few values or all are equal.
 */
export function optimalBlockLength(values: ArrayLike<number>): Estimate<BlockLengths> {
  const n = values.length;
  if (n < FEWEST) return unmeasured(`A block length needs at least ${FEWEST} observations; there are ${n}.`);
  const deviations = centred(values);
  const lagsInARow = Math.max(5, Math.floor(Math.log10(n)));
  const most = Math.ceil(Math.sqrt(n)) + lagsInARow;
  const covariances = autocovariances(deviations, Math.min(most, n - 2));
  if (!(covariances[0] > 0)) return unmeasured('A block length needs values that vary; all are equal.');
  const lags = bandwidth(deviations, covariances, lagsInARow);
  let curvature = 0;
  let longRun = covariances[0];
  for (let k = 1; k <= lags; k++) {
    const weight = k / lags <= 0.5 ? 1 : 2 * (1 - k / lags);
    curvature += 2 * weight * k * covariances[k];
    longRun += 2 * weight * covariances[k];
  }
  const cap = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const length = (scale: number) => Math.min(Math.cbrt((2 * curvature ** 2 * n) / (scale * longRun ** 2)), cap);
  return measured({ stationary: length(2), circular: length(4 / 3) });
}

/**
 * Mean block length for resampling returns, at least 1: the longer of those for the returns and for their sizes.
 * Returns alone are almost uncorrelated and would give 1, and with it samples without any volatility clustering.
 */
export function returnsBlockLength(returns: Float64Array): number {
  const lengths = [returns, returns.map(Math.abs)].map((series) => optimalBlockLength(series).value?.stationary ?? 1);
  return Math.max(1, ...lengths);
}

function centred(values: ArrayLike<number>): Float64Array {
  const deviations = Float64Array.from(values);
  // A list of equal values must give exactly zero: their mean is rounded.
  if (deviations.every((value) => value === deviations[0])) return new Float64Array(deviations.length);
  const mean = deviations.reduce((sum, value) => sum + value, 0) / deviations.length;
  return deviations.map((value) => value - mean);
}

function autocovariances(deviations: Float64Array, most: number): Float64Array {
  const n = deviations.length;
  return Float64Array.from({ length: most + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += deviations[i] * deviations[i - lag];
    return sum / n;
  });
}

/** Twice the first lag after which enough autocorrelations in a row are insignificant, at most the longest lag. */
function bandwidth(deviations: Float64Array, covariances: Float64Array, inARow: number): number {
  const n = deviations.length;
  const most = covariances.length - 1;
  const band = 2 * Math.sqrt(Math.log10(n) / n);
  // Sums of squares without the first and the last lag + 1 values: the ends a lag leaves out.
  let total = 0;
  for (const d of deviations) total += d * d;
  let head = 0;
  let tail = 0;
  let quiet = 0;
  for (let lag = 0; lag < most; lag++) {
    head += deviations[lag] ** 2;
    tail += deviations[n - 1 - lag] ** 2;
    const correlation = Math.abs(covariances[lag] * n) / Math.sqrt((total - head) * (total - tail));
    quiet = correlation < band ? quiet + 1 : 0;
    if (quiet === inARow) return Math.min(2 * Math.max(lag + 1 - inARow, 1), most);
  }
  return most;
}
