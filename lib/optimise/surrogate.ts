import { type GaussianProcess, gaussianProcess } from './gaussian-process.js';
import { EXACT_NOISE, fitHyperparameters, initialHyperparameters, type Noise } from './hyperparameters.js';
import { type Observations, prepare } from './marginal-likelihood.js';
import { makeWarp, type Warp } from './warp.js';

/** A told point as the model sees it: smaller is better, null has failed. */
export interface Observed {
  readonly position: Float64Array;
  readonly loss: number | null;
}

/** What a Gaussian process makes of the points told so far. Values inside are standardised; `warp` leads there and back. */
export interface Surrogate {
  readonly process: GaussianProcess;
  readonly observations: Observations;
  readonly warp: Warp;
}

export interface SurrogateOptions {
  readonly isChoice: Uint8Array;
  readonly noise: Noise;
}

/** A model that follows a list of told points, which may only grow. */
export interface Surrogates {
  /** The model of all of `observed`, or undefined as long as fewer than two have a value. */
  at(observed: readonly Observed[]): Surrogate | undefined;
}

/** Fewest values from which anything can be learnt. */
const FEWEST = 2;

/** Every so many points a fit starts afresh too, lest one bad fit be handed on for ever. */
const AFRESH = 5;

/** Not beyond so many points: each fit is long, and by then the likelihood has one peak that matters. */
const MOST_AFRESH = 150;

/** Noise at which such fits start: the likelihood often has a peak where all is signal and one where much is noise. */
const FRESH = { none: [EXACT_NOISE], fitted: [EXACT_NOISE, 0.1] } as const;

/**
 * Each fit of the hyperparameters starts from the one before, and at which counts there are fits depends on the count
 * alone: points replayed at once lead to the very model of points told one by one.
 */
export function makeSurrogates({ isChoice, noise }: SurrogateOptions): Surrogates {
  let fitted = 0;
  let hyperparameters = initialHyperparameters(isChoice.length);
  const refit = (observed: readonly Observed[]) => {
    const seen = observe(observed, isChoice);
    if (!seen) return;
    const prepared = prepare(seen.observations);
    const starts = [hyperparameters];
    if (observed.length % AFRESH === 0 && observed.length <= MOST_AFRESH) {
      starts.push(...FRESH[noise].map((share) => initialHyperparameters(isChoice.length, share)));
    }
    const fits = starts.map((start) => fitHyperparameters(prepared, { start, noise }));
    hyperparameters = fits.reduce((best, fit) => (fit.value > best.value ? fit : best)).hyperparameters;
  };
  return {
    at: (observed) => {
      for (let count = nextFit(fitted); count <= observed.length; count = nextFit(count)) {
        refit(observed.slice(0, count));
        fitted = count;
      }
      const seen = observe(observed, isChoice);
      return seen && { ...seen, process: gaussianProcess(seen.observations, hyperparameters) };
    },
  };
}

/** Every point up to 50, then by ever larger steps: the more points there are, the less one more moves the fit. */
function nextFit(count: number): number {
  return count < 50 ? count + 1 : count + Math.ceil((count * count) / 5000);
}

/**
 * Values as the model sees them. A failed point counts as the worst value seen: the model keeps away from its
 * neighbourhood without being bent by a made-up extreme.
 */
function observe(observed: readonly Observed[], isChoice: Uint8Array) {
  const losses = observed.flatMap(({ loss }) => (loss === null ? [] : [loss]));
  if (losses.length < FEWEST) return undefined;
  const worst = losses.reduce((a, b) => Math.max(a, b));
  const warp = makeWarp(losses);
  const values = Float64Array.from(observed, ({ loss }) => warp.forward(loss ?? worst));
  const points = new Float64Array(observed.length * isChoice.length);
  observed.forEach(({ position }, i) => {
    points.set(position, i * isChoice.length);
  });
  return { observations: { points, values, isChoice }, warp };
}
