import { type Random, seededRandom } from '../core/random.js';
import { farthest } from './design.js';
import { type GaussianProcess, gaussianProcess } from './gaussian-process.js';
import { type History, leaders } from './history.js';
import type { Noise } from './hyperparameters.js';
import { propose } from './propose.js';
import { pointKey, type Space } from './space.js';
import type { Surrogate, Surrogates } from './surrogate.js';

/** Every so many points the model is doubted: length scales shortened, so that it sees less far from what it knows. */
const DOUBT_EVERY = 4;
const DOUBTED_LENGTH = 0.4;

const LEADERS = 4;

/** What the next question follows from. */
export interface Search {
  readonly space: Space;
  readonly seed: number;
  readonly noise: Noise;
  /** Points told or pending before the model is asked. */
  readonly initial: number;
  readonly design: readonly Float64Array[];
  /** Every allowed position, of a finite space that is small enough to list. */
  readonly listed?: readonly Float64Array[];
  readonly surrogates: Surrogates;
  readonly history: History;
}

/** Where to evaluate next: by the design, then by the model, or, while there is none, far from all. Undefined: exhausted. */
export function nextPosition(search: Search): Float64Array | undefined {
  const { space, seed, noise, listed, history } = search;
  const { observed, pending, taken } = history;
  const index = observed.length + pending.size;
  const isFree = (position: Float64Array) => !taken.has(pointKey(space, space.decode(position)));
  const designed = index < search.initial ? search.design.find(isFree) : undefined;
  if (designed) return designed;
  const random = randomOf(seed, observed.length, pending.size);
  const surrogate = search.surrogates.at(observed);
  if (!surrogate) {
    const known = [...observed.map(({ position }) => position), ...pending.values()];
    return farthest(space, known, { isFree, random, listed });
  }
  const known = index % DOUBT_EVERY === 0 ? doubted(surrogate) : surrogate.process;
  const process = [...pending.values()].reduce((so, position) => so.withPending(position), known);
  // A pending point counts as if it had come to what is expected, else the next one would be its twin.
  const expected = [...pending.values()].map((position) => process.predict(position).mean);
  const best = Math.min(incumbent(surrogate, noise), ...expected);
  return propose({ space, process, best, leaders: leaders(history, LEADERS), taken, listed }, random);
}

/** Randomness of one question: it depends on the seed and on how much is known, not on how that came about. */
function randomOf(seed: number, told: number, pending: number): Random {
  const base = Math.floor(seededRandom(seed)() * 2 ** 32);
  return seededRandom(base + 2 ** 32 * (1 + told * 64 + pending));
}

/**
 * The process with shorter length scales. Where all told points lie on a line, or the first few happen to, the likeliest
 * length across it is too long, and the search would polish that line for ever.
 */
function doubted({ observations, process }: Surrogate): GaussianProcess {
  const { hyperparameters } = process;
  const lengthScales = hyperparameters.lengthScales.map((length) => DOUBTED_LENGTH * length);
  return gaussianProcess(observations, { ...hyperparameters, lengthScales });
}

/** The value to improve on: the least told, or, where evaluations scatter, the least that the model believes of a told point. */
function incumbent({ observations, process }: Surrogate, noise: Noise): number {
  const { values, points, isChoice } = observations;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const position = points.subarray(i * isChoice.length, (i + 1) * isChoice.length);
    best = Math.min(best, noise === 'none' ? values[i] : process.predict(position).mean);
  }
  return best;
}
