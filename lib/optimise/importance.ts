import { seededRandom } from '../core/random.js';
import type { Model } from './model.js';
import { movedTo, samplePosition } from './space.js';

/** Share of what the model expects to vary that is due to one dimension. */
export interface Importance {
  readonly name: string;
  /** First-order Sobol index: the share that goes with this dimension alone, 0 to 1. */
  readonly alone: number;
  /** Total Sobol index: alone or together with others, 0 to 1; the sum over dimensions exceeds 1 where they interact. */
  readonly total: number;
}

export interface ImportanceOptions {
  /** Pairs of random points; each costs two predictions and one more for every dimension. */
  readonly samples?: number;
  readonly seed?: number;
}

/**
 * Sobol indices of the model's mean over the whole space, the most important dimension first. They are of the values as
 * the model sees them, their heavy bad tail drawn in, since that is what the search goes by; constraints are left aside,
 * because the indices need dimensions that vary freely. All 0 where the model expects no variation.
 * Estimators of Saltelli 2010 (first order) and Jansen 1999 (total).
 */
export function importance(model: Model, { samples = 512, seed = 1 }: ImportanceOptions = {}): readonly Importance[] {
  const free = { ...model.space, constraints: [] };
  const random = seededRandom(seed);
  const draw = () => Array.from({ length: samples }, () => samplePosition(free, random));
  const [a, b] = [draw(), draw()];
  const [atA, atB] = [a, b].map((positions) => positions.map(model.standardised));
  const variance = varianceOf([...atA, ...atB]);
  const indices = free.dimensions.map(({ name }, d) => {
    let alone = 0;
    let total = 0;
    for (let k = 0; k < samples; k++) {
      const exchanged = model.standardised(movedTo(a[k], d, b[k][d]));
      alone += (atB[k] * (exchanged - atA[k])) / samples;
      total += (exchanged - atA[k]) ** 2 / (2 * samples);
    }
    const share = (part: number) => (variance > 1e-12 ? Math.min(1, Math.max(0, part / variance)) : 0);
    return { name, alone: share(alone), total: share(total) };
  });
  return indices.sort((one, other) => other.total - one.total);
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
