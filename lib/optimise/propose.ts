import type { Random } from '../core/random.js';
import { normalFrom } from '../core/random.js';
import { logExpectedImprovement, logImprovementSlope } from './acquisition.js';
import type { GaussianProcess } from './gaussian-process.js';
import { minimise } from './lbfgs.js';
import { movedTo, nearbyLevels, pointKey, type Space, samplePosition } from './space.js';

/** Random points that are scored, points near the best ones that are scored, and the climbs that start from the best of all. */
const SCATTERED = 256;
const NEAR = 96;
const CLIMBS = 5;

/** Untold points of a finite space up to which each of them is scored. */
const MOST_SCORED = 1500;

export interface Outlook {
  readonly space: Space;
  readonly process: GaussianProcess;
  /** Value to improve on, in the units of the process; smaller is better. */
  readonly best: number;
  /** Positions of the best points told, the best first: improvement is often near. */
  readonly leaders: readonly Float64Array[];
  /** Keys of points that may not be proposed: told or pending. */
  readonly taken: ReadonlySet<string>;
  /** Every allowed position, of a finite space that is small enough to list. */
  readonly listed?: readonly Float64Array[];
}

/**
 * The allowed, untaken position of greatest log expected improvement, as far as a search finds it: all of them when few
 * are left, else random points and points near the leaders, the best of which climb by gradient and by level.
 * Undefined when every point of a listed space is taken.
 */
export function propose(outlook: Outlook, random: Random): Float64Array | undefined {
  const { listed, taken } = outlook;
  if (listed && listed.length - taken.size <= MOST_SCORED) {
    return bestOf(
      outlook,
      listed.filter((position) => isFree(outlook, position)),
    )?.position;
  }
  const scored = candidates(outlook, random)
    .map((position) => scoredAt(outlook, position))
    .sort((a, b) => b.score - a.score);
  let found: Scored | undefined;
  for (const start of apart(scored)) {
    const top = climb(outlook, start);
    if (top && (!found || top.score > found.score)) found = top;
  }
  return (found ?? scored.find(({ position }) => isFree(outlook, position)))?.position ?? untaken(outlook, random);
}

interface Scored {
  readonly position: Float64Array;
  readonly score: number;
}

function scoredAt({ process, best }: Outlook, position: Float64Array): Scored {
  const { mean, variance } = process.predict(position);
  return { position, score: logExpectedImprovement({ mean, sd: Math.sqrt(variance), best }) };
}

function bestOf(outlook: Outlook, positions: readonly Float64Array[]): Scored | undefined {
  let found: Scored | undefined;
  for (const position of positions) {
    const next = scoredAt(outlook, position);
    if (!found || next.score > found.score) found = next;
  }
  return found;
}

function isFree({ space, taken }: Outlook, position: Float64Array): boolean {
  return !taken.has(pointKey(space, space.decode(position)));
}

function isAllowed({ space }: Outlook, position: Float64Array): boolean {
  return space.constraints.length === 0 || space.allows(space.decode(position));
}

function candidates(outlook: Outlook, random: Random): Float64Array[] {
  const { space, leaders } = outlook;
  const out = Array.from({ length: SCATTERED }, () => samplePosition(space, random));
  const normal = normalFrom(random);
  for (let k = 0; k < NEAR && leaders.length > 0; k++) {
    const leader = leaders[k % leaders.length];
    const radius = 10 ** (-0.5 - 2.5 * random());
    const position = leader.map((at, d) => {
      const axis = space.axes[d];
      if (space.isChoice[d]) return random() < 0.2 ? axis.snap(random()) : at;
      const least = Number.isFinite(axis.levels) ? 0.7 / axis.levels : 0;
      return axis.snap(Math.min(1, Math.max(0, at + normal() * Math.max(radius, least))));
    });
    if (isAllowed(outlook, position)) out.push(position);
  }
  return out;
}

/** The best candidates to climb from, none of them a near twin of a better one. */
function apart(scored: readonly Scored[]): Scored[] {
  const out: Scored[] = [];
  for (const next of scored) {
    const isTwin = out.some(({ position }) => position.every((at, d) => Math.abs(at - next.position[d]) < 0.02));
    if (!isTwin) out.push(next);
    if (out.length === CLIMBS) break;
  }
  return out;
}

/** Uphill from a candidate: numbers by gradient as if they were real, then level by level, then the real ones again. */
function climb(outlook: Outlook, start: Scored): Scored | undefined {
  const { axes } = outlook.space;
  const hasLevels = axes.some(({ levels }) => Number.isFinite(levels));
  const relaxed = climbByGradient(outlook, start.position, false);
  if (!hasLevels) return isFree(outlook, relaxed) ? scoredAt(outlook, relaxed) : undefined;
  const snapped = relaxed.map((at, d) => axes[d].snap(at));
  const from = isAllowed(outlook, snapped) ? scoredAt(outlook, snapped) : start;
  const stepped = climbByLevel(outlook, from.score >= start.score ? from : start);
  if (!stepped || axes.every(({ levels }) => Number.isFinite(levels))) return stepped;
  const refined = scoredAt(outlook, climbByGradient(outlook, stepped.position, true));
  return refined.score > stepped.score && isFree(outlook, refined.position) ? refined : stepped;
}

function climbByGradient(outlook: Outlook, start: Float64Array, onlyReals: boolean): Float64Array {
  const { space, process, best } = outlook;
  const slopes = { mean: new Float64Array(start.length), variance: new Float64Array(start.length) };
  const isMoving = space.axes.map(({ levels }, d) => !space.isChoice[d] && !(onlyReals && Number.isFinite(levels)));
  const objective = (position: Float64Array, gradient: Float64Array): number => {
    if (!isAllowed(outlook, position)) return Number.POSITIVE_INFINITY;
    const { mean, variance } = process.predict(position, slopes);
    const sd = Math.sqrt(variance);
    const u = (best - mean) / sd;
    const byMean = -logImprovementSlope(u) / sd;
    const bySd = (1 - u * logImprovementSlope(u)) / sd;
    for (let d = 0; d < gradient.length; d++) {
      gradient[d] = -(byMean * slopes.mean[d] + (bySd * slopes.variance[d]) / (2 * sd));
    }
    return -logExpectedImprovement({ mean, sd, best });
  };
  return minimise(objective, start, {
    lower: start.map((at, d) => (isMoving[d] ? 0 : at)),
    upper: start.map((at, d) => (isMoving[d] ? 1 : at)),
    maxIterations: 30,
    gradientTolerance: 1e-4,
    valueTolerance: 1e-5,
  }).x;
}

/** Changes one level at a time while the score rises; the best free place on the way, which need not be the highest. */
function climbByLevel(outlook: Outlook, start: Scored): Scored | undefined {
  const { axes, isChoice } = outlook.space;
  let at = start;
  let free = isFree(outlook, at.position) ? at : undefined;
  for (let round = 0; round < 4; round++) {
    const before = at.score;
    for (let d = 0; d < axes.length; d++) {
      if (!Number.isFinite(axes[d].levels)) continue;
      for (const level of nearbyLevels(axes[d], at.position[d], isChoice[d])) {
        const position = movedTo(at.position, d, axes[d].positionOf(level));
        if (!isAllowed(outlook, position)) continue;
        const next = scoredAt(outlook, position);
        if ((!free || next.score > free.score) && isFree(outlook, position)) free = next;
        if (next.score > at.score) at = next;
      }
    }
    if (at.score <= before) break;
  }
  return free;
}

/** A free point drawn at random, when the search has only come upon taken ones. */
function untaken(outlook: Outlook, random: Random): Float64Array | undefined {
  const left = outlook.listed?.filter((position) => isFree(outlook, position));
  if (left) return left[Math.floor(random() * left.length)];
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const position = samplePosition(outlook.space, random);
    if (isFree(outlook, position)) return position;
  }
  return undefined;
}
