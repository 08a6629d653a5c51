import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AlignState, align, alignIndex, alignStream } from '../../lib/bars/align.js';
import { resample } from '../../lib/bars/resample.js';
import { type Bars, sliceBars } from '../../lib/core/bars.js';
import { HOUR, MINUTE } from '../../lib/core/time.js';
import { ema } from '../../lib/indicators/ema.js';
import { assertSame } from '../indicators/contract.js';
import { markets, toBars } from '../indicators/markets.js';

const STEP = 5 * MINUTE;
const minutes = (...at: number[]) => Float64Array.from(at, (m) => m * MINUTE);

/** What align.ts exists to prevent: the hour that a bar lies in, shown from that hour's open on. */
function naiveIndex(baseTime: Float64Array, higher: { time: Float64Array }): Int32Array {
  let next = 0;
  return Int32Array.from(baseTime, (time) => {
    while (next < higher.time.length && higher.time[next] <= time) next++;
    return next - 1;
  });
}

/** The column that the base frame sees of the hourly closes' average, under some way to align. */
function hourlyAverage(bars: Bars, index: typeof alignIndex | typeof naiveIndex): Float64Array {
  const hours = resample(bars, HOUR);
  return align(ema(hours.close, 2), index(bars.time, hours));
}

/** Throws where a value at a bar differs once the bars after it are cut off: the test for look-ahead. */
function isCausal(bars: Bars, column: (bars: Bars) => Float64Array): void {
  const whole = column(bars);
  for (let end = 1; end <= bars.time.length; end++) {
    assertSame(column(sliceBars(bars, 0, end)), whole.slice(0, end));
  }
}

test('cutting the future off changes no aligned value', () => {
  fc.assert(fc.property(markets(), (bars) => isCausal(bars, (cut) => hourlyAverage(cut, alignIndex))));
});

test('the same test catches a forward fill by open time', () => {
  const bars = toBars(
    Array.from({ length: 40 }, (_, i) => {
      const price = 100 + i;
      return { time: i * STEP, open: price, high: price, low: price, close: price, volume: 1 };
    }),
  );
  isCausal(bars, (cut) => hourlyAverage(cut, alignIndex));
  assert.throws(() => isCausal(bars, (cut) => hourlyAverage(cut, naiveIndex)), /value 12 is NaN, expected/);
});

test('an hour becomes visible to the first bar that opens at or after its close', () => {
  const hours = { time: minutes(0, 60, 180), step: HOUR };
  const base = minutes(0, 55, 60, 115, 120, 200, 235, 245);
  assert.deepEqual(Array.from(alignIndex(base, hours)), [-1, -1, 0, 0, 1, 1, 1, 2]);
});

test('with nothing closed yet the value is NaN, and a NaN of the longer frame stays one', () => {
  const index = Int32Array.of(-1, 0, 1, 1);
  assertSame(align(Float64Array.of(Number.NaN, 5), index), [Number.NaN, Number.NaN, 5, 5]);
});

test('reused arrays are overwritten in full', () => {
  const hours = { time: minutes(0), step: HOUR };
  const index = alignIndex(minutes(55, 60), hours, Int32Array.of(7, 7));
  assert.deepEqual(Array.from(index), [-1, 0]);
  assertSame(align(Float64Array.of(3), index, Float64Array.of(9, 9)), [Number.NaN, 3]);
});

test('the incremental form agrees, also when it is resumed and when bars are added early', () => {
  fc.assert(
    fc.property(markets(), fc.nat(90), fc.boolean(), (bars, cut, isEarly) => {
      const hours = resample(bars, HOUR);
      const expected = alignIndex(bars.time, hours);
      let stream = alignStream(HOUR);
      let added = 0;
      bars.time.forEach((time, i) => {
        if (i === cut) stream = alignStream(HOUR, JSON.parse(JSON.stringify(stream.state())) as AlignState);
        // Early: as soon as a bar has closed within the hour's end; late: just before the bar that may see it opens.
        const known = isEarly ? time + STEP : time;
        while (added < hours.time.length && hours.time[added] + HOUR <= known) stream.add(hours.time[added++]);
        assert.equal(stream.next(time), expected[i]);
      });
    }),
  );
});

test('arrays that do not belong together are refused', () => {
  assert.throws(
    () => alignIndex(minutes(0, 5), { time: minutes(0), step: HOUR }, new Int32Array(1)),
    /alignIndex: out must be as long as the base frame \(2\), got 1/,
  );
  assert.throws(() => align(new Float64Array(1), Int32Array.of(0, 1)), /align: values must cover .* 1, got 1 values/);
  assert.throws(() => alignStream(0), /alignStream: step must be above 0 ms, got 0/);
});
