import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calmarObjective } from '../../lib/robustness/objective.js';

const outcome = (cagr: number | null, max_drawdown: number, total_trades = 50) => ({
  cagr,
  max_drawdown,
  total_trades,
});

test('a profitable run scores its Calmar ratio', () => {
  assert.equal(calmarObjective(outcome(0.3, -0.1), 20), 0.3 / 0.1);
});

test('among losers a deeper drawdown is no better: the growth itself counts', () => {
  const [small, large] = [outcome(-0.1, -0.1), outcome(-0.2, -0.9)];
  assert.equal(calmarObjective(small, 20), -0.1);
  assert.ok(calmarObjective(small, 20) > calmarObjective(large, 20));
});

test('any profit beats any loss, and a run that loses everything still beats one with too few trades', () => {
  assert.ok(calmarObjective(outcome(1e-6, -0.99), 20) > calmarObjective(outcome(-1e-6, -1e-6), 20));
  assert.ok(calmarObjective(outcome(-1, -1), 20) > calmarObjective(outcome(5, -0.01, 19), 20));
});

test('too few trades score lower the fewer they are', () => {
  const scores = [0, 5, 10, 19].map((trades) => calmarObjective(outcome(null, 0, trades), 20));
  assert.deepEqual(scores, [-2, -1.75, -1.5, -1.05]);
});

test('a profit without a drawdown has a finite score', () => {
  assert.equal(calmarObjective(outcome(0.02, 0), 20), 20);
});
