import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AtrState, atr, atrStream, trueRange } from '../../lib/indicators/atr.js';
import { assertSame, obeysTheContract } from './contract.js';
import { markets } from './markets.js';

const { NaN: none } = Number;

for (const length of [1, 3, 14]) {
  obeysTheContract({
    name: `atr of ${length} bars`,
    batch: (bars) => [atr(bars, length)],
    reuse: (bars, [out]) => [atr(bars, length, out as Float64Array)],
    stream: (state) => {
      const stream = atrStream(length, state as AtrState | undefined);
      return { next: (bar) => [stream.next(bar.high, bar.low, bar.close)], state: stream.state };
    },
    scale: [1],
  });
}

test('it agrees with the published example of 5 bars', () => {
  // TulipCharts/tulipindicators, tests/untest.txt, "atr 5", rounded there to three decimals.
  const high = Float64Array.of(82.15, 81.89, 83.03, 83.3, 83.85, 83.9, 83.33, 84.3, 84.84, 85, 85.9, 86.58);
  const low = Float64Array.of(81.29, 80.64, 81.31, 82.65, 83.07, 83.11, 82.49, 82.3, 84.15, 84.11, 84.03, 85.39);
  const close = Float64Array.of(81.59, 81.06, 82.87, 83, 83.61, 83.15, 82.84, 83.99, 84.55, 84.36, 85.53, 86.54);
  const expected = [1.116, 1.051, 1.009, 1.207, 1.136, 1.086, 1.243, 1.233];
  assertSame(atr({ high, low, close }, 5), [none, none, none, none, ...expected], 5e-4);
});

test('the true range reaches from the bar to the last close', () => {
  assert.equal(trueRange(12, 10, 11), 2);
  assert.equal(trueRange(12, 10, 15), 5);
  assert.equal(trueRange(12, 10, 7), 5);
});

test('the average lies between the smallest and the largest true range so far, never below 0', () => {
  fc.assert(
    fc.property(markets(), (bars) => {
      const averages = atr(bars, 3);
      let least = Number.POSITIVE_INFINITY;
      let most = 0;
      for (let i = 0; i < averages.length; i++) {
        const last = i === 0 ? bars.low[0] : bars.close[i - 1];
        const range = Math.max(bars.high[i] - bars.low[i], Math.abs(bars.high[i] - last), Math.abs(bars.low[i] - last));
        least = Math.min(least, range);
        most = Math.max(most, range);
        if (i >= 2) assert.ok(averages[i] >= least - 1e-12 && averages[i] <= most + 1e-12);
      }
    }),
  );
});

test('fewer bars than the length give NaN, and a bad length is refused', () => {
  const one = Float64Array.of(1);
  assertSame(atr({ high: one, low: one, close: one }, 2), [none]);
  assert.throws(() => atrStream(0), /atrStream: length must be a whole number of bars, at least 1, got 0/);
});
