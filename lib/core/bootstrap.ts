import type { Random } from './random.js';

export interface BootstrapOptions {
  /** Mean length of a block, at least 1: a block goes on with probability 1 - 1/block. 1 draws every index by itself. */
  readonly block: number;
  readonly random: Random;
  /** Array to write into; a new one of `length` when absent. Its own length is how many indices are drawn. */
  readonly out?: Int32Array;
}

/**
 * Indices of one stationary block bootstrap sample (Politis and Romano 1994) of `length` rows: blocks of geometric length
 * that begin anywhere and go on from the last row to the first. One vector of indices serves every column, so that what
 * happened together stays together. Equal seeds give equal indices. Throws on a block shorter than 1 and on no rows.
 */
export function stationaryIndices(length: number, { block, random, out }: BootstrapOptions): Int32Array {
  if (!(Number.isInteger(length) && length > 0)) {
    throw new Error(`stationaryIndices: length must be a whole number from 1, got ${length}`);
  }
  if (!(block >= 1)) throw new Error(`stationaryIndices: block must be at least 1, got ${block}`);
  const indices = out ?? new Int32Array(length);
  const restart = 1 / block;
  let at = 0;
  for (let i = 0; i < indices.length; i++) {
    if (i === 0 || restart >= 1 || random() < restart) at = Math.floor(random() * length);
    else at = at + 1 === length ? 0 : at + 1;
    indices[i] = at;
  }
  return indices;
}
