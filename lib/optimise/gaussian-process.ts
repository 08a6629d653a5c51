import { appendToCholesky, solveLower, solveUpper } from './cholesky.js';
import { matern52, matern52Slope, squaredDifference } from './kernel.js';
import { type Factored, factorise, type Hyperparameters, type Observations, prepare } from './marginal-likelihood.js';

/** Mean and variance of the function (without the noise of an evaluation) at one point. */
export interface Prediction {
  readonly mean: number;
  readonly variance: number;
}

/** Slopes of a prediction in each dimension; 0 for choices, which have no order. */
export interface PredictionSlopes {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** A Gaussian process conditioned on observations. Its arrays belong to it: predictions share scratch space. */
export interface GaussianProcess {
  readonly hyperparameters: Hyperparameters;
  /** Number of observations, pending ones included. */
  readonly size: number;
  /** `slopes`, where given, is written to. */
  predict(point: ArrayLike<number>, slopes?: PredictionSlopes): Prediction;
  /**
   * The process with one point more, whose value is still unknown and taken to be the mean: the mean stays as it is
   * everywhere and the variance shrinks around the point, so that a batch spreads. No refit.
   */
  withPending(point: ArrayLike<number>): GaussianProcess;
}

/** Conditions a process with Matern 5/2 covariance on `observations`. Rasmussen and Williams 2006, algorithm 2.1. */
export function gaussianProcess(observations: Observations, hyperparameters: Hyperparameters): GaussianProcess {
  const factored = factorise(prepare(observations), hyperparameters);
  return conditioned(observations, hyperparameters, factored);
}

function conditioned(data: Observations, hyperparameters: Hyperparameters, factored: Factored): GaussianProcess {
  const { isChoice, values } = data;
  const { lengthScales, signal, noise } = hyperparameters;
  const { factor, weights } = factored;
  const size = values.length;
  const dimensions = isChoice.length;
  const rates = lengthScales.map((length) => 1 / (length * length));
  const squares = new Float64Array(size);
  const column = new Float64Array(size);
  const solved = new Float64Array(size);

  const fillColumn = (point: ArrayLike<number>) => {
    for (let i = 0; i < size; i++) {
      const row = i * dimensions;
      let sum = 0;
      for (let d = 0; d < dimensions; d++) {
        sum += rates[d] * squaredDifference(point[d], data.points[row + d], isChoice[d]);
      }
      squares[i] = sum;
      column[i] = signal * matern52(sum);
    }
  };

  const fillSlopes = (point: ArrayLike<number>, slopes: PredictionSlopes) => {
    solveUpper(factor, solved);
    slopes.mean.fill(0);
    slopes.variance.fill(0);
    for (let i = 0; i < size; i++) {
      const slope = 2 * signal * matern52Slope(squares[i]);
      for (let d = 0; d < dimensions; d++) {
        if (isChoice[d]) continue;
        const byPoint = slope * rates[d] * (point[d] - data.points[i * dimensions + d]);
        slopes.mean[d] += weights[i] * byPoint;
        slopes.variance[d] -= 2 * solved[i] * byPoint;
      }
    }
  };

  const predict = (point: ArrayLike<number>, slopes?: PredictionSlopes): Prediction => {
    fillColumn(point);
    solveLower(factor, column, solved);
    let mean = 0;
    let variance = signal;
    for (let i = 0; i < size; i++) {
      mean += column[i] * weights[i];
      variance -= solved[i] * solved[i];
    }
    if (slopes) fillSlopes(point, slopes);
    // Rounding may leave a trifle below zero at an observation.
    return { mean, variance: Math.max(variance, 1e-12 * signal) };
  };

  const withPending = (point: ArrayLike<number>): GaussianProcess => {
    const { mean } = predict(point);
    const observations = { points: joined(data.points, point), values: joined(values, [mean]), isChoice };
    const longer = appendToCholesky(factor, column, signal + noise);
    return conditioned(observations, hyperparameters, { factor: longer, weights: joined(weights, [0]) });
  };

  return { hyperparameters, size, predict, withPending };
}

function joined(former: Float64Array, more: ArrayLike<number>): Float64Array {
  const out = new Float64Array(former.length + more.length);
  out.set(former);
  out.set(more, former.length);
  return out;
}
