/** The generator behind the reference values: x = (1664525 x + 1013904223) mod 2^32, and a normal as 12 uniforms - 6. */
export function lcgNormal(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => {
    let sum = 0;
    for (let k = 0; k < 12; k++) sum += uniform();
    return sum - 6;
  };
}

/** `columns` series of `rows` numbers `sd` times normal, drawn row by row. */
export function lcgColumns(seed: number, rows: number, columns: number, sd = 0.01): Float64Array[] {
  const normal = lcgNormal(seed);
  const series = Array.from({ length: columns }, () => new Float64Array(rows));
  for (let t = 0; t < rows; t++) for (let n = 0; n < columns; n++) series[n][t] = sd * normal();
  return series;
}
