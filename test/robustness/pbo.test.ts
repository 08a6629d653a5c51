// Reference values: two independent codings of CSCV on the same numbers (LCG columns), except where said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtestOverfitting, type PboOptions } from '../../lib/robustness/overfitting/pbo.js';
import { lcgColumns } from './lcg.js';

function near(actual: number | null, expected: number, tolerance: number): void {
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= tolerance,
    `${actual} is not within ${tolerance} of ${expected}`,
  );
}

function pboOf(columns: readonly Float64Array[], options?: PboOptions) {
  const { value } = backtestOverfitting(columns, options);
  assert.ok(value);
  return value;
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const demeaned = (columns: readonly Float64Array[]) =>
  columns.map((column) => column.map((value) => value - mean(column)));
const lastPlus = (columns: readonly Float64Array[], edge: number) =>
  columns.map((column, n) => (n === columns.length - 1 ? column.map((value) => value + edge) : column));

const A = lcgColumns(7, 160, 10);

test('two trials that take turns: worked by hand', () => {
  const turns = [Float64Array.of(0.01, 0.02, -0.01, 0), Float64Array.of(0, 0.01, 0.02, 0.03)];
  const two = pboOf(turns, { blocks: 2, metric: 'mean' });
  assert.equal(two.pbo, 1);
  for (const logit of two.logits) near(logit, -0.6931471805599454, 1e-12);
  near(pboOf(turns, { blocks: 4, metric: 'mean' }).pbo, 2 / 6, 1e-15);
});

test('noise: 8 and 16 blocks equal the reference', () => {
  const eight = pboOf(A, { blocks: 8 });
  assert.equal(eight.logits.length, 70);
  near(eight.pbo, 35 / 70, 1e-15);
  near(eight.loss, 0.37142857, 1e-8);
  near(eight.slope, -0.4463825529, 1e-9);
  near(mean(eight.logits), -0.1817368745, 1e-9);
  const sixteen = pboOf(A);
  assert.equal(sixteen.blocks, 16);
  near(sixteen.pbo, 7156 / 12870, 1e-15);
  near(sixteen.loss, 0.3215229215, 1e-9);
});

test('one trial with an edge: PBO falls as the edge grows', () => {
  const strong = pboOf(lastPlus(A, 0.004), { blocks: 8 });
  near(strong.pbo, 4 / 70, 1e-15);
  near(mean(strong.logits), 2.0489925403, 1e-9);
  near(pboOf(lastPlus(A, 0.004)).pbo, 0.0611499611, 1e-9);
  near(pboOf(lastPlus(A, 0.002), { blocks: 8 }).pbo, 41 / 70, 1e-15);
});

test('trials of equal mean: the in-sample best is the out-of-sample worst, by construction', () => {
  const C = demeaned(A);
  const byMean = pboOf(C, { blocks: 8, metric: 'mean' });
  assert.equal(byMean.pbo, 1);
  near(byMean.slope, -1, 1e-9);
  near(byMean.r2, 1, 1e-9);
  near(mean(byMean.logits), -Math.log(10), 1e-12);
  const bySharpe = pboOf(C, { blocks: 8 });
  assert.equal(bySharpe.pbo, 1);
  near(bySharpe.slope, -0.8800773979, 1e-9);
});

test('a hundred trials, one with a Sharpe ratio of 0, 1, 2, 3: PBO 1, .64, .21, 0', () => {
  const unit = demeaned(lcgColumns(11, 1000, 100, 1)).map((column) => {
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + value ** 2, 0) / (column.length - 1));
    return column.map((value) => value / deviation / Math.sqrt(260));
  });
  const expected = [1, 45 / 70, 15 / 70, 0];
  expected.forEach((pbo, sharpe) => {
    near(pboOf(lastPlus(unit, sharpe / 260), { blocks: 8 }).pbo, pbo, 1e-15);
  });
});

test('days that do not divide evenly: the first ones are left out', () => {
  const longer = A.map((column) => Float64Array.from([9, -9, 9, ...column]));
  const { pbo, rows, dropped } = pboOf(longer, { blocks: 8 });
  assert.deepEqual([pbo, rows, dropped], [0.5, 160, 3]);
});

test('equal trials share the average rank, and the middle counts as overfit', () => {
  const same = [A[0], A[0], A[0]];
  const { pbo, logits } = pboOf(same, { blocks: 8 });
  assert.equal(pbo, 1);
  for (const logit of logits) near(logit, 0, 1e-12);
});

test('a trial without trades has the Sharpe ratio 0 and does not upset the others', () => {
  const idle = new Float64Array(160);
  const { pbo, logits } = pboOf([...A, idle], { blocks: 8 });
  assert.ok(pbo > 0 && pbo < 1 && logits.every(Number.isFinite));
});

test('too little evidence is null with its reason', () => {
  const reason = (columns: readonly Float64Array[], options?: PboOptions) => {
    const answer = backtestOverfitting(columns, options);
    return 'reason' in answer ? answer.reason : assert.fail('it was measured');
  };
  assert.match(reason([A[0]]), /at least 2 trials over the same days; over these there is 1/);
  assert.match(reason([]), /there are 0/);
  assert.match(
    reason(A.map((column) => column.subarray(0, 15))),
    /with 16 blocks needs at least 16 days; there are 15/,
  );
  assert.match(
    reason(
      A.map((column) => column.subarray(0, 3)),
      { blocks: 2 },
    ),
    /needs at least 4 days; there are 3/,
  );
  assert.match(reason([new Float64Array(99), new Float64Array(99).fill(0.1)]), /No trial has returns that vary/);
});

test('odd blocks and trials of other days are refused', () => {
  assert.throws(() => backtestOverfitting(A, { blocks: 7 }), /blocks must be an even number from 2 to 20, got 7/);
  assert.throws(() => backtestOverfitting([A[0], A[1].subarray(1)]), /same days \(160\), got 159 in trial 1/);
});
