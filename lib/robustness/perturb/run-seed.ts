/**
 * Seed of run `run` of a series seeded with `seed`: a whole number below 2^53, unrelated for neighbours. A run thus does not
 * depend on how many there are, nor on the order or the thread in which they are made.
 */
export function runSeed(seed: number, run: number): number {
  if (!Number.isSafeInteger(seed)) throw new Error(`runSeed: seed must be a whole number, got ${seed}`);
  if (!Number.isSafeInteger(run) || run < 0)
    throw new Error(`runSeed: run must be a whole number, at least 0, got ${run}`);
  const low = mix(mix(mix(seed | 0) ^ Math.floor(seed / 2 ** 32)) ^ run);
  const high = mix(mix(low ^ Math.floor(run / 2 ** 32)) ^ 0x9e3779b9);
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** The finaliser of MurmurHash3 (Austin Appleby): every bit of the input changes about half of the output's. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
