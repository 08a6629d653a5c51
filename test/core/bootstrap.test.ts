import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { optimalBlockLength, returnsBlockLength } from '../../lib/core/block-length.js';
import { stationaryIndices } from '../../lib/core/bootstrap.js';
import { normalCdf, normalQuantile } from '../../lib/core/normal.js';
import { seededRandom } from '../../lib/core/random.js';
import { lcgNormal } from '../robustness/lcg.js';

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);

test('the normal distribution function agrees with tables and its quantile is its inverse', () => {
  // Abramowitz and Stegun, table 26.1 and 26.2.
  near(normalCdf(0), 0.5, 1e-16);
  near(normalCdf(1), 0.841344746068543, 1e-15);
  near(normalCdf(2), 0.97724986805182, 1e-14);
  near(normalCdf(-4), 3.16712418331199e-5, 1e-17);
  near(normalCdf(-10) / 7.619853024160527e-24, 1, 1e-8);
  assert.equal(normalCdf(40), 1);
  assert.equal(normalCdf(-40), 0);
  near(normalQuantile(0.975), 1.959963984540054, 1e-14);
  near(normalQuantile(1e-10), -6.361340902404056, 1e-9);
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) =>
      near(normalCdf(normalQuantile(p)), p, 1e-14),
    ),
  );
  assert.throws(() => normalQuantile(1.1), /normalQuantile: p must be from 0 to 1, got 1.1/);
});

test('bootstrap indices are rows, run on in blocks, wrap at the end, and are equal for equal seeds', () => {
  const draw = (seed: number) =>
    stationaryIndices(50, { block: 10, random: seededRandom(seed), out: new Int32Array(5000) });
  const indices = draw(1);
  assert.deepEqual(indices, draw(1));
  assert.notDeepEqual(indices, draw(2));
  assert.ok(indices.every((at) => at >= 0 && at < 50));
  let jumps = 0;
  for (let i = 1; i < indices.length; i++) if (indices[i] !== (indices[i - 1] + 1) % 50) jumps++;
  // 4,999 steps, a new block at 1 in 10 of them, of which 1 in 50 happens to go on: 490 with a standard deviation of 21.
  near(jumps, 490, 85);
  assert.ok(indices.some((at, i) => i > 0 && at === 0 && indices[i - 1] === 49));
});

test('every row is drawn equally often, whatever the block length', () => {
  for (const block of [1, 3, 20]) {
    const counts = new Float64Array(10);
    const random = seededRandom(7);
    for (let k = 0; k < 4000; k++) for (const at of stationaryIndices(10, { block, random })) counts[at]++;
    for (const count of counts) near(count / 40000, 0.1, 0.01);
  }
});

test('a block shorter than 1 and no rows are refused', () => {
  const random = seededRandom(1);
  assert.throws(() => stationaryIndices(5, { block: 0.5, random }), /block must be at least 1, got 0.5/);
  assert.throws(() => stationaryIndices(0, { block: 2, random }), /length must be a whole number from 1, got 0/);
});

test('block lengths of autoregressions equal those of arch 8.0.0', () => {
  // phi, n, stationary, circular: computed with arch's optimal_block_length on the same numbers (LCG seed 123).
  const cases = [
    [0, 500, 0.43208748, 0.49461669],
    [0, 1000, 1.08941338, 1.24706701],
    [0.2, 500, 4.41619535, 5.05528172],
    [0.2, 1000, 5.60620464, 6.4175023],
    [0.5, 500, 8.86148125, 10.1438638],
    [0.5, 1000, 11.17551511, 12.79277131],
    [0.9, 500, 28.91648293, 33.10110986],
    [0.9, 1000, 35.95842882, 41.16212561],
    [-0.3, 500, 5.39145454, 6.1716748],
    [-0.3, 1000, 6.73718194, 7.71214812],
  ] as const;
  for (const [phi, n, stationary, circular] of cases) {
    const { value } = optimalBlockLength(autoregression(phi, n));
    assert.ok(value);
    near(value.stationary, stationary, 1e-7);
    near(value.circular, circular, 1e-7);
  }
});

test('a block length that cannot be measured says why, and returns get at least 1', () => {
  const constant = optimalBlockLength(new Float64Array(100).fill(0.1));
  assert.deepEqual(constant, { value: null, reason: 'A block length needs values that vary; all are equal.' });
  assert.match((optimalBlockLength([1, 2, 3]) as { reason: string }).reason, /at least 16 observations; there are 3/);
  assert.equal(returnsBlockLength(new Float64Array(100)), 1);
  assert.equal(returnsBlockLength(Float64Array.of(0.1)), 1);
});

test('volatility clustering lengthens the blocks of returns that have no autocorrelation', () => {
  const normal = lcgNormal(5);
  const calmAndWild = Float64Array.from(
    { length: 600 },
    (_, i) => (Math.floor(i / 50) % 2 === 0 ? 0.001 : 0.02) * normal(),
  );
  assert.ok(returnsBlockLength(calmAndWild) > 8);
});

/** x_t = phi x_{t-1} + normal, from 0. */
function autoregression(phi: number, n: number): Float64Array {
  const normal = lcgNormal(123);
  let x = 0;
  return Float64Array.from({ length: n }, () => {
    x = phi * x + normal();
    return x;
  });
}
