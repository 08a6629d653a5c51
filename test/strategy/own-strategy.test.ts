// What someone who writes a strategy gets wrong, and what they are told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../../lib/backtest/backtest.js';
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
