/** Throws unless `length` is a whole number of bars, at least 1. `where` is the function's name. */
export function requireLength(where: string, length: number, what = 'length'): void {
  if (!Number.isInteger(length) || length < 1) {
    throw new Error(`${where}: ${what} must be a whole number of bars, at least 1, got ${length}`);
  }
}

/** Throws unless a reused output has exactly one slot per bar. */
export function requireSize(where: string, out: { readonly length: number }, bars: number): void {
  if (out.length !== bars) throw new Error(`${where}: out must have ${bars} slots, got ${out.length}`);
}

/** Index of the first value that is a number; the array's length when there is none. */
export function firstNumber(values: Float64Array): number {
  let index = 0;
  while (index < values.length && Number.isNaN(values[index])) index++;
  return index;
}
