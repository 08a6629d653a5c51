/** A source of uniform numbers in [0, 1); the only randomness anything in lib/ may use. */
export type Random = () => number;

/**
 * Seeded uniform numbers: sfc32 (Chris Doty-Humphrey's PractRand), period at least 2^64, equal on every machine.
 * `seed` is any finite number; nearby seeds give unrelated sequences, because twelve rounds are thrown away.
 */
export function seededRandom(seed: number): Random {
  if (!Number.isFinite(seed)) throw new Error(`seededRandom: seed must be a finite number, got ${seed}`);
  let a = 0x9e3779b9 ^ Math.trunc(seed);
  let b = 0x243f6a88 ^ Math.trunc(seed / 2 ** 32);
  let c = 0xb7e15162 ^ Math.trunc((seed % 1) * 2 ** 31);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** Standard normal numbers from a uniform source (Box-Muller, both of each pair used). */
export function normalFrom(random: Random): Random {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
