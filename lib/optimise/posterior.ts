import { seededRandom } from '../core/random.js';
import type { Axis, PointValue } from './axis.js';
import type { Model } from './model.js';
import { movedTo, type Point, type Space, samplePosition } from './space.js';

export interface DependenceOptions {
  /** Values of a number that are looked at, 41 by default; fewer where it has fewer, and of a choice all. */
  readonly steps?: number;
  /** Random points over which the other dimensions are averaged; 128 by default. */
  readonly samples?: number;
  readonly seed?: number;
}

/** How the expected objective changes with one dimension, the others averaged over. Columns of equal length. */
export interface PartialDependence {
  readonly name: string;
  readonly at: readonly PointValue[];
  /** Mean of the model's expectation over the sampled points, in units of the objective; null where constraints forbid all. */
  readonly value: readonly (number | null)[];
  /** Mean of the model's own standard deviation there. */
  readonly sd: readonly (number | null)[];
}

/** Partial dependence of the model on dimension `name` (Friedman 2001). Sampled points that a value makes forbidden are left out. */
export function partialDependence(model: Model, name: string, options: DependenceOptions = {}): PartialDependence {
  const { steps = 41, samples = 128, seed = 1 } = options;
  const { space } = model;
  const d = dimensionOf('partialDependence', space, name);
  const random = seededRandom(seed);
  const others = Array.from({ length: samples }, () => samplePosition(space, random));
  const positions = positionsAlong(space.axes[d], steps);
  const rows = positions.map((at) => {
    const allowed = others
      .map((other) => movedTo(other, d, at))
      .filter((position) => space.allows(space.decode(position)));
    const expected = allowed.map(model.expect);
    return { value: mean(expected.map(({ value }) => value)), sd: mean(expected.map(({ sd }) => sd)) };
  });
  return {
    name,
    at: positions.map((at) => space.axes[d].decode(at)),
    value: rows.map(({ value }) => value),
    sd: rows.map(({ sd }) => sd),
  };
}

export interface SliceOptions {
  /** Values of each of the two, 31 by default. */
  readonly steps?: number;
}

/** The model over two dimensions, the others held. `value[row][column]` is at `y[row]` and `x[column]`: ready for a heatmap. */
export interface PosteriorSlice {
  readonly names: readonly [x: string, y: string];
  readonly x: readonly PointValue[];
  readonly y: readonly PointValue[];
  /** Expectation in units of the objective; null where constraints forbid the point. */
  readonly value: readonly (readonly (number | null)[])[];
  /** How little the model knows there, same units. */
  readonly sd: readonly (readonly (number | null)[])[];
  /** The point whose other values are held. */
  readonly held: Point;
}

/** The model's expectation and its uncertainty over `names`, through the point `held` (usually the best). */
export function posteriorSlice(
  model: Model,
  names: readonly [x: string, y: string],
  held: Point,
  { steps = 31 }: SliceOptions = {},
): PosteriorSlice {
  const { space } = model;
  const [dx, dy] = names.map((name) => dimensionOf('posteriorSlice', space, name));
  if (dx === dy) throw new Error(`posteriorSlice: names must differ, got ${names[0]} twice`);
  const [xs, ys] = [dx, dy].map((d) => positionsAlong(space.axes[d], steps));
  const base = space.encode(held);
  const grid = ys.map((y) =>
    xs.map((x) => {
      const position = movedTo(movedTo(base, dx, x), dy, y);
      return space.allows(space.decode(position)) ? model.expect(position) : null;
    }),
  );
  return {
    names,
    x: xs.map((at) => space.axes[dx].decode(at)),
    y: ys.map((at) => space.axes[dy].decode(at)),
    value: grid.map((row) => row.map((cell) => cell?.value ?? null)),
    sd: grid.map((row) => row.map((cell) => cell?.sd ?? null)),
    held,
  };
}

function dimensionOf(caller: string, { dimensions }: Space, name: string): number {
  const d = dimensions.findIndex((dimension) => dimension.name === name);
  if (d >= 0) return d;
  throw new Error(`${caller}: name must be one of ${dimensions.map((one) => one.name).join(', ')}, got ${name}`);
}

/** Positions along one axis: every level where there are few, else `steps` evenly spread ones, ends included. */
function positionsAlong({ levels, positionOf, snap }: Axis, steps: number): readonly number[] {
  if (levels <= steps) return Array.from({ length: levels }, (_, level) => positionOf(level));
  const spread = Array.from({ length: steps }, (_, k) => snap(k / (steps - 1)));
  return [...new Set(spread)];
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
