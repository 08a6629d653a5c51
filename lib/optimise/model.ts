import type { Direction } from './history.js';
import type { Point, Space } from './space.js';
import type { Surrogate } from './surrogate.js';

/** What the model believes of one point, in the units of the objective. */
export interface Expectation {
  /** Median of the belief. */
  readonly value: number;
  /** Quantiles at 16 and 84 percent: one standard deviation either way in the model's own units. */
  readonly low: number;
  readonly high: number;
  /** Half the distance between them. */
  readonly sd: number;
}

/** The Gaussian process behind an optimiser, asked in points and values of the objective. Without the noise of an evaluation. */
export interface Model {
  readonly space: Space;
  readonly direction: Direction;
  /** By name: over which share of its range a number is felt (long: it matters little); of a choice the same, 1 / distance. */
  readonly lengthScales: Readonly<Record<string, number>>;
  /** Standard deviation of an evaluation around the function, as a share of that of all (warped) values. */
  readonly noise: number;
  predict(point: Point): Expectation;
  /** The mean at a position in the unit cube, standardised as the model sees it, where smaller is better. */
  standardised(position: Float64Array): number;
  /** The same as `predict`, for a position. */
  expect(position: Float64Array): Expectation;
}

export function makeModel(space: Space, direction: Direction, { process, warp }: Surrogate): Model {
  const { lengthScales, noise } = process.hyperparameters;
  const expect = (position: Float64Array): Expectation => {
    const { mean, variance } = process.predict(position);
    const sd = Math.sqrt(variance);
    const [value, least, most] = [mean, mean - sd, mean + sd].map(warp.inverse);
    const half = (most - least) / 2;
    return direction === 'maximise'
      ? { value: -value, low: -most, high: -least, sd: half }
      : { value, low: least, high: most, sd: half };
  };
  return {
    space,
    direction,
    lengthScales: Object.fromEntries(space.dimensions.map(({ name }, d) => [name, lengthScales[d]])),
    noise: Math.sqrt(noise),
    expect,
    predict: (point) => expect(space.encode(point)),
    standardised: (position) => process.predict(position).mean,
  };
}
