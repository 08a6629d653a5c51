import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CholeskyDecomposition, inverse, Matrix } from 'ml-matrix';
import { seededRandom } from '../../lib/core/random.js';
import {
  appendToCholesky,
  cholesky,
  inverseFromCholesky,
  logDeterminant,
  solveLower,
  solveUpper,
} from '../../lib/optimise/cholesky.js';
import { close } from './close.js';

/** A random covariance: A A^T + I/10. */
function covariance(size: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const a = Matrix.from1DArray(
    size,
    size,
    Array.from({ length: size * size }, () => random() - 0.5),
  );
  return Float64Array.from(a.mmul(a.transpose()).add(Matrix.eye(size).mul(0.1)).to1DArray());
}

const asMatrix = (values: Float64Array, size: number) => {
  const matrix = Matrix.from1DArray(size, size, [...values]);
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix.set(j, i, matrix.get(i, j));
  return matrix;
};

test('the factor is that of ml-matrix', () => {
  for (const size of [1, 2, 7, 30]) {
    const matrix = covariance(size, size);
    const expected = new CholeskyDecomposition(asMatrix(matrix, size)).lowerTriangularMatrix.to1DArray();
    const { factor, jitter } = cholesky(matrix, size);
    assert.equal(jitter, 0);
    factor.forEach((value, k) => {
      close(value, expected[k], 1e-12);
    });
  }
});

test('the two triangular solutions solve the whole system', () => {
  const matrix = covariance(12, 3);
  const b = Float64Array.from({ length: 12 }, (_, k) => Math.sin(k));
  const x = new Float64Array(12);
  const factored = cholesky(matrix, 12);
  solveLower(factored, b, x);
  solveUpper(factored, x);
  const back = asMatrix(matrix, 12).mmul(Matrix.columnVector([...x]));
  back.to1DArray().forEach((value, k) => {
    close(value, b[k], 1e-11);
  });
});

test('inverse and determinant are those of ml-matrix', () => {
  const matrix = covariance(9, 5);
  const factored = cholesky(matrix, 9);
  const expected = inverse(asMatrix(matrix, 9));
  const found = inverseFromCholesky(factored);
  for (let i = 0; i < 9; i++) for (let j = 0; j <= i; j++) close(found[i * 9 + j], expected.get(i, j), 1e-10);
  const lu = asMatrix(matrix, 9);
  close(
    logDeterminant(factored),
    2 * new CholeskyDecomposition(lu).lowerTriangularMatrix.diagonal().reduce((s, x) => s + Math.log(x), 0),
    1e-12,
  );
});

test('a factor with a row appended is the factor of the larger matrix', () => {
  const size = 8;
  const matrix = covariance(size, 11);
  const smaller = new Float64Array(49);
  for (let i = 0; i < 7; i++) for (let j = 0; j < 7; j++) smaller[i * 7 + j] = matrix[i * size + j];
  const column = matrix.slice(7 * size, 7 * size + 7);
  const longer = appendToCholesky(cholesky(smaller, 7), column, matrix[7 * size + 7]);
  cholesky(matrix, size).factor.forEach((value, k) => {
    close(longer.factor[k], value, 1e-12);
  });
});

test('a matrix that rounding left singular is helped by the least jitter that does', () => {
  const ones = new Float64Array(9).fill(1);
  const { jitter, factor } = cholesky(ones, 3);
  assert.ok(jitter >= 1e-10 && jitter <= 1e-9);
  assert.ok(factor.every(Number.isFinite));
});

test('a matrix that is no covariance is refused, with its size', () => {
  assert.throws(
    () => cholesky(Float64Array.of(1, 0, 2, -1), 2),
    /cholesky: matrix must be positive definite, got one of size 2/,
  );
  assert.throws(() => cholesky(Float64Array.of(Number.NaN), 1), /positive definite/);
});
