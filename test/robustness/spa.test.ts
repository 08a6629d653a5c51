// Reference p-values: an independent coding of Hansen's test with 20,000 samples; their standard error is at most .0035 and
// so is ours, hence a tolerance of four of both together. Statistics and deviations are exact.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../lib/core/random.js';
import { type SpaOptions, superiorPredictiveAbility } from '../../lib/robustness/overfitting/spa.js';
import { lcgColumns } from './lcg.js';

const TOLERANCE = 0.02;

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

function spaOf(columns: readonly Float64Array[], options: Partial<SpaOptions> = {}) {
  const { value } = superiorPredictiveAbility(columns, {
    random: seededRandom(1),
    block: 10,
    samples: 20000,
    ...options,
  });
  assert.ok(value);
  return value;
}

const same = lcgColumns(99, 250, 10);
const shaped = (shape: (value: number, n: number) => number) =>
  same.map((column, n) => column.map((value) => shape(value, n)));

type Three = readonly [lower: number, consistent: number, upper: number];

function close(
  { lower, consistent, upper }: { lower: number; consistent: number; upper: number },
  expected: Three,
  tolerance = TOLERANCE,
) {
  [lower, consistent, upper].forEach((p, k) => {
    near(p, expected[k], tolerance);
  });
}

test('ten trials without skill: p-values are high, studentised or not', () => {
  const spa = spaOf(same);
  near(spa.statistic, 0.908683, 1e-6);
  close(spa, [0.773, 0.875, 0.875]);
  near(spa.realityCheck.statistic, 0.00702115, 1e-8);
  close(spa.raw, [0.848, 0.931, 0.931]);
  near(spa.realityCheck.p, 0.931, TOLERANCE);
});

test('one trial with an edge is found', () => {
  const spa = spaOf(shaped((value, n) => (n === 9 ? value + 0.002 : value)));
  assert.equal(spa.best, 9);
  near(spa.statistic, 3.606619, 1e-6);
  close(spa, [0.0014, 0.0019, 0.0019], 0.0015);
  close(spa.raw, [0.0116, 0.0148, 0.0148], 0.005);
});

test('an edge among wild trials is found by the studentised test alone', () => {
  const wild = (value: number, n: number) => (n === 9 ? 0.3 * value + 0.0006 : 2 * value);
  const spa = spaOf(shaped(wild));
  near(spa.statistic, 3.606619, 1e-6);
  close(spa, [0.0014, 0.0019, 0.0019], 0.0015);
  close(spa.raw, [0.83, 0.92, 0.92]);
});

test('poor trials do not hide an edge: the consistent p-value sets them aside, the upper does not', () => {
  const poor = (value: number, n: number) => (n === 9 ? 0.3 * value + 0.0006 : 2 * value - (n < 5 ? 0.006 : 0));
  const spa = spaOf(shaped(poor));
  close(spa, [0.0009, 0.0011, 0.0019], 0.0015);
  close(spa.raw, [0.45, 0.56, 0.92]);
});

test('equal seeds give equal p-values, and lower <= consistent <= upper', () => {
  const options = { samples: 500 };
  assert.deepEqual(spaOf(same, options), spaOf(same, options));
  const { lower, consistent, upper } = spaOf(same, options);
  assert.ok(lower <= consistent && consistent <= upper);
});

test('the block length comes from the returns and their sizes where it is not given, at least 1', () => {
  const { block } = spaOf(same, { block: undefined, samples: 10 });
  assert.ok(block >= 1 && block < 20);
});

test('trials that do not vary are left out and counted', () => {
  const spa = spaOf([new Float64Array(250), ...same], { samples: 2000 });
  assert.equal(spa.constant, 1);
  near(spa.statistic, 0.908683, 1e-6);
});

test('too little evidence is null with its reason', () => {
  const reason = (columns: readonly Float64Array[]) => {
    const answer = superiorPredictiveAbility(columns, { random: seededRandom(1) });
    return 'reason' in answer ? answer.reason : assert.fail('it was measured');
  };
  assert.match(reason([]), /No trial has returns that vary/);
  assert.match(reason([new Float64Array(100)]), /No trial has returns that vary/);
  assert.match(reason(same.map((column) => column.subarray(0, 10))), /at least 20 days; there are 10/);
  assert.throws(() => spaOf(same, { samples: 0 }), /samples must be a whole number from 1, got 0/);
});
