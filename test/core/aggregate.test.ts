import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aggregate } from '../../lib/core/aggregate.js';
import type { Bars } from '../../lib/core/bars.js';
import { MINUTE } from '../../lib/core/time.js';

/** Minutes at the given minute numbers; bar m opens at 100 + m, high +2, low -2, close +1, volume m + 0.1. */
function minutes(...at: number[]): Bars {
  const column = (value: (m: number) => number) => Float64Array.from(at, value);
  return {
    step: MINUTE,
    time: column((m) => m * MINUTE),
    open: column((m) => 100 + m),
    high: column((m) => 102 + m),
    low: column((m) => 98 + m),
    close: column((m) => 101 + m),
    volume: column((m) => m + 0.1),
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const starts = (bars: Bars) => Array.from(bars.time, (t) => t / MINUTE);

test('a bucket has the open of its first bar, the close of its last, the extremes and the volume added left to right', () => {
  const five = aggregate(minutes(...range(5, 10)), 5 * MINUTE);
  assert.deepEqual(starts(five), [5]);
  assert.equal(five.step, 5 * MINUTE);
  assert.equal(five.open[0], 105);
  assert.equal(five.high[0], 111);
  assert.equal(five.low[0], 103);
  assert.equal(five.close[0], 110);
  assert.equal(five.volume[0], 5.1 + 6.1 + 7.1 + 8.1 + 9.1);
});

test('a bucket is made of the bars that exist and one without bars does not exist', () => {
  const five = aggregate(minutes(0, 3, 12, 14, 15, 19), 5 * MINUTE);
  assert.deepEqual(starts(five), [0, 10, 15]);
  assert.equal(five.open[1], 112);
  assert.equal(five.volume[0], 0.1 + 3.1);
});

test('the last bucket exists only if the bars reach its end', () => {
  assert.deepEqual(starts(aggregate(minutes(...range(0, 9)), 5 * MINUTE)), [0]);
  assert.deepEqual(starts(aggregate(minutes(...range(0, 5), 9), 5 * MINUTE)), [0, 5]);
  assert.deepEqual(starts(aggregate(minutes(0, 1), 5 * MINUTE)), []);
});

test('a first bucket entered midway is dropped, or kept on request', () => {
  const bars = minutes(...range(3, 10));
  assert.deepEqual(starts(aggregate(bars, 5 * MINUTE)), [5]);
  assert.deepEqual(starts(aggregate(bars, 5 * MINUTE, { partialFirst: 'keep' })), [0, 5]);
  assert.deepEqual(starts(aggregate(minutes(3, 4), 5 * MINUTE)), []);
});

test('a bucket with an inserted bar is marked filled', () => {
  const bars = { ...minutes(...range(0, 15)), filled: new Uint8Array(15) };
  bars.filled[7] = 1;
  assert.deepEqual(Array.from(aggregate(bars, 5 * MINUTE).filled ?? []), [0, 1, 0]);
});

test('minutes to five minutes to an hour equal minutes to an hour in time and price', () => {
  const bars = minutes(...range(0, 240).filter((m) => m % 7 !== 3 || m % 60 === 59));
  const direct = aggregate(bars, 60 * MINUTE);
  const twice = aggregate(aggregate(bars, 5 * MINUTE), 60 * MINUTE);
  for (const column of ['time', 'open', 'high', 'low', 'close'] as const)
    assert.deepEqual(twice[column], direct[column]);
});

test('no bars give no buckets, and a step that is no multiple is refused', () => {
  assert.equal(aggregate(minutes(), 5 * MINUTE).time.length, 0);
  assert.throws(
    () => aggregate(minutes(0), 90_000),
    /aggregate: step must be a whole multiple of the bars' 60000 ms, got 90000/,
  );
});
