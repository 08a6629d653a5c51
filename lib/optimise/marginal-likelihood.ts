import { type Cholesky, cholesky, inverseFromCholesky, logDeterminant, solveLower, solveUpper } from './cholesky.js';
import { matern52, matern52Slope, pairDifferences } from './kernel.js';

/** Parameters of the covariance: signal * matern52(sum of (difference / length scale)^2) + noise on the diagonal. */
export interface Hyperparameters {
  /** One for each dimension, in its units; for a choice, how far apart any two values count: 1 / length. */
  readonly lengthScales: Float64Array;
  /** Variance of the function, in squared units of the values. */
  readonly signal: number;
  /** Variance of one evaluation around the function, in squared units of the values. */
  readonly noise: number;
}

/** Points (row after row) and their values, which have mean 0. */
export interface Observations {
  readonly points: Float64Array;
  readonly values: Float64Array;
  /** 1 for each dimension whose values have no order. */
  readonly isChoice: Uint8Array;
}

/** The factored covariance of the observations and the weights K^-1 y. */
export interface Factored {
  readonly factor: Cholesky;
  readonly weights: Float64Array;
}

/** What does not change with the hyperparameters. */
export interface Prepared extends Observations {
  readonly differences: Float64Array;
}

export function prepare(observations: Observations): Prepared {
  const { points, values, isChoice } = observations;
  return { ...observations, differences: pairDifferences(points, values.length, isChoice) };
}

/** Factor of the covariance and weights of the observations. */
export function factorise(prepared: Prepared, hyperparameters: Hyperparameters): Factored {
  const { values } = prepared;
  const size = values.length;
  const { signal, noise } = hyperparameters;
  const squares = scaledSquares(prepared, hyperparameters.lengthScales);
  const covariance = new Float64Array(size * size);
  for (let i = 0, pair = 0; i < size; i++) {
    for (let j = 0; j < i; j++, pair++) covariance[i * size + j] = signal * matern52(squares[pair]);
    covariance[i * size + i] = signal + noise;
  }
  const factor = cholesky(covariance, size);
  const weights = new Float64Array(size);
  solveLower(factor, values, weights);
  solveUpper(factor, weights);
  return { factor, weights };
}

function scaledSquares({ differences, values, isChoice }: Prepared, lengthScales: Float64Array): Float64Array {
  const dimensions = isChoice.length;
  const rates = lengthScales.map((length) => 1 / (length * length));
  const squares = new Float64Array((values.length * (values.length - 1)) / 2);
  for (let pair = 0, at = 0; pair < squares.length; pair++) {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += differences[at++] * rates[d];
    squares[pair] = sum;
  }
  return squares;
}

export interface Likelihood {
  /** ln p(values | points, hyperparameters). */
  readonly value: number;
  /** Slopes in ln length scale (one for each dimension), ln signal and ln noise, in this order. */
  readonly gradient: Float64Array;
}

/**
 * Log marginal likelihood of the observations and its analytic gradient: 1/2 trace((a a^T - K^-1) dK) with a = K^-1 y.
 * Rasmussen and Williams 2006, equations 2.30 and 5.9.
 */
export function logMarginalLikelihood(prepared: Prepared, hyperparameters: Hyperparameters): Likelihood {
  const { values } = prepared;
  const { factor, weights } = factorise(prepared, hyperparameters);
  let fit = 0;
  for (let i = 0; i < values.length; i++) fit += values[i] * weights[i];
  const value = -0.5 * (fit + logDeterminant(factor) + values.length * Math.log(2 * Math.PI));
  return { value, gradient: likelihoodGradient(prepared, hyperparameters, { factor, weights }) };
}

function likelihoodGradient(prepared: Prepared, hyperparameters: Hyperparameters, factored: Factored): Float64Array {
  const { differences, values, isChoice } = prepared;
  const { lengthScales, signal, noise } = hyperparameters;
  const { factor, weights } = factored;
  const size = values.length;
  const dimensions = isChoice.length;
  const gradient = new Float64Array(dimensions + 2);
  const inverse = inverseFromCholesky(factor);
  const squares = scaledSquares(prepared, lengthScales);
  let bySignal = 0;
  let byNoise = 0;
  for (let i = 0, pair = 0, at = 0; i < size; i++) {
    const diagonal = weights[i] * weights[i] - inverse[i * size + i];
    byNoise += diagonal;
    bySignal += 0.5 * diagonal;
    for (let j = 0; j < i; j++, pair++) {
      const share = weights[i] * weights[j] - inverse[i * size + j];
      bySignal += share * matern52(squares[pair]);
      const slope = share * matern52Slope(squares[pair]);
      for (let d = 0; d < dimensions; d++) gradient[d] += slope * differences[at++];
    }
  }
  for (let d = 0; d < dimensions; d++) gradient[d] *= (-2 * signal) / (lengthScales[d] * lengthScales[d]);
  gradient[dimensions] = signal * bySignal;
  gradient[dimensions + 1] = 0.5 * noise * byNoise;
  return gradient;
}
