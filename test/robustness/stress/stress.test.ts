// The identities of each scenario, on random markets and on the real bars where they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standardDeviation } from 'simple-statistics';
import type { Bars } from '../../../lib/core/bars.js';
import { bucketStart, DAY } from '../../../lib/core/time.js';
import {
  bearMarket,
  flashCrash,
  middleDay,
  STRESS_SCENARIOS,
  scaleVolatility,
  stressed,
  whipsaw,
} from '../../../lib/robustness/stress/scenarios.js';
import { stressTests } from '../../../lib/robustness/stress/stress.js';
import { mtfStrategy } from '../../../lib/strategy/mtf.js';
import { NO_REAL_BARS, realBars, scripted, toColumns } from '../../helpers.js';
import { randomMarket, SMALL } from '../../reference/market.js';

const MARKETS = [11, 12, 13].map((seed) => toColumns(randomMarket(seed, 2600).bars));
const last = (values: Float64Array) => values[values.length - 1];
const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a / b - 1) <= tolerance, `${a} against ${b}`);
const logReturns = ({ close: prices }: Bars) =>
  Array.from(prices.subarray(1), (price, i) => Math.log(price / prices[i]));

function assertSound(bars: Bars, from: Bars): void {
  assert.equal(bars.time, from.time);
  assert.equal(bars.volume, from.volume);
  for (let i = 0; i < bars.time.length; i++) {
    const [o, h, l, c] = [bars.open[i], bars.high[i], bars.low[i], bars.close[i]];
    const sound = l > 0 && l <= Math.min(o, c) && h >= Math.max(o, c) && Number.isFinite(h);
    assert.ok(sound, `bar ${i}: ${o} ${h} ${l} ${c}`);
  }
}

test('every scenario keeps times and volumes, and its bars are valid', () => {
  for (const bars of MARKETS) {
    for (const scenario of STRESS_SCENARIOS) assertSound(stressed(bars, scenario), bars);
  }
});

test('no scenario changes what it is given', () => {
  const before = structuredClone(MARKETS[0]);
  for (const scenario of STRESS_SCENARIOS) stressed(MARKETS[0], scenario);
  assert.deepEqual(MARKETS[0], before);
});

test('volatility times k: the deviation of log returns is k times as large, the last close where it was', () => {
  for (const bars of MARKETS) {
    for (const k of [0.5, 1.5]) {
      const other = scaleVolatility(bars, k);
      close(standardDeviation(logReturns(other)), k * standardDeviation(logReturns(bars)), 1e-9);
      close(last(other.close), last(bars.close));
    }
  }
});

test('a bear market ends at 0.7 of the price the bars ended at, by an equal share each bar', () => {
  for (const bars of MARKETS) {
    const other = bearMarket(bars, 0.7);
    assert.equal(last(other.close), last(bars.close) * 0.7);
    assert.deepEqual([other.open[0], other.close[0]], [bars.open[0], bars.close[0]]);
    const step = Math.log(0.7) / (bars.time.length - 1);
    logReturns(other).forEach((r, i) => {
      assert.ok(Math.abs(r - logReturnAt(bars, i + 1) - step) < 1e-12);
    });
  }
});

const logReturnAt = (bars: Bars, i: number) => Math.log(bars.close[i] / bars.close[i - 1]);

test('a flash crash takes 20 % within its day: bars before keep their bits, later prices are 0.8 of what they were', () => {
  for (const bars of MARKETS) {
    const day = middleDay(bars);
    const other = flashCrash(bars, 0.8, day);
    for (let i = 0; i < bars.time.length; i++) {
      const today = bucketStart(bars.time[i], DAY);
      const factor = other.close[i] / bars.close[i];
      if (today < day) assert.deepEqual(rowOf(other, i), rowOf(bars, i));
      else if (today > day) assert.equal(other.close[i], bars.close[i] * 0.8);
      else assert.ok(factor < 1 && factor > 0.8 - 1e-12, `${factor}`);
    }
    const end = bars.time.findIndex((time) => time >= day + DAY);
    close(other.close[end - 1], bars.close[end - 1] * 0.8);
  }
  assert.throws(() => flashCrash(MARKETS[0], 0.8, 0), /flashCrash: day must be one that has bars, got 1970-01-01/);
});

const rowOf = ({ open, high, low, close: c }: Bars, i: number) => [open[i], high[i], low[i], c[i]];

test('a whipsaw goes both ways by its amplitude, turns the returns around, and ends where it began', () => {
  for (const bars of MARKETS) {
    const period = 100;
    const other = whipsaw(bars, 0.05, period);
    assert.equal(last(other.close), last(bars.close));
    const ratios = Array.from(bars.close, (price, i) => Math.log(other.close[i] / price));
    close(Math.max(...ratios), 0.05, 1e-3);
    close(-Math.min(...ratios), 0.05, 1e-3);
    const added = ratios.slice(1).map((value, i) => value - ratios[i]);
    const lagged = added.slice(period / 2, 2400).reduce((sum, value, i) => sum + value * added[i], 0);
    assert.ok(lagged < 0);
  }
  assert.throws(() => whipsaw(MARKETS[0], 0.05, 5000), /whipsaw: bars must be more than one period of 5000, got 2/);
});

test('the identities hold on the real bars', { skip: NO_REAL_BARS }, () => {
  const bars = realBars();
  for (const scenario of STRESS_SCENARIOS) {
    const other = stressed(bars, scenario);
    assertSound(other, bars);
    const ends = { bear_market: 0.7, flash_crash: 0.8 }[scenario as string] ?? 1;
    close(last(other.close), ends * last(bars.close), 1e-11);
  }
});

test('a strategy that never trades comes out of every scenario with nothing', () => {
  const results = stressTests(scripted({ sides: {} }), MARKETS[0]);
  for (const { dd, sharpe, total_return, trades, survived } of Object.values(results)) {
    assert.deepEqual([dd, sharpe, total_return, trades, survived], [0, null, 0, 0, true]);
  }
});

test('results.json gets five scenarios and the market as it was; an engine parameter reaches them', () => {
  const parameters = { ...SMALL, slippage: 0, poc_proximity: 'off', value_area: 'off', intrabar: 'finer' };
  const results = stressTests(mtfStrategy, MARKETS[0], parameters);
  assert.deepEqual(Object.keys(results), [...STRESS_SCENARIOS, 'original']);
  assert.ok(results.original.trades > 20, `${results.original.trades}`);
  const riskier = stressTests(mtfStrategy, MARKETS[0], { ...parameters, risk: 0.2, max_position: 5 });
  assert.ok(riskier.high_vol.dd < results.high_vol.dd);
});

test('fewer than two bars are refused', () => {
  const one = { ...MARKETS[0], time: MARKETS[0].time.slice(0, 1) };
  assert.throws(() => stressed(one, 'high_vol'), /stressed: bars must be at least two, got 1/);
});
