/**
 * 1 at each bar where `a` has crossed above `b` (above now, at or below one bar before), -1 where it has crossed below, else
 * 0; as long as both. A NaN on either bar is no crossing. Pine's ta.crossover and ta.crossunder in one.
 */
export function crossings(a: Float64Array, b: Float64Array): Int8Array {
  if (a.length !== b.length) throw new Error(`crossings: b must be as long as a (${a.length}), got ${b.length}`);
  const out = new Int8Array(a.length);
  for (let i = 1; i < a.length; i++) {
    if (a[i] > b[i] && a[i - 1] <= b[i - 1]) out[i] = 1;
    else if (a[i] < b[i] && a[i - 1] >= b[i - 1]) out[i] = -1;
  }
  return out;
}
