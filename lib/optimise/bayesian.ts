import { type Random, seededRandom } from '../core/random.js';
import { farthest, initialDesign } from './design.js';
import { type GaussianProcess, gaussianProcess } from './gaussian-process.js';
import {
  addPending,
  addTold,
  bestTold,
  type Direction,
  emptyHistory,
  leaders,
  type Success,
  type Told,
} from './history.js';
import type { Noise } from './hyperparameters.js';
import { type Model, makeModel } from './model.js';
import { propose } from './propose.js';
import { listPositions, makeSpace, type Point, pointKey, type Space, type SpaceDefinition } from './space.js';
import { makeSurrogates, type Surrogate } from './surrogate.js';

export interface OptimiserOptions {
  readonly space: SpaceDefinition;
  /** Any finite number. Equal seeds and equal tells lead to equal points. */
  readonly seed: number;
  readonly direction: Direction;
  /** Whether evaluations scatter: 'fitted' (the default) estimates by how much, 'none' takes them as exact. */
  readonly noise?: Noise;
  /** Points of a space-filling design before the model is asked: one more than dimensions by default, at least 6. */
  readonly initial?: number;
  /** Points told before, in the order in which they were told. */
  readonly told?: readonly Told[];
}

/** A search for the best point of a space, one question at a time. All that it knows is its seed and what it was told. */
export interface Optimiser {
  readonly space: Space;
  readonly direction: Direction;
  /**
   * Up to `count` (1) new points, none of them ever told or asked for before; fewer when a finite space has no more, and
   * none when it is exhausted. They are pending until told: asking again gives others.
   */
  ask(count?: number): readonly Point[];
  /** Notes the value of any allowed point; null, NaN or an infinity notes that it failed. */
  tell(point: Point, value: number | null): void;
  /** What was told, in order: with space, seed and options enough to go on elsewhere. */
  told(): readonly Told[];
  /** The best told point; null while none has a value. */
  best(): Success | null;
  /** What the points told so far teach; null while fewer than two have a value. */
  model(): Model | null;
}

/** Every so many points the model is doubted: length scales shortened, so that it sees less far from what it knows. */
const DOUBT_EVERY = 4;
const DOUBTED_LENGTH = 0.4;

const LEADERS = 4;

/**
 * Bayesian optimiser: a Gaussian process on the points told and log expected improvement (Jones, Schonlau and Welch 1998;
 * Ament et al. 2023). Failed points count as the worst value seen, and no point is proposed twice.
 * Throws on what `makeSpace` refuses, on constraints that leave no point, and on told points outside the space.
 */
export function createOptimiser(options: OptimiserOptions): Optimiser {
  const { seed, direction, noise = 'fitted', told = [] } = options;
  const space = makeSpace(options.space);
  const { initial = Math.max(6, space.axes.length + 1) } = options;
  if (!Number.isInteger(initial) || initial < 1) {
    throw new Error(`createOptimiser: initial must be a whole number of at least 1, got ${initial}`);
  }
  const listed = listPositions(space);
  const design = initialDesign(space, Math.min(initial, listed?.length ?? initial), seededRandom(seed));
  const surrogates = makeSurrogates({ isChoice: space.isChoice, noise });
  const history = emptyHistory();
  for (const one of told) addTold(history, space, one, direction);

  const next = (): Float64Array | undefined => {
    const { observed, pending, taken } = history;
    const index = observed.length + pending.size;
    const isFree = (position: Float64Array) => !taken.has(pointKey(space, space.decode(position)));
    const designed = index < initial ? design.find(isFree) : undefined;
    if (designed) return designed;
    const random = randomOf(seed, observed.length, pending.size);
    const surrogate = surrogates.at(observed);
    if (!surrogate)
      return farthest(space, [...observed.map(({ position }) => position), ...pending.values()], {
        isFree,
        random,
        listed,
      });
    const known = index % DOUBT_EVERY === 0 ? doubted(surrogate) : surrogate.process;
    const process = [...pending.values()].reduce((so, position) => so.withPending(position), known);
    return propose(
      { space, process, best: incumbent(surrogate, noise), leaders: leaders(history, LEADERS), taken, listed },
      random,
    );
  };

  return {
    space,
    direction,
    ask: (count = 1) => {
      const points: Point[] = [];
      while (points.length < count) {
        const position = next();
        if (!position) break;
        points.push(space.decode(position));
        addPending(history, space, points[points.length - 1]);
      }
      return points;
    },
    tell: (point, value) => addTold(history, space, { point, value }, direction),
    told: () => [...history.told],
    best: () => bestTold(history.told, direction),
    model: () => {
      const surrogate = surrogates.at(history.observed);
      return surrogate ? makeModel(space, direction, surrogate) : null;
    },
  };
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
