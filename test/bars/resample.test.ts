import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ResampleState, resample, resampleStream } from '../../lib/bars/resample.js';
import { type Bars, sliceBars } from '../../lib/core/bars.js';
import { HOUR, MINUTE } from '../../lib/core/time.js';
import { type Bar, markets, toRows } from '../indicators/markets.js';

const STEP = 5 * MINUTE;
const QUARTER = 15 * MINUTE;

test('a bucket follows the clock and is made of the bars that exist', () => {
  fc.assert(
    fc.property(markets(), (bars) => {
      const rows = toRows(bars);
      for (const bucket of toRows(resample(bars, QUARTER))) {
        const own = rows.filter((bar) => bar.time >= bucket.time && bar.time < bucket.time + QUARTER);
        assert.deepEqual(bucket, {
          time: Math.floor(own[0].time / QUARTER) * QUARTER,
          open: own[0].open,
          high: Math.max(...own.map((bar) => bar.high)),
          low: Math.min(...own.map((bar) => bar.low)),
          close: own[own.length - 1].close,
          volume: own.reduce((sum, bar) => sum + bar.volume, 0),
        });
      }
    }),
  );
});

test('every bar is in a bucket but those of a first entered midway and of a last not reached', () => {
  fc.assert(
    fc.property(markets(), (bars) => {
      const quarters = resample(bars, QUARTER).time;
      const start = (i: number) => Math.floor(bars.time[i] / QUARTER) * QUARTER;
      const end = bars.time[bars.time.length - 1] + STEP;
      const expected = new Set<number>();
      for (let i = 0; i < bars.time.length; i++) {
        const isDropped = start(i) === start(0) && bars.time[0] !== start(0);
        if (!isDropped && start(i) + QUARTER <= end) expected.add(start(i));
      }
      assert.deepEqual(Array.from(quarters), [...expected]);
    }),
  );
});

test('a bucket is the same with the future cut off', () => {
  fc.assert(
    fc.property(markets(), (bars) => {
      const whole = toRows(resample(bars, QUARTER));
      for (let end = 0; end <= bars.time.length; end++) {
        const cut = toRows(resample(sliceBars(bars, 0, end), QUARTER));
        assert.deepEqual(cut, whole.slice(0, cut.length));
      }
    }),
  );
});

test('hours made of quarters are the hours made of bars, when the data enter none midway', () => {
  fc.assert(
    fc.property(markets(), (bars) => {
      fc.pre(bars.time.length > 0 && bars.time[0] % HOUR === 0);
      const direct = toRows(resample(bars, HOUR));
      const twice = toRows(resample(resample(bars, QUARTER), HOUR));
      // The last hour may be known to be over by a bar whose own quarter is not: then the quarters do not show it yet.
      assert.deepEqual(twice, direct.slice(0, twice.length));
      assert.ok(direct.length - twice.length <= 1);
    }),
  );
});

function streamed(bars: Bars, from: ResampleState | undefined, emitted: Bar[]) {
  const stream = resampleStream(STEP, QUARTER, (bar) => emitted.push(bar), from);
  for (const bar of toRows(bars)) stream.next(bar);
  return stream;
}

test('the incremental form emits the buckets of the batch form, each with the bar that makes it certain', () => {
  fc.assert(
    fc.property(markets(), (bars) => {
      const emitted: Bar[] = [];
      const stream = resampleStream(STEP, QUARTER, (bar) => emitted.push(bar));
      toRows(bars).forEach((bar, i) => {
        stream.next(bar);
        assert.deepEqual(emitted, toRows(resample(sliceBars(bars, 0, i + 1), QUARTER)));
      });
    }),
  );
});

test('the incremental form goes on from its state as if nothing had happened', () => {
  fc.assert(
    fc.property(markets(), fc.nat(90), (bars, cut) => {
      const emitted: Bar[] = [];
      const first = streamed(sliceBars(bars, 0, cut), undefined, emitted);
      const state: ResampleState = JSON.parse(JSON.stringify(first.state()));
      streamed(sliceBars(bars, Math.min(cut, bars.time.length), bars.time.length), state, emitted);
      assert.deepEqual(emitted, toRows(resample(bars, QUARTER)));
    }),
  );
});

test('a step that is no whole multiple is refused', () => {
  assert.throws(() => resampleStream(STEP, 7 * MINUTE, () => {}), /step must be a whole multiple .* got 420000/);
});
