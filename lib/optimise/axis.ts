/** A number between `low` and `high`, both allowed; on a log scale equal factors are equal distances. */
export interface NumberDimension {
  readonly name: string;
  readonly kind: 'real' | 'integer';
  readonly low: number;
  readonly high: number;
  readonly scale?: 'linear' | 'log';
}

/** One of several values without an order. */
export interface ChoiceDimension {
  readonly name: string;
  readonly kind: 'choice';
  readonly choices: readonly PointValue[];
}

export type Dimension = NumberDimension | ChoiceDimension;
export type PointValue = number | string | boolean;

/**
 * One dimension as the unit interval. The bounds of integers are widened by half a step, so that each has equal mass, the
 * end ones too; choices have their levels at (k + 1/2)/n. A log scale takes the logarithm of the widened bounds.
 */
export interface Axis {
  /** Number of levels; Infinity for a real. */
  readonly levels: number;
  /** Position of a value. Throws when it is not one of the dimension. */
  encode(value: PointValue | undefined): number;
  /** The value at a position, or at the level it falls on. */
  decode(position: number): PointValue;
  /** Position of a level, 0 to levels - 1. */
  positionOf(level: number): number;
  /** The level on which a position falls. */
  levelAt(position: number): number;
  /** The position itself, kept in the interval, or that of the level on which it falls. */
  snap(position: number): number;
}

/** Throws when low >= high, a bound is not finite or not whole, a log scale reaches 0, or choices are empty or repeat. */
export function makeAxis(dimension: Dimension): Axis {
  if (dimension.kind === 'choice') return choiceAxis(dimension);
  checkBounds(dimension);
  return dimension.kind === 'integer' ? integerAxis(dimension) : realAxis(dimension);
}

function checkBounds({ name, kind, low, high, scale }: NumberDimension): void {
  const refuse = (requirement: string): never => {
    throw new Error(`makeSpace: ${name} must have ${requirement}, got low ${low} and high ${high}`);
  };
  if (!Number.isFinite(low) || !Number.isFinite(high)) refuse('finite bounds');
  if (low >= high) refuse('low < high (a value that does not vary needs no dimension)');
  if (kind === 'integer' && !(Number.isInteger(low) && Number.isInteger(high))) refuse('whole bounds');
  if (scale === 'log' && !(low > 0)) refuse('low above 0 on a log scale');
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Affine or logarithmic map of [from, to] onto [0, 1] and back. */
function unitMap(from: number, to: number, scale: NumberDimension['scale']) {
  const forward = scale === 'log' ? Math.log : (x: number) => x;
  const backward = scale === 'log' ? Math.exp : (x: number) => x;
  const start = forward(from);
  const width = forward(to) - start;
  return {
    toUnit: (value: number) => clamp((forward(value) - start) / width, 0, 1),
    fromUnit: (position: number) => backward(start + position * width),
  };
}

function realAxis({ name, low, high, scale }: NumberDimension): Axis {
  const { toUnit, fromUnit } = unitMap(low, high, scale);
  return {
    levels: Number.POSITIVE_INFINITY,
    encode: (value) => {
      if (typeof value === 'number' && value >= low && value <= high) return toUnit(value);
      throw new Error(`encode: ${name} must be a number from ${low} to ${high}, got ${value}`);
    },
    decode: (position) => clamp(fromUnit(position), low, high),
    positionOf: (level) => level,
    levelAt: (position) => position,
    snap: (position) => clamp(position, 0, 1),
  };
}

function integerAxis({ name, low, high, scale }: NumberDimension): Axis {
  const { toUnit, fromUnit } = unitMap(low - 0.5, high + 0.5, scale);
  const levelAt = (position: number) => clamp(Math.round(fromUnit(position)), low, high) - low;
  const positionOf = (level: number) => toUnit(low + level);
  return {
    levels: high - low + 1,
    encode: (value) => {
      if (Number.isInteger(value) && Number(value) >= low && Number(value) <= high) return toUnit(Number(value));
      throw new Error(`encode: ${name} must be a whole number from ${low} to ${high}, got ${value}`);
    },
    decode: (position) => low + levelAt(position),
    positionOf,
    levelAt,
    snap: (position) => positionOf(levelAt(position)),
  };
}

function choiceAxis({ name, choices }: ChoiceDimension): Axis {
  const count = choices.length;
  if (count === 0) throw new Error(`makeSpace: ${name} must have at least one choice, got none`);
  if (new Set(choices).size < count) {
    throw new Error(`makeSpace: ${name} must have choices that differ, got ${choices.join(', ')}`);
  }
  const levelAt = (position: number) => clamp(Math.floor(position * count), 0, count - 1);
  const positionOf = (level: number) => (level + 0.5) / count;
  return {
    levels: count,
    encode: (value) => {
      const level = choices.indexOf(value as PointValue);
      if (level < 0) throw new Error(`encode: ${name} must be one of ${choices.join(', ')}, got ${value}`);
      return positionOf(level);
    },
    decode: (position) => choices[levelAt(position)],
    positionOf,
    levelAt,
    snap: (position) => positionOf(levelAt(position)),
  };
}
