import { seededRandom } from '../core/random.js';
import { initialDesign } from './design.js';
import { addPending, addTold, bestTold, type Direction, emptyHistory, type Success, type Told } from './history.js';
import type { Noise } from './hyperparameters.js';
import { type Model, makeModel } from './model.js';
import { nextPosition, type Search } from './next-position.js';
import { listPositions, makeSpace, type Point, type Space, type SpaceDefinition } from './space.js';
import { makeSurrogates } from './surrogate.js';

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

  const search: Search = { space, seed, noise, initial, design, listed, surrogates, history };
  return {
    space,
    direction,
    ask: (count = 1) => {
      const points: Point[] = [];
      while (points.length < count) {
        const position = nextPosition(search);
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
