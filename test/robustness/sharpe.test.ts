// Reference values: the papers of Bailey and Lopez de Prado as quoted by the tests of pypbo, recomputed independently.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Estimate } from '../../lib/core/estimate.js';
import { deflatedSharpe, expectedMaximum, luckySharpe, sharpeSpread } from '../../lib/robustness/overfitting/dsr.js';
import { minBacktestLength, minTrackRecord } from '../../lib/robustness/overfitting/min-track-record.js';
import { probabilisticSharpe } from '../../lib/robustness/overfitting/psr.js';
import { sharpeMoments } from '../../lib/robustness/overfitting/sharpe-moments.js';

function near(actual: Estimate | number, expected: number, tolerance: number): void {
  const value = typeof actual === 'number' ? actual : actual.value;
  assert.ok(
    value !== null && Math.abs(value - expected) <= tolerance,
    `${value} is not within ${tolerance} of ${expected}`,
  );
}

const normal = { skewness: 0, kurtosis: 3 };
const hedgeFund = { sharpe: 1.585 / Math.sqrt(12), skewness: -2.448, kurtosis: 10.164, observations: 24 };

test('PSR equals the published values for skewed, heavy-tailed and normal returns', () => {
  near(probabilisticSharpe(hedgeFund), 0.9132343068848602, 1e-12);
  near(probabilisticSharpe({ ...normal, sharpe: 0.458, observations: 24 }), 0.9816749190910771, 1e-12);
  near(probabilisticSharpe({ ...hedgeFund, sharpe: 0.458, observations: 36 }), 0.9535052188653401, 1e-12);
  near(probabilisticSharpe({ ...normal, sharpe: 1.14, observations: 250 }, 1), 0.9572778803, 1e-10);
});

test('PSR takes raw kurtosis, not excess: the wrong one would show', () => {
  const moments = { sharpe: 0.1, skewness: -1, kurtosis: 10, observations: 365 };
  near(probabilisticSharpe(moments), 0.96413019, 1e-8);
  near(probabilisticSharpe({ ...moments, kurtosis: 7 }), 0.9646043, 1e-8);
});

test('moments of a list of returns equal numpy and pandas, and lead to their PSR', () => {
  const returns = Float64Array.of(0.02, -0.01, 0.03, -0.04, 0.015, 0, -0.02, 0.05, -0.015, 0.01);
  const { value } = sharpeMoments(returns);
  assert.ok(value);
  near(value.sharpe * Math.sqrt(365), 2.8906955610560345, 1e-12);
  near(value.skewness, 0.07530788876953363, 1e-12);
  near(value.kurtosis, 2.341711298879539, 1e-12);
  near(probabilisticSharpe(value), 0.6753602562995524, 1e-12);
});

test('the expected greatest of N normal numbers equals the published values, and is 0 for one', () => {
  const values = [
    [1, 0],
    [2, 0.5197553443],
    [5, 1.192594001],
    [7, 1.3867744614],
    [10, 1.5745983013],
    [45, 2.2356401778],
    [100, 2.5306028932016846],
    [500, 3.0525275745],
    [1000, 3.2551215137],
  ] as const;
  for (const [trials, expected] of values) near(expectedMaximum(trials), expected, 1e-10);
  assert.throws(() => expectedMaximum(0), /trials must be at least 1, got 0/);
});

test('DSR and the Sharpe ratio of luck equal the published example', () => {
  // Annual Sharpe ratio 2.5, variance of the trials 0.5 a year, 250 days a year, five years.
  const moments = { sharpe: 2.5 / Math.sqrt(250), skewness: -3, kurtosis: 10, observations: 1250 };
  const search = (trials: number) => ({ trials, variance: 0.5 / 250 });
  near(luckySharpe(search(100)), 0.1131720019, 1e-10);
  near(luckySharpe(search(100)) * Math.sqrt(250), 1.78940647, 1e-8);
  near(deflatedSharpe(moments, search(100)), 0.9003968344493903, 1e-12);
  near(deflatedSharpe(moments, search(46)), 0.9505017068755787, 1e-12);
  near(deflatedSharpe(moments, search(10)), 0.9938796415, 1e-10);
  near(deflatedSharpe(moments, search(1000)), 0.6399149554, 1e-10);
  near(probabilisticSharpe(moments), 0.9999968595, 1e-10);
  near(deflatedSharpe({ ...moments, ...normal }, search(88)), 0.9504908167, 1e-10);
  near(deflatedSharpe({ ...moments, ...normal }, search(100)), 0.942770586, 1e-10);
});

test('one trial deflates nothing: DSR is then PSR', () => {
  assert.deepEqual(deflatedSharpe(hedgeFund, { trials: 1, variance: 0.5 }), probabilisticSharpe(hedgeFund));
});

test('a year of crypto cannot carry a search of 100 trials at a Sharpe ratio of 1.8', () => {
  const moments = { sharpe: 1.8 / Math.sqrt(365), skewness: -0.5, kurtosis: 8, observations: 365 };
  near(probabilisticSharpe(moments), 0.9593982943650907, 1e-12);
  near(deflatedSharpe(moments, { trials: 100, variance: 0.5 / 365 }), 0.5040940579505332, 1e-12);
  near(minTrackRecord(moments), 324.8840104, 1e-6);
});

test('the minimum track record equals the published values', () => {
  const years = (perYear: number, sharpe: number, benchmark: number, moments = normal) => {
    const scale = Math.sqrt(perYear);
    const { value } = minTrackRecord({ ...moments, sharpe: sharpe / scale }, { benchmark: benchmark / scale });
    return value === null ? Number.NaN : value / perYear;
  };
  near(years(250, 2, 1), 2.7311878017281761, 1e-12);
  near(years(52, 2, 1), 2.8288335869452368, 1e-12);
  near(years(12, 2, 1), 3.239800696444647, 1e-12);
  near(years(12, 3, 2.5, { skewness: -0.72, kurtosis: 5.78 }), 27.352920196040301, 1e-10);
  near(minTrackRecord({ ...normal, sharpe: 1.14 }, { benchmark: 1 }), 228.73497911, 1e-7);
});

test('after the minimum track record PSR is what was asked for', () => {
  const { value } = minTrackRecord(hedgeFund, { confidence: 0.9 });
  assert.ok(value);
  near(probabilisticSharpe({ ...hedgeFund, observations: value }), 0.9, 1e-12);
});

test('the minimum backtest length equals the published values and stays below its bound', () => {
  const cases = [
    [45, 4.9980870044, 7.613325],
    [7, 1.923143, 3.89182],
    [100, 6.403951, 9.21034],
  ] as const;
  for (const [trials, years, bound] of cases) {
    const { value } = minBacktestLength(trials, 1);
    assert.ok(value);
    near(value.years, years, 1e-6);
    near(value.bound, bound, 1e-6);
  }
});

test('what the evidence does not carry is null with its reason', () => {
  const reason = (estimate: Estimate<unknown>) =>
    'reason' in estimate ? estimate.reason : assert.fail('it was measured');
  assert.match(reason(sharpeMoments(Float64Array.of(0.01))), /at least 2 returns; there are 1/);
  assert.match(reason(sharpeMoments(new Float64Array(30).fill(0.001))), /All 30 returns are equal/);
  assert.match(reason(minTrackRecord({ ...normal, sharpe: -0.1 })), /does not exceed the benchmark/);
  assert.match(reason(minBacktestLength(10, 0)), /not positive/);
  assert.match(reason(sharpeSpread([0.1])), /at least 2 trials/);
  assert.match(reason(probabilisticSharpe({ sharpe: 1, skewness: 5, kurtosis: 3, observations: 100 })), /contradict/);
  assert.throws(() => sharpeMoments(Float64Array.of(0.1, Number.NaN)), /returns must be finite/);
  assert.throws(() => minTrackRecord({ ...normal, sharpe: 1 }, { confidence: 95 }), /between 0.5 and 1, got 95/);
});
