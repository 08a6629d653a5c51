import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type EmaState, ema, emaStream, rma, rmaStream } from '../../lib/indicators/ema.js';
import { assertSame, obeysTheContract } from './contract.js';
import { markets } from './markets.js';

const { NaN: none } = Number;

for (const length of [1, 2, 9]) {
  obeysTheContract({
    name: `ema of ${length} closes`,
    batch: (bars) => [ema(bars.close, length)],
    reuse: (bars, [out]) => [ema(bars.close, length, out as Float64Array)],
    stream: (state) => {
      const stream = emaStream(length, state as EmaState | undefined);
      return { next: (bar) => [stream.next(bar.close)], state: stream.state };
    },
    scale: [1],
  });
}

obeysTheContract({
  name: 'rma of 4 closes',
  batch: (bars) => [rma(bars.close, 4)],
  reuse: (bars, [out]) => [rma(bars.close, 4, out as Float64Array)],
  stream: (state) => {
    const stream = rmaStream(4, state as EmaState | undefined);
    return { next: (bar) => [stream.next(bar.close)], state: stream.state };
  },
  scale: [1],
});

test('the seed is a simple average, then alpha is 2 / (n + 1)', () => {
  // n = 3, alpha = 1/2: (2+4+6)/3 = 4, (8+4)/2 = 6, (2+6)/2 = 4, (10+4)/2 = 7
  assertSame(ema(Float64Array.of(2, 4, 6, 8, 2, 10), 3), [none, none, 4, 6, 4, 7]);
});

test('it agrees with a published example of 12 bars', () => {
  // albertosantini/argo-trading-plugin-seed, test/ema-spec.js: closes and the first six averages.
  const closes = [
    459.99, 448.85, 446.06, 450.81, 442.8, 448.97, 444.57, 441.4, 430.47, 420.05, 431.14, 425.66, 430.58, 431.72,
    437.87, 428.43, 428.35,
  ];
  const expected = [440.8975, 439.31019230769243, 438.1424704142013, 438.10055188893955, 436.61277467525656];
  assertSame(ema(Float64Array.from(closes), 12).slice(11), [...expected, 435.341578571371], 1e-14);
});

test("Wilder's average keeps 1 / n of each new value", () => {
  // n = 4: (4+8+8+4)/4 = 6, 6 + (10-6)/4 = 7, 7 + (3-7)/4 = 6
  assertSame(rma(Float64Array.of(4, 8, 8, 4, 10, 3), 4), [none, none, none, 6, 7, 6]);
});

test('a leading run of NaN moves the seed and a later NaN makes the rest NaN', () => {
  assertSame(ema(Float64Array.of(none, none, 2, 4, 6, 8), 3), [none, none, none, none, 4, 6]);
  assertSame(ema(Float64Array.of(2, 4, none, 8), 2), [none, 3, none, none]);
  assertSame(ema(Float64Array.of(none, 2), 3), [none, none]);
});

test('the average stays between the lowest and the highest close so far', () => {
  fc.assert(
    fc.property(markets(), (bars) => {
      const averages = ema(bars.close, 5);
      let lowest = Number.POSITIVE_INFINITY;
      let highest = 0;
      for (let i = 0; i < averages.length; i++) {
        lowest = Math.min(lowest, bars.close[i]);
        highest = Math.max(highest, bars.close[i]);
        if (i < 4) continue;
        assert.ok(averages[i] >= lowest * (1 - 1e-14) && averages[i] <= highest * (1 + 1e-14));
      }
    }),
  );
});

test('a length that is no whole number of bars is refused', () => {
  assert.throws(() => ema(new Float64Array(3), Number.NaN), /ema: length must be a whole number of bars.* got NaN/);
  assert.throws(() => rmaStream(-1), /rmaStream: length must be a whole number of bars, at least 1, got -1/);
});
