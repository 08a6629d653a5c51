import { minimise } from './lbfgs.js';
import { type Hyperparameters, logMarginalLikelihood, type Prepared } from './marginal-likelihood.js';

/** Variance of an evaluation that is taken for exact, as a share of the values' variance: keeps the covariance definite. */
export const EXACT_NOISE = 1e-6;

const LENGTHS = { least: 0.02, most: 2 } as const;
const SIGNAL = { least: 0.05, most: 100 } as const;
const NOISE = { least: EXACT_NOISE, most: 1 } as const;

/**
 * Weak normal beliefs on the logarithms. Lengths about 0.4 of a range: with fewer points than parameters the likelihood
 * alone would as soon take a dimension for irrelevant, and the search would then never look along it.
 */
const LENGTH_BELIEF = { mean: -0.9, sd: 0.8 } as const;
const SIGNAL_BELIEF = { mean: 0, sd: 1.5 } as const;
const NOISE_BELIEF = { mean: Math.log(1e-4), sd: 3 } as const;

/** Whether evaluations scatter: 'fitted' estimates by how much, 'none' takes them as exact. */
export type Noise = 'fitted' | 'none';

export interface FitOptions {
  /** Where to start from, usually the former fit. */
  readonly start: Hyperparameters;
  readonly noise: Noise;
  readonly maxIterations?: number;
}

/** Where a first fit starts: middling lengths, the variance of standardised values, little noise unless given. */
export function initialHyperparameters(dimensions: number, noise: number = EXACT_NOISE): Hyperparameters {
  return { lengthScales: new Float64Array(dimensions).fill(0.5), signal: 1, noise };
}

export interface Fit {
  readonly hyperparameters: Hyperparameters;
  /** Log posterior density, up to a constant: by it fits from several starts are compared. */
  readonly value: number;
}

/**
 * The most plausible hyperparameters for observations in the unit cube with standardised values: maximum of the
 * marginal likelihood times weak beliefs, nearest to `start` uphill.
 */
export function fitHyperparameters(prepared: Prepared, { start, noise, maxIterations = 30 }: FitOptions): Fit {
  const dimensions = prepared.isChoice.length;
  const free = noise === 'fitted' ? dimensions + 2 : dimensions + 1;
  const bounds = [...Array.from({ length: dimensions }, () => LENGTHS), SIGNAL, NOISE].slice(0, free);
  const objective = (x: Float64Array, gradient: Float64Array): number => {
    const likelihood = logMarginalLikelihood(prepared, fromLogs(x, dimensions));
    gradient.set(likelihood.gradient.subarray(0, free));
    const belief = addBeliefs(x, dimensions, gradient);
    for (let k = 0; k < free; k++) gradient[k] = -gradient[k];
    return -likelihood.value - belief;
  };
  const found = minimise(objective, toLogs(start).slice(0, free), {
    lower: bounds.map(({ least }) => Math.log(least)),
    upper: bounds.map(({ most }) => Math.log(most)),
    maxIterations,
    gradientTolerance: 1e-2,
    valueTolerance: 1e-4,
  });
  return { hyperparameters: fromLogs(found.x, dimensions), value: -found.value };
}

/** Adds the slopes of the beliefs to `gradient` and returns their log density. */
function addBeliefs(x: Float64Array, dimensions: number, gradient: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) {
    const { mean, sd } = k < dimensions ? LENGTH_BELIEF : k === dimensions ? SIGNAL_BELIEF : NOISE_BELIEF;
    const z = (x[k] - mean) / sd;
    sum -= 0.5 * z * z;
    gradient[k] -= z / sd;
  }
  return sum;
}

function toLogs({ lengthScales, signal, noise }: Hyperparameters): Float64Array {
  return Float64Array.from([...lengthScales, signal, noise], Math.log);
}

function fromLogs(x: Float64Array, dimensions: number): Hyperparameters {
  const noise = x.length > dimensions + 1 ? Math.exp(x[dimensions + 1]) : EXACT_NOISE;
  return { lengthScales: x.slice(0, dimensions).map(Math.exp), signal: Math.exp(x[dimensions]), noise };
}
