/** Share of the mean diagonal that is added when a matrix is not positive definite, in the order they are tried. */
const JITTERS = [0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4] as const;

/**
 * Lower triangular factor L of a symmetric positive definite matrix, L L^T = matrix + jitter I, row after row in one
 * array of `size * size`. Above the diagonal it holds zeros.
 */
export interface Cholesky {
  readonly size: number;
  readonly factor: Float64Array;
  /** What was added to the diagonal, in the units of the matrix; 0 when nothing was needed. */
  readonly jitter: number;
}

/**
 * Cholesky factor of `matrix` (row after row; only the lower triangle is read). When rounding has cost it its
 * definiteness, growing shares of the mean diagonal are added, 1e-10 to 1e-4.
 * Throws when even the largest does not help: the matrix is no covariance.
 */
export function cholesky(matrix: Float64Array, size: number): Cholesky {
  let diagonal = 0;
  for (let i = 0; i < size; i++) diagonal += matrix[i * size + i];
  const factor = new Float64Array(size * size);
  for (const share of JITTERS) {
    const jitter = (share * diagonal) / size;
    if (factorInto(matrix, size, jitter, factor)) return { size, factor, jitter };
  }
  throw new Error(
    `cholesky: matrix must be positive definite, got one of size ${size} that is not, even with ${JITTERS[JITTERS.length - 1]} of its mean diagonal added`,
  );
}

function factorInto(matrix: Float64Array, size: number, jitter: number, factor: Float64Array): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = matrix[row + j];
      for (let k = 0; k < j; k++) sum -= factor[row + k] * factor[other + k];
      if (i !== j) {
        factor[row + j] = sum / factor[other + j];
        continue;
      }
      const pivot = sum + jitter;
      if (!(pivot > 0 && pivot < Number.POSITIVE_INFINITY)) return false;
      factor[row + i] = Math.sqrt(pivot);
    }
  }
  return true;
}

/**
 * The factor of a matrix with one row and column more, at a square of the cost instead of a cube.
 * `column` holds the covariances with the former rows; `variance` is the new diagonal entry. A pivot that rounding has
 * made too small is lifted to 1e-10 of `variance`.
 */
export function appendToCholesky(former: Cholesky, column: Float64Array, variance: number): Cholesky {
  const size = former.size + 1;
  const factor = new Float64Array(size * size);
  for (let i = 0; i < former.size; i++) {
    factor.set(former.factor.subarray(i * former.size, i * former.size + i + 1), i * size);
  }
  const row = factor.subarray(former.size * size, size * size);
  solveLower(former, column, row);
  let pivot = variance + former.jitter;
  for (let k = 0; k < former.size; k++) pivot -= row[k] * row[k];
  row[former.size] = Math.sqrt(Math.max(pivot, 1e-10 * variance));
  return { size, factor, jitter: former.jitter };
}

/** Solves L x = b into `out`, which may be `b` itself. */
export function solveLower({ factor, size }: Cholesky, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= factor[row + k] * out[k];
    out[i] = sum / factor[row + i];
  }
}

/** Solves L^T x = b in place. */
export function solveUpper({ factor, size }: Cholesky, b: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size;
    b[i] /= factor[row + i];
    const value = b[i];
    for (let k = 0; k < i; k++) b[k] -= factor[row + k] * value;
  }
}

/** ln of the determinant of the factored matrix. */
export function logDeterminant({ factor, size }: Cholesky): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.log(factor[i * size + i]);
  return 2 * sum;
}

/** Lower triangle of the inverse of the factored matrix, row after row; what lies above the diagonal is not written. */
export function inverseFromCholesky({ factor, size }: Cholesky): Float64Array {
  // Rows of M hold columns of the inverse factor, so that every inner loop runs along memory.
  const columns = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const column = columns.subarray(j * size, (j + 1) * size);
    column[j] = 1 / factor[j * size + j];
    for (let i = j + 1; i < size; i++) {
      const row = i * size;
      let sum = 0;
      for (let k = j; k < i; k++) sum -= factor[row + k] * column[k];
      column[i] = sum / factor[row + i];
    }
  }
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = 0;
      for (let k = i; k < size; k++) sum += columns[row + k] * columns[other + k];
      inverse[row + j] = sum;
    }
  }
  return inverse;
}
