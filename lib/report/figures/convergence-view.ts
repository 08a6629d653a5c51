import type { Direction, Told } from '../../optimise/history.js';
import { medianOf } from './plain.js';

/** Fewest values among which one can be called extreme. */
const FEWEST_CLIPPED = 8;

/** What part of the values is drawn: `edge` is the worst drawn at its own height, `beyond` are those worse. */
export interface View {
  readonly edge: number;
  readonly beyond: readonly number[];
  readonly range: readonly [number, number];
  /** Height of what failed: next to the worse end of the panel. */
  readonly failedAt: number;
}

/** The part of the values to draw, the line of a random search included. */
export function viewOf(
  told: readonly Told[],
  initial: number,
  best: number,
  direction: Direction,
  random: number | undefined,
): View {
  const sign = direction === 'maximise' ? -1 : 1;
  const values = valuesOf(told);
  const edge = best + sign * drawnDistance(told, initial, best);
  const ends = [edge, best, random ?? best];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = 0.09 * (high - low || Math.abs(high) || 1);
  return {
    edge,
    beyond: values.filter((value) => sign * value > sign * edge),
    range: [low - room, high + room],
    failedAt: direction === 'maximise' ? low - 0.5 * room : high + 0.5 * room,
  };
}

/** How far from the best values are drawn at their own height. */
function drawnDistance(told: readonly Told[], initial: number, best: number): number {
  const distances = (of: readonly Told[]) => valuesOf(of).map((value) => Math.abs(value - best));
  const all = distances(told);
  const most = all.reduce((far, one) => Math.max(far, one), 0);
  const first = distances(told.slice(0, initial));
  const limit = Math.max(10 * medianOf(all), first.length === 0 ? 0 : 2 * medianOf(first));
  return all.length < FEWEST_CLIPPED || limit === 0 ? most : Math.min(most, limit);
}

function valuesOf(told: readonly Told[]): number[] {
  return told.flatMap(({ value }) => (value === null ? [] : [value]));
}
