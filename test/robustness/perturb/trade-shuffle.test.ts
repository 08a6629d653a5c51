import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shuffleTrades, tradeReturns } from '../../../lib/robustness/perturb/trade-shuffle.js';

const RETURNS = Float64Array.of(0.1, -0.05, -0.05, 0.2, -0.1, 0.02);

test('the original order is measured as it happened, and every order ends at the same total', () => {
  const { original, total_return } = shuffleTrades(RETURNS, 50, 1);
  assert.ok(Math.abs(original + 0.1) < 1e-12, `${original}`);
  const product = RETURNS.reduce((equity, r) => equity * (1 + r), 1);
  assert.ok(Math.abs(total_return - (product - 1)) < 1e-12);
});

test('drawdowns lie between the worst single loss and all losses in a row', () => {
  const { max_drawdowns, quantiles, share_deeper } = shuffleTrades(RETURNS, 2000, 3);
  const worst = 0.95 * 0.95 * 0.9 - 1;
  for (const depth of max_drawdowns) assert.ok(depth <= -0.1 + 1e-12 && depth >= worst - 1e-12, `${depth}`);
  assert.ok(Math.abs(Math.min(...max_drawdowns) - worst) < 1e-12);
  assert.ok(quantiles && quantiles.p05 <= quantiles.p50 && quantiles.p50 <= quantiles.p95);
  assert.ok(share_deeper !== null && share_deeper > 0 && share_deeper < 1);
});

test('run k does not depend on the number of runs', () => {
  const [few, many] = [shuffleTrades(RETURNS, 10, 3), shuffleTrades(RETURNS, 100, 3)];
  assert.deepEqual(few.max_drawdowns, many.max_drawdowns.slice(0, 10));
});

test('every order is as likely as any other', () => {
  const lossFirst = shuffleTrades(Float64Array.of(-0.5, 1), 4000, 7);
  // -0.5 first or last: the same depth of one half. A gain of 0.1 between two losses breaks them in a third of orders.
  assert.ok(lossFirst.max_drawdowns.every((depth) => depth === -0.5));
  const { max_drawdowns } = shuffleTrades(Float64Array.of(-0.1, 0.3, -0.1), 6000, 7);
  const broken = max_drawdowns.filter((depth) => Math.abs(depth + 0.1) < 1e-12).length / 6000;
  assert.ok(Math.abs(broken - 1 / 3) < 0.02, `${broken}`);
});

test('without trades there is nothing to measure', () => {
  const { original, share_deeper, quantiles, total_return } = shuffleTrades(new Float64Array(), 5, 1);
  assert.deepEqual([original, total_return, share_deeper, quantiles], [0, 0, null, null]);
  assert.throws(() => shuffleTrades(RETURNS, 0, 1), /shuffleTrades: runs must be a whole number, at least 1, got 0/);
});

test('a trade returns its pnl over the equity it was sized from', () => {
  assert.deepEqual(tradeReturns([{ pnl: -50, equityAtSignal: 10_000 }]), Float64Array.of(-0.005));
});
