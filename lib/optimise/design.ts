import type { Random } from '../core/random.js';
import { squaredDifference } from './kernel.js';
import { pointKey, type Space, samplePosition } from './space.js';

/** Latin hypercubes among which the most spread one is taken. */
const DRAWS = 30;

/**
 * `count` allowed positions to begin with: the most spread of 30 Latin hypercubes, by the least distance of two points.
 * What a constraint forbids, or levels make equal to another, is replaced by a random allowed point. Fewer than `count`
 * when the space has no more.
 */
export function initialDesign(space: Space, count: number, random: Random): readonly Float64Array[] {
  let best: readonly Float64Array[] = [];
  let widest = -1;
  for (let draw = 0; draw < DRAWS; draw++) {
    const design = distinct(space, latinHypercube(space, count, random), random);
    const spread = leastDistance(space, design);
    if (spread > widest) [best, widest] = [design, spread];
  }
  return best;
}

function latinHypercube(space: Space, count: number, random: Random): Float64Array[] {
  const design = Array.from({ length: count }, () => new Float64Array(space.axes.length));
  space.axes.forEach((axis, d) => {
    const strata = shuffled(count, random);
    for (let i = 0; i < count; i++) design[i][d] = axis.snap((strata[i] + random()) / count);
  });
  return design;
}

function distinct(space: Space, design: readonly Float64Array[], random: Random): Float64Array[] {
  const seen = new Set<string>();
  const out: Float64Array[] = [];
  for (const proposed of design) {
    let position = proposed;
    for (let attempt = 0; attempt < 50; attempt++) {
      const point = space.decode(position);
      const key = pointKey(space, point);
      if (space.allows(point) && !seen.has(key)) {
        seen.add(key);
        out.push(position);
        break;
      }
      position = samplePosition(space, random);
    }
  }
  return out;
}

function leastDistance({ isChoice }: Space, design: readonly Float64Array[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < design.length; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let d = 0; d < isChoice.length; d++) sum += squaredDifference(design[i][d], design[j][d], isChoice[d]);
      least = Math.min(least, sum);
    }
  }
  return least;
}

/** 0 to count - 1 in random order (Fisher and Yates). */
function shuffled(count: number, random: Random): number[] {
  const out = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [out[k], out[other]] = [out[other], out[k]];
  }
  return out;
}

export interface FarthestOptions {
  readonly isFree: (position: Float64Array) => boolean;
  readonly random: Random;
  /** Every allowed position, of a space that is small enough to list. */
  readonly listed?: readonly Float64Array[];
}

/**
 * Of 200 random free positions the one farthest from all `known`: what to try while there is nothing to learn from.
 * Undefined when a listed space has no free position.
 */
export function farthest(
  space: Space,
  known: readonly Float64Array[],
  { isFree, random, listed }: FarthestOptions,
): Float64Array | undefined {
  const free = listed?.filter(isFree);
  if (free?.length === 0) return undefined;
  const draw = () => (free ? free[Math.floor(random() * free.length)] : samplePosition(space, random));
  let best: Float64Array | undefined;
  let widest = -1;
  for (let attempt = 0; attempt < 200; attempt++) {
    const position = draw();
    const distance = known.reduce((least, other) => Math.min(least, leastDistance(space, [position, other])), 1e9);
    if (distance > widest && isFree(position)) [best, widest] = [position, distance];
  }
  return best;
}
