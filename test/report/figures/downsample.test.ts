import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { downsample } from '../../../lib/report/figures/downsample.js';

const times = (length: number) => Float64Array.from({ length }, (_, i) => i);

test('a line that fits is kept whole', () => {
  const values = Float64Array.of(3, 1, 2);
  assert.deepEqual(downsample(times(3), values, values, 8), { time: [0, 1, 2], value: [3, 1, 2] });
});

test('the highest, the lowest, the first and the last value survive, in order, within the limit', () => {
  const column = fc.float64Array({ min: -1e6, max: 1e6, noNaN: true, minLength: 9, maxLength: 400 });
  fc.assert(
    fc.property(column, fc.integer({ min: 8, max: 60 }), (values, most) => {
      const { time, value } = downsample(times(values.length), values, values, most);
      assert.ok(time.length <= most);
      assert.equal(Math.max(...(value as number[])), Math.max(...values));
      assert.equal(Math.min(...(value as number[])), Math.min(...values));
      assert.equal(time[0], 0);
      assert.equal(time[time.length - 1], values.length - 1);
      for (let k = 1; k < time.length; k++) assert.ok(time[k] > time[k - 1] || value[k] !== value[k - 1]);
      time.forEach((at, k) => {
        assert.equal(value[k], values[at]);
      });
    }),
  );
});

test('of bars, the lowest low and the highest high of each stretch are kept', () => {
  const low = Float64Array.from({ length: 100 }, (_, i) => 100 - (i === 41 ? 50 : 0));
  const high = Float64Array.from({ length: 100 }, (_, i) => 110 + (i === 77 ? 90 : 0));
  const { time, value } = downsample(times(100), low, high, 20);
  assert.ok(time.length <= 20);
  assert.equal(value[time.indexOf(41)], 50);
  assert.equal(Math.max(...(value as number[])), 200);
});

test('a stretch of NaN is a gap, and a limit below 8 is refused', () => {
  const values = Float64Array.from({ length: 50 }, (_, i) => (i < 30 ? Number.NaN : i));
  assert.ok(downsample(times(50), values, values, 12).value.includes(null));
  assert.throws(() => downsample(times(50), values, values, 4), /downsample: most must be at least 8 points, got 4/);
});
