/** A list as JSON takes it: a number that is not finite is null, a gap in a line. */
export type PlainNumbers = (number | null)[];

/** Numbers rounded to `decimals` as a plain list; what is not finite becomes null. */
export function rounded(values: ArrayLike<number>, decimals = 2): PlainNumbers {
  const scale = 10 ** decimals;
  return Array.from(values, (value) => (Number.isFinite(value) ? Math.round(value * scale) / scale : null));
}

/** Mean of the numbers; NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Median of the numbers; NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How many values fall into each of `bins` intervals of `width` that begin at `start`; the outer ones take what lies beyond. */
export function binCounts(values: ArrayLike<number>, start: number, width: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    counts[Math.min(Math.max(Math.floor((values[i] - start) / width), 0), bins - 1)]++;
  }
  return counts;
}
