import { type Point, pointKey, type Space } from './space.js';
import type { Observed } from './surrogate.js';

/** Beyond this size values are all alike to the model. */
const MOST_LOSS = 1e150;

export type Direction = 'maximise' | 'minimise';

/** A point and its objective value, null when the evaluation failed. Plain JSON: a list of them is all there is to keep. */
export interface Told {
  readonly point: Point;
  readonly value: number | null;
}

/** A told point that has a value. */
export interface Success extends Told {
  readonly value: number;
}

/** The one of best value, the earliest of equals; null while none has a value. */
export function bestTold(told: readonly Told[], direction: Direction): Success | null {
  const sign = direction === 'maximise' ? -1 : 1;
  let best: Success | null = null;
  for (const { point, value } of told) {
    if (value !== null && (best === null || sign * value < sign * best.value)) best = { point, value };
  }
  return best;
}

/** What was told and what is still out, of one space. */
export interface History {
  readonly told: Told[];
  readonly observed: Observed[];
  /** Keys of all points told or pending. */
  readonly taken: Set<string>;
  /** Positions of the points asked for and not told yet, by key, in order. */
  readonly pending: Map<string, Float64Array>;
}

export function emptyHistory(): History {
  return { told: [], observed: [], taken: new Set(), pending: new Map() };
}

/** Adds a pending point. Its position is that of its values, as it will be when it is told. */
export function addPending({ taken, pending }: History, space: Space, point: Point): void {
  const key = pointKey(space, point);
  taken.add(key);
  pending.set(key, space.encode(point));
}

/**
 * Adds a told point; null, NaN and infinities are kept as null, failed.
 * Throws when it is not a point of the space or breaks a constraint.
 */
export function addTold(history: History, space: Space, told: Told, direction: Direction): void {
  const { point } = told;
  const position = space.encode(point);
  const broken = space.constraints.find(({ allows }) => !allows(point));
  if (broken) throw new Error(`tell: point must meet ${broken.words}, got ${JSON.stringify(point)}`);
  const value = told.value !== null && Number.isFinite(told.value) ? told.value : null;
  const key = pointKey(space, point);
  history.pending.delete(key);
  history.taken.add(key);
  history.told.push({ point, value });
  history.observed.push({ position, loss: value === null ? null : lossOf(value, direction) });
}

/** Clipped, so that the distance of two losses is finite. */
function lossOf(value: number, direction: Direction): number {
  const clipped = Math.min(MOST_LOSS, Math.max(-MOST_LOSS, value));
  return direction === 'maximise' ? -clipped : clipped;
}

/** Positions of the `count` best told points, the best first, the earlier of equals first. */
export function leaders({ observed }: History, count: number): Float64Array[] {
  return observed
    .filter(({ loss }) => loss !== null)
    .sort((a, b) => Number(a.loss) - Number(b.loss))
    .slice(0, count)
    .map(({ position }) => position);
}
