// Metrics against published values (empyrical's conventions on the series below, computed outside this repository),
// by hand, and by laws. Tolerance 1e-12 relative.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dailyEquity } from '../../lib/backtest/daily.js';
import { drawdowns, longestDrawdownDays, maxDrawdown } from '../../lib/backtest/drawdown.js';
import { annualGrowth, ratio, sharpeRatio, sortinoRatio } from '../../lib/backtest/ratios.js';
import { DAY, HOUR } from '../../lib/core/time.js';
import { type BarRow, play, START } from '../helpers.js';

/** Ten daily returns whose figures are known: total, drawdown, CAGR, Sharpe, Sortino, Calmar, recovery. */
const RETURNS = Float64Array.from([0.02, -0.01, 0.03, -0.04, 0.015, 0, -0.02, 0.05, -0.015, 0.01]);
const KNOWN = {
  total: 0.037487434322255764,
  maxDrawdown: -0.04508800000000013,
  cagr: 2.831544350815852,
  sharpe: 2.8906955610560345,
  sortino: 5.011813999929813,
  calmar: 62.800398128456436,
  recovery: 0.8314281920301556,
};

const near = (actual: number | null, expected: number, tolerance = 1e-12) =>
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= tolerance * Math.abs(expected),
    `${actual}, expected ${expected}`,
  );

/** Equity from 100 on after each return. */
function compounded(returns: Float64Array): Float64Array {
  let value = 100;
  return returns.map((r) => {
    value *= 1 + r;
    return value;
  });
}

test('the known series has its known total, drawdown, growth, Sharpe, Sortino, Calmar and recovery', () => {
  const equity = compounded(RETURNS);
  const total = equity[9] / 100 - 1;
  const deepest = maxDrawdown(equity, 100);
  const cagr = annualGrowth(100, equity[9], 10);
  near(total, KNOWN.total, 1e-11);
  near(deepest, KNOWN.maxDrawdown, 1e-11);
  near(cagr, KNOWN.cagr, 1e-11);
  near(sharpeRatio(RETURNS, 0), KNOWN.sharpe);
  near(sortinoRatio(RETURNS, 0), KNOWN.sortino);
  near(ratio(cagr, -deepest), KNOWN.calmar, 1e-11);
  near(ratio(total, -deepest), KNOWN.recovery, 1e-11);
});

test('a risk-free rate is taken off each day as rate/365: shifting returns by it leaves the Sharpe ratio', () => {
  const shifted = RETURNS.map((r) => r + 0.04 / 365);
  near(sharpeRatio(shifted, 0.04), KNOWN.sharpe);
  near(sortinoRatio(shifted, 0.04), KNOWN.sortino);
  assert.ok((sharpeRatio(RETURNS, 0.04) ?? 0) < KNOWN.sharpe);
});

test('Sharpe does not change with leverage, and more noise lowers it', () => {
  near(
    sharpeRatio(
      RETURNS.map((r) => 3 * r),
      0,
    ),
    KNOWN.sharpe,
  );
  const noisy = RETURNS.map((r, i) => r + (i % 2 === 0 ? 0.02 : -0.02));
  assert.ok((sharpeRatio(noisy, 0) ?? 0) < KNOWN.sharpe);
});

test('ratios are null without a denominator: one day, no variation, no losing day, no drawdown', () => {
  assert.equal(sharpeRatio(Float64Array.of(0.01), 0), null);
  assert.equal(sharpeRatio(new Float64Array(5).fill(0.1), 0), null);
  assert.equal(sharpeRatio(new Float64Array(0), 0), null);
  assert.equal(sortinoRatio(Float64Array.of(0.01, 0.02), 0), null);
  assert.equal(ratio(1, 0), null);
  assert.equal(ratio(null, 2), null);
  assert.equal(annualGrowth(1, 1, 0), null);
  assert.equal(annualGrowth(1, -1, 5), -1);
});

test('the deepest drawdown includes the initial equity: a first loss of 10 % is one', () => {
  const equity = Float64Array.of(90, 94.5);
  near(maxDrawdown(equity, 100), -0.1);
  assert.deepEqual(
    Array.from(drawdowns(equity, 100), (d) => d.toFixed(6)),
    ['-0.100000', '-0.055000'],
  );
  assert.equal(maxDrawdown(Float64Array.of(100, 110), 100), 0);
});

test('drawdowns are never above 0, the deepest is their least, and scaling changes none', () => {
  const points = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(points, (values) => {
      const equity = Float64Array.from(values);
      const series = drawdowns(equity, 1000);
      assert.ok(series.every((d) => d <= 0));
      assert.equal(maxDrawdown(equity, 1000), Math.min(0, ...series));
      assert.deepEqual(
        drawdowns(
          equity.map((v) => 4 * v),
          4000,
        ),
        series,
      );
    }),
    { seed: 3 },
  );
});

test('a day is a UTC day by bar open: its last equity counts, days without bars do not, the first is over the initial', () => {
  const hours = [0, 23.5, 24, 30, 47.99, 96, 97]; // days 0, 0, 1, 1, 1, 4, 4
  const time = Float64Array.from(hours, (h) => START + h * HOUR);
  const { day, equity, returns } = dailyEquity(time, Float64Array.of(101, 102, 7, 8, 51, 9, 102), 100);
  assert.deepEqual(Array.from(day), [START, START + DAY, START + 4 * DAY]);
  assert.deepEqual(Array.from(equity), [102, 51, 102]);
  assert.deepEqual(Array.from(returns), [102 / 100 - 1, -0.5, 1]);
});

test('the longest drawdown runs from the last close at the peak to the close that is there again, or to the last', () => {
  const longest = (...equity: number[]) =>
    longestDrawdownDays(
      Float64Array.from(equity, (_, i) => START + i * DAY),
      DAY,
      Float64Array.from(equity),
      100,
    );
  assert.equal(longest(100, 101, 102), 0);
  assert.equal(longest(101, 100, 101, 102), 2);
  assert.equal(longest(101, 100, 100.5, 100, 99), 4);
  assert.equal(longest(99, 99, 100), 3); // from the first open, at the initial equity
  assert.equal(longest(101, 100, 102, 101, 101, 103), 3);
});

const CALM: BarRow = [100, 101, 99, 100];

test('wins are above 0, losses below; a trade of exactly 0 is neither', () => {
  // Three longs of 10 BTC, one after the other: +200 at the target, -100 at the stop, 0 at the end.
  const rows: BarRow[] = [CALM, [100, 120, 99, 110], [100, 101, 90, 95], CALM];
  const { metrics } = play(rows, { sides: { 0: 1, 1: 1, 2: 1 } }, { initial: 10_000, risk: 0.01, qty_step: 1 });
  const [win, loss] = [200, -10 * 10];
  assert.equal(metrics.total_trades, 3);
  near(metrics.win_rate, 1 / 3);
  assert.deepEqual([metrics.avg_win, metrics.avg_loss, metrics.profit_factor], [win, loss, -win / loss]);
  near(metrics.expectancy_r, (2 - 1 + 0) / 3);
  assert.equal(metrics.net_pnl, 100);
});

test('htf_alignment asks every close from the signal to the bar before the exit bar', () => {
  const aligned = (trend: readonly number[], rows: readonly BarRow[]) =>
    play(rows, { sides: { 0: 1 }, trend }, { htf_reversal: false }).metrics.htf_alignment;
  const stopAt3: BarRow[] = [CALM, CALM, CALM, [100, 101, 80, 85], CALM];
  assert.equal(aligned([1, 1, 1, -1, -1], stopAt3), 1);
  assert.equal(aligned([1, 1, 0, 1, 1], stopAt3), 0);
  assert.equal(aligned([-1, 1, 1, 1, 1], stopAt3), 0);
  assert.equal(aligned([1, 1, 1, 1, -1], [CALM, CALM, CALM, CALM, CALM]), 0); // end-of-data: to the last bar
  assert.equal(play(stopAt3, { sides: { 0: 1 } }).metrics.htf_alignment, null);
});

test('turnover is the notional of all fills over mean equity, exposure the share of bars in the market', () => {
  const { metrics, simulation } = play([CALM, CALM, [100, 121, 99, 120], CALM], { sides: { 0: 1 } });
  const mean = simulation.equity.reduce((sum, value) => sum + value, 0) / 4;
  near(metrics.turnover, (10 * 100 + 10 * 120) / mean);
  assert.equal(metrics.exposure, 0.5);
});
