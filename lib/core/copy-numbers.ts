/** Values `from` (inclusive) to `to` (exclusive) as a plain array. A loop, because `Array.from` asks an iterator for each. */
export function copyNumbers(values: Float64Array, from = 0, to = values.length): number[] {
  const copy = new Array<number>(to - from);
  for (let i = from; i < to; i++) copy[i - from] = values[i];
  return copy;
}
