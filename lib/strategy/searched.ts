import type { NumberParameter } from './parameter.js';

/** A parameter of a strategy whose range is also the one an optimiser searches. */
export type SearchedParameter<N extends string> = NumberParameter & { readonly name: N };

/**
 * A whole number that acts on the signals and is searched over all of `range`: the short form of a row of the parameter
 * table, for a strategy of one's own. A value outside the range is refused.
 */
export function searchedInteger<const N extends string>(
  name: N,
  value: number,
  range: readonly [low: number, high: number],
  title: string = name,
): SearchedParameter<N> {
  return searched('integer', name, value, range, title);
}

/** As `searchedInteger`, any number. */
export function searchedReal<const N extends string>(
  name: N,
  value: number,
  range: readonly [low: number, high: number],
  title: string = name,
): SearchedParameter<N> {
  return searched('real', name, value, range, title);
}

function searched<N extends string>(
  kind: NumberParameter['kind'],
  name: N,
  value: number,
  [low, high]: readonly [number, number],
  title: string,
): SearchedParameter<N> {
  if (!(low < high)) throw new Error(`searched: the range of ${name} must rise, got ${low} to ${high}`);
  if (!(low <= value && value <= high)) {
    throw new Error(`searched: ${name} must be within its range ${low} to ${high}, got ${value}`);
  }
  return { name, title, help: title, use: 'signals', kind, default: value, min: low, max: high, search: [low, high] };
}
