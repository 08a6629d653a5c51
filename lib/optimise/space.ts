import type { Random } from '../core/random.js';
import { type Axis, type Dimension, makeAxis, type PointValue } from './axis.js';

/** A value for each dimension, by name. Plain JSON. */
export type Point = Readonly<Record<string, PointValue>>;

/** A condition that points must meet, such as `ema1 < ema2`. */
export interface Constraint {
  /** How a person would say it; named in errors. */
  readonly words: string;
  readonly allows: (point: Point) => boolean;
}

export interface SpaceDefinition {
  readonly dimensions: readonly Dimension[];
  readonly constraints?: readonly Constraint[];
}

/** A definition, checked, and its points as positions in the unit cube. */
export interface Space {
  readonly dimensions: readonly Dimension[];
  readonly constraints: readonly Constraint[];
  readonly axes: readonly Axis[];
  /** 1 for each choice. */
  readonly isChoice: Uint8Array;
  /** Number of points, constraints left aside; Infinity when a dimension is real. */
  readonly cells: number;
  /** Position of a point. Throws when a name is missing or unknown, or a value is not one of its dimension. */
  encode(point: Point): Float64Array;
  /** The point at a position, integers and choices at the level they fall on. */
  decode(position: ArrayLike<number>): Point;
  /** Whether the point meets every constraint. */
  allows(point: Point): boolean;
}

/** How many random points are tried before a constraint counts as impossible to meet. */
const MOST_TRIES = 20_000;

/** Cells of a finite space up to which every one of them is looked at. */
const MOST_LISTED = 100_000;

/**
 * Checks a definition and prepares it.
 * Throws when there are no dimensions or names repeat, and on whatever `makeAxis` refuses.
 */
export function makeSpace({ dimensions, constraints = [] }: SpaceDefinition): Space {
  const names = dimensions.map(({ name }) => name);
  if (names.length === 0) throw new Error('makeSpace: dimensions must be at least one, got none');
  const repeated = names.find((name, d) => names.indexOf(name) !== d);
  if (repeated !== undefined) throw new Error(`makeSpace: names must differ, got ${repeated} twice`);
  const axes = dimensions.map(makeAxis);
  return {
    dimensions,
    constraints,
    axes,
    isChoice: Uint8Array.from(dimensions, ({ kind }) => (kind === 'choice' ? 1 : 0)),
    cells: axes.reduce((product, { levels }) => product * levels, 1),
    encode: (point) => {
      const unknown = Object.keys(point).find((name) => !names.includes(name));
      if (unknown !== undefined) throw new Error(`encode: names must be among ${names.join(', ')}, got ${unknown}`);
      return Float64Array.from(axes, (axis, d) => axis.encode(point[names[d]]));
    },
    decode: (position) => Object.fromEntries(axes.map((axis, d) => [names[d], axis.decode(position[d])])),
    allows: (point) => constraints.every(({ allows }) => allows(point)),
  };
}

/** What tells points of one space apart. */
export function pointKey(space: Space, point: Point): string {
  return JSON.stringify(space.dimensions.map(({ name }) => point[name]));
}

/** The same position with another coordinate in dimension `d`. */
export function movedTo(position: Float64Array, d: number, coordinate: number): Float64Array {
  const moved = position.slice();
  moved[d] = coordinate;
  return moved;
}

/** An allowed position drawn evenly: every level of a dimension is equally likely, as far as constraints let it. */
export function samplePosition(space: Space, random: Random): Float64Array {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const position = Float64Array.from(space.axes, (axis) => axis.snap(random()));
    if (space.constraints.length === 0 || space.allows(space.decode(position))) return position;
  }
  throw new Error(
    `samplePosition: constraints must leave points to choose from (${words(space)}), got none among ${MOST_TRIES} drawn`,
  );
}

/**
 * Every allowed position of a finite space, the last dimension fastest; undefined when it has more than 100,000 cells.
 * Throws when the constraints leave none.
 */
export function listPositions(space: Space): readonly Float64Array[] | undefined {
  if (space.cells > MOST_LISTED) return undefined;
  const { axes } = space;
  const out: Float64Array[] = [];
  const levels = new Array<number>(axes.length).fill(0);
  for (let cell = 0; cell < space.cells; cell++) {
    const position = Float64Array.from(axes, (axis, d) => axis.positionOf(levels[d]));
    if (space.constraints.length === 0 || space.allows(space.decode(position))) out.push(position);
    for (let d = axes.length - 1; d >= 0; d--) {
      levels[d] = (levels[d] + 1) % axes[d].levels;
      if (levels[d] > 0) break;
    }
  }
  if (out.length === 0) {
    throw new Error(`listPositions: constraints must leave points to choose from (${words(space)}), got none`);
  }
  return out;
}

/**
 * The levels near that of `position` in a discrete dimension, without its own: all of a choice or of at most 16 levels,
 * else steps of 1, 2, 4, ... both ways.
 */
export function nearbyLevels({ levels, levelAt }: Axis, position: number, isChoice: number): readonly number[] {
  const own = levelAt(position);
  if (isChoice || levels <= 16) return Array.from({ length: levels }, (_, k) => k).filter((level) => level !== own);
  const out: number[] = [];
  for (let step = 1; step < levels; step *= 2) out.push(own - step, own + step);
  return out.filter((level) => level >= 0 && level < levels);
}

const words = ({ constraints }: Space) => constraints.map((constraint) => constraint.words).join('; ');
