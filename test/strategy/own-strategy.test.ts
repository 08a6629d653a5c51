// What someone who writes a strategy gets wrong, and what they are told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../../lib/backtest/backtest.js';
import { certifyCausality } from '../../lib/robustness/causality/causality.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { searchedInteger, searchedReal } from '../../lib/strategy/searched.js';
import { defineStrategy, type Signals, signalsOf, strategyParameters } from '../../lib/strategy/strategy.js';
import { bars } from '../helpers.js';

const market = makeMarket(bars(Array.from({ length: 30 }, () => [100, 101, 99, 100] as const)));
const length = 30;
const good = { side: new Int8Array(length).fill(1, 5, 6), atr: new Float64Array(length).fill(10) };
const saying = (signals: Signals) =>
  defineStrategy({ name: 'mine', parameters: [], compute: () => ({ signals, columns: {} }) });

const MISTAKES: readonly { what: string; signals: object; error: RegExp }[] = [
  {
    what: 'sides of another timeframe',
    signals: { ...good, side: new Int8Array(3) },
    error: /side of mine must be as long as the base bars \(30\), got 3; .*align/,
  },
  {
    what: 'no ATR',
    signals: { side: good.side },
    error: /atr of mine must be as long as the base bars \(30\), got none/,
  },
  {
    what: 'a trend that is too long',
    signals: { ...good, trend: new Int8Array(31) },
    error: /trend of mine must be as long .* got 31/,
  },
  {
    what: 'a side that is a size',
    signals: { ...good, side: new Int8Array(length).fill(2, 7, 8) },
    error: /side of mine must be 1, -1 or 0, got 2 at bar 7 \(2024-01-01T00:35:00Z\)/,
  },
  {
    what: 'an ATR that is never known',
    signals: { ...good, atr: new Float64Array(length).fill(Number.NaN) },
    error: /atr of mine must be above 0 where there is a signal, got NaN at every bar/,
  },
];

for (const { what, signals, error } of MISTAKES) {
  test(`${what} is named by backtest and by a search`, () => {
    const strategy = saying(signals as Signals);
    assert.throws(() => backtest(strategy, market), error);
    assert.throws(() => signalsOf(strategy, market, strategyParameters(strategy)), error);
  });
}

test('an ATR that is not known yet at a signal is a refusal, not a mistake', () => {
  const atr = good.atr.map((value, i) => (i < 10 ? Number.NaN : value));
  assert.equal(backtest(saying({ side: good.side, atr }), market).trades.length, 0);
});

test('the short form of a parameter is its row of the table, and names a range that cannot be', () => {
  assert.deepEqual(searchedInteger('fast', 24, [12, 96]), {
    name: 'fast',
    title: 'fast',
    help: 'fast',
    use: 'signals',
    kind: 'integer',
    default: 24,
    min: 12,
    max: 96,
    search: [12, 96],
  });
  assert.equal(searchedReal('width', 0.5, [0.1, 1], 'Width of the band').title, 'Width of the band');
  assert.throws(() => searchedReal('width', 0.5, [1, 0.1]), /range of width must rise, got 1 to 0.1/);
  assert.throws(() => searchedInteger('fast', 5, [12, 96]), /fast must be within its range 12 to 96, got 5/);
});

test('signals and columns may be any arrays of numbers; what has its type is not copied', () => {
  const written = defineStrategy({
    name: 'mine',
    parameters: [searchedInteger('at', 5, [1, 20])],
    compute: ({ base }, { at }) => ({
      signals: {
        side: base.close.map((_, i) => (i === at ? 1 : 0)),
        atr: Array.from(base.close, () => 10),
        trend: Array.from(base.close, (_, i) => (i === at ? 1 : 0)),
      },
      columns: { plain: [...base.close.keys()], single: Float32Array.from(base.close), price: base.close },
    }),
    signals: ({ base }, { at }) => ({ side: Array.from(base.close, (_, i) => (i === at ? 1 : 0)), atr: good.atr }),
  });
  const typed = backtest(saying({ ...good, trend: good.side }), market);
  const { result, trades } = backtest(written, market);
  assert.deepEqual(result.signals, typed.result.signals);
  assert.deepEqual(trades, typed.trades);
  assert.ok(result.columns.plain instanceof Float64Array && result.columns.single instanceof Float64Array);
  assert.equal(result.columns.price, market.base.close);
  const short = signalsOf(written, market, strategyParameters(written));
  assert.deepEqual(short.side, good.side);
  assert.equal(short.atr, good.atr);
  const same = { signals: good, columns: { price: market.base.close } };
  const kept = defineStrategy({ name: 'kept', parameters: [], compute: () => same });
  assert.equal(kept.compute(market, strategyParameters(kept)), same);
  const { ok, leaks } = certifyCausality(written, market.base, { cuts: 8 });
  assert.deepEqual([ok, leaks], [true, []]);
});

test('a side that an Int8Array would turn into another is named, and a column of another length', () => {
  for (const [value, shown] of [
    [0.5, '0.5'],
    [257, '257'],
    [Number.NaN, 'NaN'],
  ] as const) {
    const half = defineStrategy({
      name: 'mine',
      parameters: [],
      compute: () => ({
        signals: { side: new Array<number>(length).fill(0).fill(value, 7), atr: good.atr },
        columns: {},
      }),
    });
    assert.throws(() => backtest(half, market), new RegExp(`side of mine must be 1, -1 or 0, got ${shown} at bar 7`));
  }
  const hourly = defineStrategy({
    name: 'mine',
    parameters: [],
    compute: ({ hour1 }) => ({ signals: good, columns: { hourly: hour1.close } }),
  });
  assert.throws(
    () => certifyCausality(hourly, market.base),
    /hourly must be as long as its bars \(30\), got 2; values of 15m or 1h bars reach the base bars through align/,
  );
});
