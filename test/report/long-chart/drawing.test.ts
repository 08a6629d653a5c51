import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { aggregate } from '../../../lib/core/aggregate.js';
import { PRICE_COLUMNS, sliceBars } from '../../../lib/core/bars.js';
import { DAY, HOUR, isoTime, MINUTE } from '../../../lib/core/time.js';
import { longDrawer } from '../../../lib/report/long-chart/drawing.js';
import {
  clampView,
  drawnBarAt,
  levelsOf,
  MOST_CANDLES,
  stepFor,
  wholeView,
} from '../../../lib/report/long-chart/levels.js';
import { longData } from '../../../lib/report/long-chart/long-chart.js';
import { readout } from '../../../lib/report/long-chart/readout.js';
import { tradeNear } from '../../../lib/report/long-chart/trade-layers.js';
import { smallRun } from '../figures/support.js';
import { dataOf, longBars } from './support.js';

const FRAME = { width: 1280, toolbar: 60 };

test('drawn bars are those of the library for the same bars, and after them the one still forming', () => {
  const base = sliceBars(longBars(7000), 3, 6990);
  const level = levelsOf(base);
  for (const step of [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR, DAY, 7 * DAY]) {
    const { bars, edges } = level(step);
    const expected = aggregate(base, step, { partialFirst: 'keep' });
    const whole = expected.time.length;
    for (const name of ['time', ...PRICE_COLUMNS] as const)
      assert.deepEqual(bars[name].subarray(0, whole), expected[name]);
    assert.ok(bars.time.length - whole <= 1);
    assert.equal(bars.close[bars.close.length - 1], base.close[base.close.length - 1]);
    assert.equal(edges[edges.length - 1], base.time.length);
  }
});

test('whatever the view, at most 600 candles stand in it, and every bar of it is in one', () => {
  const bars = longBars(30_000);
  const drawer = longDrawer(dataOf(bars));
  const whole = wholeView(bars);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (at, size) => {
      const span = 2 * HOUR + size ** 3 * (whole.to - whole.from);
      const from = whole.from + at * (whole.to - whole.from);
      const view = clampView(bars, { from, to: from + span }, 24 * bars.step);
      const { slice } = drawer.draw(view, FRAME);
      const { bars: drawn, edges } = slice.level;
      assert.ok(slice.to - slice.from <= MOST_CANDLES, `${slice.to - slice.from} candles`);
      assert.ok(bars.time[edges[slice.from]] <= view.from + drawn.step);
      assert.ok(bars.time[edges[slice.to] - 1] + drawn.step >= view.to - bars.step * 2);
    }),
    { numRuns: 200 },
  );
});

test('a day is drawn in 5-minute bars, the whole of 19 months in days', () => {
  assert.equal(stepFor(5 * MINUTE, DAY, MOST_CANDLES), 5 * MINUTE);
  assert.equal(stepFor(5 * MINUTE, 580 * DAY, MOST_CANDLES), DAY);
  assert.equal(stepFor(5 * MINUTE, 5000 * DAY, MOST_CANDLES), 7 * DAY);
});

test('a view is moved into the data, keeps its length, and is not shorter than asked', () => {
  const bars = longBars(2000);
  const { from, to } = wholeView(bars);
  assert.deepEqual(clampView(bars, { from: to - HOUR, to: to + 3 * HOUR }, 0), { from: to - 4 * HOUR, to });
  assert.deepEqual(clampView(bars, { from: from - DAY, to: from }, 0), { from, to: from + DAY });
  assert.deepEqual(clampView(bars, { from: 0, to: 9e12 }, 0), { from, to });
  assert.equal(clampView(bars, { from: from + HOUR, to: from + HOUR }, 2 * HOUR).to - from, 2 * HOUR);
});

test('lines stand at the close of drawn bars, and are left out where bars are longer than half their reach', () => {
  const { market, result } = smallRun();
  const data = longData(market, { result });
  const drawer = longDrawer(data);
  const view = clampView(market.base, { from: market.base.time[1500], to: market.base.time[1500] + DAY }, 0);
  const { layers, slice } = drawer.draw(view, FRAME);
  const line = layers.find(({ name }) => name === 'EMA18');
  assert.ok(line?.kind === 'line');
  const at = line.x.findIndex((x) => x === slice.level.bars.time[slice.from] + slice.level.bars.step / 2);
  assert.equal(line.y[at], result.columns.EMA18[slice.level.edges[slice.from + 1] - 1]);
  const all = drawer.draw(wholeView(market.base), { ...FRAME, width: 300 }).layers.find(({ name }) => name === 'EMA18');
  assert.ok(all?.kind === 'line' && all.y.length === 0);
});

test('the words about a bar have its time in UTC, prices in USD, volume in BTC, trend and trades', () => {
  const { market, result, trades } = smallRun();
  const drawer = longDrawer(longData(market, { result, trades }));
  const { slice } = drawer.draw(wholeView(market.base), FRAME);
  const words = readout(longData(market, { result, trades }), slice, drawer.trend, slice.to - 1).join(' | ');
  assert.match(
    words,
    /^2024-01-\d\d \d\d:\d\d UTC, \w+ bar \| open [\d,.]+, high .* USD \([+-][\d.]+ %\) \| volume [\d,.]+ BTC/,
  );
  assert.match(words, /1h trend (up|down|even)/);
});

test('markers say which trade they are; of marks, the trade entered nearest to the pointer is meant', () => {
  const { market, result, trades } = smallRun();
  const drawer = longDrawer(longData(market, { result, trades }));
  const [near, far] = [{ from: trades[0].entryTime - HOUR, to: trades[0].entryTime + HOUR }, wholeView(market.base)];
  const { markers, isMarked } = drawer.draw(near, FRAME);
  assert.equal(isMarked, false);
  assert.ok(markers.some(({ ids }) => (ids as readonly string[]).includes(`trade:${isoTime(trades[0].entryTime)}`)));
  const drawn = drawer.draw(far, FRAME);
  assert.equal(drawn.isMarked, true);
  const { level } = drawn.slice;
  for (const { entryTime } of trades) assert.equal(tradeNear(level, trades, entryTime, 0)?.entryTime, entryTime);
  assert.equal(tradeNear(level, trades, far.from - DAY, 0), undefined);
  const last = Math.max(...trades.map(({ entryTime }) => entryTime));
  const after = level.bars.time[drawnBarAt(level, last)] + level.bars.step + 1;
  assert.equal(tradeNear(level, trades, after, 0), undefined);
  assert.equal(tradeNear(level, trades, after, 10)?.entryTime, last);
});
