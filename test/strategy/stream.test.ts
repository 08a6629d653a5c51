// The incremental form of the built-in strategy against `compute`, on the same bars, bit for bit.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Bars } from '../../lib/core/bars.js';
import { MINUTE } from '../../lib/core/time.js';
import { readVerdict } from '../../lib/strategy/live.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { ParameterValue } from '../../lib/strategy/parameter.js';
import { blockingRules } from '../../lib/strategy/rules.js';
import { type StrategyResult, type StrategyStream, strategyParameters, streamOf } from '../../lib/strategy/strategy.js';
import { randomCase } from '../backtest/random-case.js';
import { NO_REAL_BARS, realBars, scripted, toColumns, toObjects } from '../helpers.js';

type Given = Readonly<Record<string, ParameterValue>>;

/** Every array of a result by name: signals, columns and the bits of blocked rules. */
function arraysOf({ signals, columns, rulebook }: Pick<StrategyResult, 'signals' | 'columns' | 'rulebook'>) {
  assert.ok(rulebook);
  const named = { ...columns, ...signals, blockedLong: rulebook.long.blocked, blockedShort: rulebook.short.blocked };
  return Object.entries(named) as [string, Float64Array][];
}

/** Feeds the bars, restarting by way of JSON before each bar of `cuts`; fails at the first bit that differs. */
function compareWithBatch(base: Bars, given: Given, cuts: ReadonlySet<number>, where: string): StrategyResult {
  const parameters = strategyParameters(mtfStrategy, given);
  const batch = mtfStrategy.compute(makeMarket(base), parameters);
  const expected = arraysOf(batch);
  let stream: StrategyStream = streamOf(mtfStrategy, parameters, base.step);
  const unbroken = streamOf(mtfStrategy, parameters, base.step);
  toObjects(base).forEach((bar, i) => {
    if (cuts.has(i)) {
      stream = streamOf(mtfStrategy, parameters, base.step, JSON.parse(JSON.stringify(stream.state())));
    }
    const actual = arraysOf(stream.next(bar));
    unbroken.next(bar);
    assert.equal(actual.length, expected.length);
    for (let k = 0; k < expected.length; k++) {
      const [name, values] = expected[k];
      if (actual[k][0] === name && Object.is(actual[k][1][0], values[i])) continue;
      assert.fail(`${where}: ${name} at bar ${i} is ${actual[k][1][0]}, expected ${values[i]}`);
    }
  });
  // Rounding that no column shows yet must be the same too.
  assert.deepEqual(stream.state(), unbroken.state(), `${where}: state`);
  return batch;
}

test('on random markets and parameters the incremental form says at every bar what compute says, restarted anywhere', () => {
  const seen = { long: 0, short: 0 };
  const entries = new Set<string>();
  const property = fc.property(
    fc.integer({ min: 1, max: 1e6 }),
    fc.array(fc.integer({ min: 0, max: 699 }), { maxLength: 5 }),
    fc.constantFrom('detection', 'retest', 'inversion'),
    fc.constantFrom('per-bar', 'raw'),
    (seed, cuts, gap_entry, volume_1h_basis) => {
      const { bars, parameters } = randomCase(seed);
      const given = { ...parameters, gap_entry, volume_1h_basis, vol_thresh: 0.3, min_confidence: 0 };
      const { signals } = compareWithBatch(toColumns(bars), given, new Set(cuts), `seed ${seed}`);
      for (const side of signals.side) {
        if (side > 0) seen.long++;
        if (side < 0) seen.short++;
        if (side !== 0) entries.add(gap_entry);
      }
    },
  );
  fc.assert(property, { numRuns: 120 });
  assert.ok(seen.long > 20 && seen.short > 20, JSON.stringify(seen));
  assert.equal(entries.size, 3);
});

test('it says so on base bars of 1, 3 and 15 minutes, and when restarted before every bar', () => {
  const { bars, parameters } = randomCase(11, 150);
  for (const minutes of [1, 3, 15]) {
    const stepped = bars.map((bar, k) => ({
      ...bar,
      time: Date.UTC(2024, 0, 1) + (k + 1 + (k > 60 ? 7 : 0)) * minutes * MINUTE,
    }));
    const all = new Set(stepped.keys());
    compareWithBatch(toColumns(stepped, minutes * MINUTE), parameters, all, `${minutes} minutes`);
  }
});

test('it says so on all real bars, restarted now and then', { skip: NO_REAL_BARS }, () => {
  const base = realBars();
  const cuts = new Set(Array.from({ length: 40 }, (_, k) => k * 4177 + 13));
  const { signals } = compareWithBatch(base, {}, cuts, 'real');
  assert.ok(signals.side.some((side) => side !== 0));
});

test('the state of a warm stream stays of one size, however many bars it took', () => {
  const stream = streamOf(mtfStrategy, strategyParameters(mtfStrategy), 5 * MINUTE);
  const sizes = [];
  let time = Date.UTC(2024, 0, 1);
  for (let k = 0; k < 12_000; k++, time += 5 * MINUTE) {
    const close = 100 + Math.sin(k / 7);
    stream.next({ time, open: close, high: close + 0.25, low: close - 0.25, close, volume: 1 + (k % 5) });
    if (k % 3000 === 2999) sizes.push(JSON.stringify(stream.state()).length);
  }
  assert.ok(Math.max(...sizes) - Math.min(...sizes) < 1500, `${sizes}`);
});

test('a verdict is read as plain values, with the names of the rules that block', () => {
  const { bars, parameters } = randomCase(3);
  const resolved = strategyParameters(mtfStrategy, parameters);
  const batch = mtfStrategy.compute(makeMarket(toColumns(bars)), resolved);
  const stream = streamOf(mtfStrategy, resolved, 5 * MINUTE);
  assert.ok(batch.rulebook);
  const { long, short } = batch.rulebook;
  bars.forEach((bar, i) => {
    const reading = readVerdict(stream.next(bar));
    assert.deepEqual(reading.blockedLong, blockingRules(long, i));
    assert.deepEqual(reading.blockedShort, blockingRules(short, i));
    assert.equal(reading.columns.EMA18, Number.isNaN(batch.columns.EMA18[i]) ? null : batch.columns.EMA18[i]);
    assert.deepEqual(JSON.parse(JSON.stringify(reading)), reading);
  });
});

test('a strategy without an incremental form, and bars that do not divide 15 minutes, are refused', () => {
  const script = scripted({ sides: {} });
  assert.throws(
    () => streamOf(script, strategyParameters(script), 5 * MINUTE),
    /streamOf: strategy must have an incremental form to run bar by bar, got scripted/,
  );
  assert.throws(
    () => streamOf(mtfStrategy, strategyParameters(mtfStrategy), 4 * MINUTE),
    /mtfStream: base bars must have a step that divides 15 minutes, got 4 minutes/,
  );
});
