import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type SmaState, sma, smaStream } from '../../lib/indicators/sma.js';
import { assertSame, obeysTheContract } from './contract.js';

const { NaN: none } = Number;

for (const length of [1, 2, 5, 21]) {
  obeysTheContract({
    name: `sma of ${length} volumes`,
    batch: (bars) => [sma(bars.volume, length)],
    reuse: (bars, [out]) => [sma(bars.volume, length, out as Float64Array)],
    stream: (state) => {
      const stream = smaStream(length, state as SmaState | undefined);
      return { next: (bar) => [stream.next(bar.volume)], state: stream.state };
    },
    scale: [0],
  });
}

test('the average of three values, the current one included', () => {
  // (1+2+6)/3, (2+6+4)/3, (6+4+5)/3, (4+5+9)/3, (5+9+1)/3
  assertSame(sma(Float64Array.of(1, 2, 6, 4, 5, 9, 1), 3), [none, none, 3, 4, 5, 6, 5]);
});

test('it agrees with the published example of 5 closes', () => {
  // TulipCharts/tulipindicators, tests/untest.txt, middle band of "bbands 5 2", rounded there to three decimals.
  const closes = Float64Array.of(81.59, 81.06, 82.87, 83, 83.61, 83.15, 82.84, 83.99, 84.55, 84.36, 85.53, 86.54);
  const expected = [82.426, 82.738, 83.094, 83.318, 83.628, 83.778, 84.254, 84.994];
  assertSame(sma(closes, 5), [none, none, none, none, ...expected], 1e-5);
});

test('a leading run of NaN moves the start and a later NaN clouds only the windows that hold it', () => {
  assertSame(sma(Float64Array.of(none, none, 2, 4, 6, 8), 2), [none, none, none, 3, 5, 7]);
  assertSame(sma(Float64Array.of(2, 4, none, 6, 8, 10), 2), [none, 3, none, none, 7, 9]);
  assertSame(sma(Float64Array.of(none, none), 2), [none, none]);
});

test('a window of zeros after huge values is exactly zero', () => {
  const values = Float64Array.of(0.1, 1e9, 0.7, 3.3, 1e-9, 0, 0, 0, 0);
  assert.equal(sma(values, 4)[8], 0);
});

test('a window is the direct average of its values within 1e-14', () => {
  const positive = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(positive, fc.integer({ min: 1, max: 20 }), (list, length) => {
      const values = Float64Array.from(list);
      const averages = sma(values, length);
      for (let i = length - 1; i < values.length; i++) {
        const direct = values.subarray(i - length + 1, i + 1).reduce((sum, value) => sum + value, 0) / length;
        assertSame([averages[i]], [direct], 1e-14);
      }
    }),
  );
});

test('a length that is no whole number of bars and an output of another length are refused', () => {
  assert.throws(() => sma(new Float64Array(3), 0), /sma: length must be a whole number of bars, at least 1, got 0/);
  assert.throws(() => smaStream(2.5), /smaStream: length must be a whole number of bars, at least 1, got 2.5/);
  assert.throws(() => sma(new Float64Array(3), 2, new Float64Array(2)), /sma: out must have 3 slots, got 2/);
});
