import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, PRICE_COLUMNS } from '../../../lib/core/bars.js';
import { MINUTE } from '../../../lib/core/time.js';
import { VOLUME_ERROR } from '../../../lib/report/long-chart/bars-codec.js';
import { decodeLongData, encodeLongData } from '../../../lib/report/long-chart/codec.js';
import { integerReader, integerWriter } from '../../../lib/report/long-chart/integers.js';
import { longData } from '../../../lib/report/long-chart/long-chart.js';
import { type BarRow, bars as barsOf } from '../../helpers.js';
import { smallRun } from '../figures/support.js';
import { dataOf, longBars } from './support.js';

const PER_USD = 10;
const again = (data: Parameters<typeof encodeLongData>[0], perUsd = PER_USD) =>
  decodeLongData(encodeLongData(data, perUsd).bytes);

/** Bars that may be missing, without volume, flat, or filled; prices from cents to millions. */
const anyBars: fc.Arbitrary<Bars> = fc
  .array(
    fc.record({
      skip: fc.integer({ min: 1, max: 4 }),
      prices: fc.array(fc.double({ min: 0.01, max: 2e6, noNaN: true }), { minLength: 4, maxLength: 4 }),
      volume: fc.oneof(fc.constant(0), fc.double({ min: 1e-7, max: 1e6, noNaN: true })),
      filled: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let place = 0;
    const at = rows.map(({ skip }) => {
      place += skip;
      return place;
    });
    const prices = rows.map(({ prices: four, volume }): BarRow => {
      const [open, close] = four;
      return [open, Math.max(...four), Math.min(...four), close, volume];
    });
    return barsOf(prices, { at, filled: rows.flatMap(({ filled }, k) => (filled ? [k] : [])) });
  });

test('whole numbers come back as they were written, in order', () => {
  const list = fc.array(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), { maxLength: 50 });
  fc.assert(
    fc.property(list, list, list, (a, b, c) => {
      const writer = integerWriter();
      writer.signed(a);
      writer.changing(b);
      writer.unsigned(c.map(Math.abs));
      const reader = integerReader(writer.bytes());
      assert.deepEqual([...reader.signed()], a);
      assert.deepEqual([...reader.changing(b.length)], b);
      assert.deepEqual([...reader.unsigned()], c.map(Math.abs));
    }),
  );
});

test('any bars come back with prices within half a tick, volume within 2 %, times and filled marks exact', () => {
  fc.assert(
    fc.property(anyBars, fc.constantFrom(1, 10, 100), (bars, perUsd) => {
      const back = again(dataOf(bars), perUsd).bars;
      assert.deepEqual(back.time, bars.time);
      assert.deepEqual(back.filled, bars.filled);
      assert.equal(back.step, bars.step);
      for (const name of PRICE_COLUMNS) {
        for (let i = 0; i < bars.time.length; i++) {
          const error = Math.abs(back[name][i] - bars[name][i]);
          const most = name === 'volume' ? (VOLUME_ERROR + 1e-9) * bars.volume[i] : 0.5 / perUsd + 1e-9;
          assert.ok(error <= most, `${name} ${bars[name][i]} became ${back[name][i]}`);
        }
        assert.ok(back.high[0] >= back.low[0]);
      }
    }),
  );
});

test('prices that are whole ticks come back to the bit', () => {
  const bars = longBars(500);
  assert.deepEqual(again(dataOf(bars), 100).bars.close, bars.close);
});

test('averages of three timeframes are computed again, within half a tick; other lines are within five ticks', () => {
  const { market, result } = smallRun();
  const data = longData(market, { result });
  const { bytes, subtitle } = encodeLongData(data, PER_USD);
  const back = decodeLongData(bytes);
  assert.equal(data.lines.length, 7);
  for (const [k, { name, values }] of data.lines.entries()) {
    const most = name.startsWith('EMA') ? 0.05 : 0.5;
    const line = back.lines[k].values;
    for (let i = 0; i < values.length; i++) {
      assert.equal(Number.isNaN(line[i]), Number.isNaN(values[i]), `${name} at ${i}`);
      assert.ok(!(Math.abs(line[i] - values[i]) > most + 1e-6), `${name} at ${i}: ${values[i]} became ${line[i]}`);
    }
  }
  assert.match(subtitle, /Prices and averages within 0\.05 USD; POC, VAH, VAL within 0\.5 USD; volume within 2 %\.$/);
});

test('a line that only looks like an average is stored as it is', () => {
  const { market, result } = smallRun();
  const average = Float64Array.from(result.columns.EMA18);
  average[average.length - 1] += 3;
  const lines = [{ name: 'almost', colour: 'ema18', reach: 1e9, values: average } as const];
  const back = again(dataOf(market.base, { lines }));
  assert.ok(Math.abs(back.lines[0].values[average.length - 1] - average[average.length - 1]) <= 0.5);
});

test('trend, gaps, trades, parts and view come back', () => {
  const { market, result, trades } = smallRun();
  const parts = [{ kind: 'in-sample', from: 1, to: 2 } as const];
  const view = { from: market.base.time[5], to: market.base.time[90] };
  const data = longData(market, { result, trades, parts, view, minStrength: 0 });
  const back = again(data);
  assert.ok(data.gaps && back.gaps && trades.length > 0);
  assert.deepEqual(back.trend, data.trend);
  assert.deepEqual([back.gaps.side, back.gaps.born, back.gaps.end], [data.gaps.side, data.gaps.born, data.gaps.end]);
  data.gaps.bottom.forEach((price, k) => {
    assert.ok(Math.abs(price - (back.gaps?.bottom[k] ?? 0)) <= 0.05 + 1e-9);
  });
  assert.deepEqual(back.parts, parts);
  assert.deepEqual(back.view, view);
  for (const [k, trade] of trades.entries()) {
    assert.equal(back.trades[k].entryTime, trade.entryTime);
    assert.equal(back.trades[k].direction, trade.direction);
    assert.ok(Math.abs(back.trades[k].entryMarket - trade.entryMarket) <= 0.005 + 1e-9);
  }
});

test('bars off the grid, prices beyond the range and gaps of other bars are refused', () => {
  const bars = longBars(10);
  const late = { ...bars, time: bars.time.map((time, i) => time + (i === 7 ? MINUTE : 0)) };
  assert.throws(() => encodeLongData(dataOf(late), 10), /encodeBars: bar 7 must be a whole number of steps after/);
  const dear = { ...bars, close: bars.close.map(() => 1e9) };
  assert.throws(() => encodeLongData(dataOf(dear), 10), /encodeBars: price 0 must be below 107374182\.4 USD/);
  const gaps = {
    side: Int8Array.of(1),
    born: Int32Array.of(4),
    end: Int32Array.of(-1),
    bottom: Float64Array.of(1),
    top: Float64Array.of(2),
    strength: Float64Array.of(1),
  };
  assert.throws(() => encodeLongData(dataOf(bars, { gaps }), 10), /longChart: gaps must be fair value gaps/);
});
