import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bar, barAt } from '../../../lib/bars/resample.js';
import { aggregate } from '../../../lib/core/aggregate.js';
import { sliceBars } from '../../../lib/core/bars.js';
import { MINUTE, SECOND } from '../../../lib/core/time.js';
import { BarBuilder, type BarBuilderOptions } from '../../../lib/paper/feed/bar-builder.js';
import type { CompletedBar, FeedAnomaly, FeedEvent } from '../../../lib/paper/feed.js';
import { NO_REAL_BARS, realMinutes, START, toColumns, toObjects } from '../../helpers.js';

const FIVE = 5 * MINUTE;

/** The k-th minute: prices that rise by 1 each minute. */
const minute = (k: number, change: Partial<Bar> = {}): Bar => {
  return {
    time: START + k * MINUTE,
    open: 100 + k,
    high: 102 + k,
    low: 99 + k,
    close: 101 + k,
    volume: k % 3,
    ...change,
  };
};

class Bench {
  readonly events: FeedEvent[] = [];
  readonly builder: BarBuilder;

  constructor(options: Partial<BarBuilderOptions> = {}) {
    const emit = (event: FeedEvent) => void this.events.push(event);
    this.builder = new BarBuilder({ step: FIVE, from: START, tradeFrom: START, emit, ...options });
  }

  /** History answers at `now` for minutes `from` to `to` - 1: all but those left out, and nothing after `newest`. */
  answer(from: number, to: number, now: number, without: readonly number[] = [], newest = to - 1): void {
    const range = Array.from({ length: to - from }, (_, i) => from + i);
    const minutes = range.filter((k) => !without.includes(k) && k <= newest).map((k) => minute(k));
    this.builder.answer({ from: at(from), to: at(to) }, minutes, now);
  }

  /** Minute `k`, half a second after its end unless `after` (ms after its end) is given. */
  take(k: number, source: 'stream' | 'update' = 'stream', change: Partial<Bar> = {}, after = 500) {
    return this.builder.take(minute(k, change), source, START + (k + 1) * MINUTE + after);
  }

  get bars(): CompletedBar[] {
    return this.events.filter((event): event is CompletedBar => event.kind === 'bar');
  }

  get anomalies(): FeedAnomaly[] {
    return this.events.filter((event): event is FeedAnomaly => event.kind === 'anomaly');
  }

  /** `name` or `name!` for one that holds. */
  get names(): string[] {
    return this.anomalies.map(({ name, hold }) => (hold ? `${name}!` : name));
  }
}

const at = (k: number, after = 0) => START + k * MINUTE + after;

test('five minutes are a bar as soon as the last of them is there, by the clock', () => {
  const bench = new Bench();
  for (let k = 0; k < 5; k++) bench.take(k);
  assert.equal(bench.bars.length, 1);
  const [{ bar, minutes, origin, knownAt, hold, warmUp }] = bench.bars;
  assert.deepEqual(bar, { time: START, open: 100, high: 106, low: 99, close: 105, volume: 4 });
  assert.deepEqual(
    minutes,
    [0, 1, 2, 3, 4].map((k) => minute(k)),
  );
  assert.deepEqual([origin, knownAt, hold, warmUp], ['stream', at(5, 500), undefined, false]);
  assert.deepEqual(bench.names, []);
});

test('the clock decides, not the count: five minutes across a boundary are no bar', () => {
  const bench = new Bench();
  for (let k = 2; k < 7; k++) bench.builder.take(minute(k), 'stream', at(7));
  assert.equal(bench.bars.length, 0);
  bench.answer(0, 4, at(7), [0, 1]);
  assert.deepEqual(
    bench.bars.map(({ bar, minutes }) => [bar.time, minutes.length]),
    [[START, 3]],
  );
});

test('minutes are handed on by themselves in order, once each, and only when something is traded', () => {
  const bench = new Bench({ tradeFrom: at(5) });
  for (const k of [0, 1, 2, 3, 4, 5, 7, 6, 7]) bench.take(k);
  const minutes = bench.events.flatMap((event) => (event.kind === 'minute' ? [(event.bar.time - START) / MINUTE] : []));
  assert.deepEqual(minutes, [5, 7]);
  assert.equal(bench.bars[0].warmUp, true);
});

test('a correction replaces a minute of the forming bar without a word', () => {
  const bench = new Bench();
  for (let k = 0; k < 3; k++) bench.take(k);
  assert.equal(bench.take(1, 'update', { high: 150, volume: 9 }, 30 * SECOND), 'replaced');
  for (let k = 3; k < 5; k++) bench.take(k);
  assert.deepEqual([bench.bars[0].bar.high, bench.bars[0].bar.volume], [150, 0 + 9 + 2 + 0 + 1]);
  assert.deepEqual([bench.names, bench.bars[0].hold, bench.builder.counts.corrections], [[], undefined, 1]);
});

test('a correction of a decided bar is told of, and the bar is never decided again', () => {
  const bench = new Bench();
  for (let k = 0; k < 5; k++) bench.take(k);
  assert.equal(bench.take(4, 'update', { close: 105.5 }, 30 * SECOND), 'late');
  assert.deepEqual(bench.names, ['late-correction']);
  assert.match(
    bench.anomalies[0].detail,
    /00:04:00Z came or changed after its bar was decided \(close 105 against 105.5\)/,
  );
  assert.equal(bench.bars.length, 1);
});

test('a correction that comes before what it corrects counts', () => {
  const bench = new Bench();
  bench.take(0, 'update', { high: 140 });
  assert.equal(bench.take(0), 'duplicate');
  for (let k = 1; k < 5; k++) bench.take(k);
  assert.deepEqual([bench.bars[0].bar.high, bench.names], [140, []]);
});

test('equal repeats are dropped and counted, before and after the bar is decided', () => {
  const bench = new Bench();
  for (const k of [0, 0, 1, 2, 2, 3, 4]) bench.take(k);
  bench.answer(3, 5, at(6));
  bench.take(3, 'update');
  assert.deepEqual([bench.bars.length, bench.names, bench.builder.counts.duplicates], [1, [], 3]);
});

test('a contradictory repeat holds the bar, and the first is kept', () => {
  const bench = new Bench();
  bench.take(0);
  bench.take(0, 'stream', { close: 101.5 });
  for (let k = 1; k < 5; k++) bench.take(k);
  assert.deepEqual([bench.names, bench.bars[0].hold], [['contradiction!'], 'contradiction']);
  assert.equal(bench.bars[0].minutes[0].close, 101);
  assert.match(bench.anomalies[0].detail, /close 101 against 101.5.*the first is kept/);
});

test('a correction settles a contradiction', () => {
  const bench = new Bench();
  bench.take(0);
  bench.take(0, 'stream', { close: 101.5 });
  bench.take(0, 'update', { close: 101.25 }, 30 * SECOND);
  for (let k = 1; k < 5; k++) bench.take(k);
  assert.deepEqual([bench.bars[0].minutes[0].close, bench.bars[0].hold], [101.25, undefined]);
});

test('history wins over the stream, and it is told of', () => {
  const bench = new Bench();
  bench.take(0);
  bench.builder.answer({ from: START, to: at(1) }, [minute(0, { high: 120 })], at(2));
  for (let k = 1; k < 5; k++) bench.take(k);
  assert.deepEqual([bench.bars[0].bar.high, bench.bars[0].hold], [120, 'contradiction']);
  assert.match(bench.anomalies[0].detail, /history tells .* the new one is used/);
});

test('a minute out of order is used in its place and told of', () => {
  const bench = new Bench();
  for (const k of [0, 2, 1, 3, 4]) bench.take(k, 'stream', {}, 3 * MINUTE);
  assert.deepEqual([bench.names, bench.bars[0].hold], [['out-of-order'], undefined]);
  assert.deepEqual(
    bench.bars[0].minutes,
    [0, 1, 2, 3, 4].map((k) => minute(k)),
  );
});

test('minutes without trades are bars like others', () => {
  const bench = new Bench();
  for (let k = 0; k < 5; k++) bench.take(k, 'stream', { open: 50, high: 50, low: 50, close: 50, volume: 0 });
  assert.deepEqual(bench.bars[0].bar, { time: START, open: 50, high: 50, low: 50, close: 50, volume: 0 });
  assert.equal(bench.bars[0].hold, undefined);
});

const BAD: [string, Partial<Bar>, RegExp][] = [
  ['a NaN price', { close: Number.NaN }, /close must be a finite number, got NaN/],
  ['an infinite price', { high: Infinity }, /high must be a finite number/],
  ['a price of 0', { low: 0 }, /low must be above 0/],
  ['a negative price', { open: -1 }, /open must be above 0/],
  ['high below low', { high: 10 }, /high must be at or above low/],
  ['a close outside the bar', { close: 500 }, /close must lie within/],
  ['negative volume', { volume: -1 }, /volume must be 0 or more/],
  ['NaN volume', { volume: Number.NaN }, /volume must be a finite/],
  ['a time off the minute', { time: START + 2 * MINUTE + 1 }, /whole minute/],
  ['no time', { time: Number.NaN }, /whole minute/],
];
for (const [name, change, detail] of BAD) {
  test(`${name} is never used: history repairs it, or the bar is on hold`, () => {
    for (const repaired of [true, false]) {
      const bench = new Bench();
      for (const k of [0, 1, 2, 3, 4]) bench.take(k, 'stream', k === 2 ? change : {});
      assert.deepEqual([bench.names, bench.bars.length], [['bad-bar!'], 0]);
      assert.match(bench.anomalies[0].detail, detail);
      assert.deepEqual(bench.builder.missing(at(5, 6 * SECOND)), { from: START, to: at(5) });
      bench.answer(0, 4, at(6), repaired ? [] : [2]);
      const [{ hold, minutes }] = bench.bars;
      const slotKnown = change.time === undefined;
      assert.deepEqual([hold, minutes.length], repaired ? [undefined, 5] : [slotKnown ? 'bad-bar' : undefined, 4]);
    }
  });
}

test('a bad correction leaves the minute as it is and holds the bar', () => {
  const bench = new Bench();
  for (const k of [0, 1, 2]) bench.take(k);
  bench.take(1, 'update', { low: Number.NaN });
  for (const k of [3, 4]) bench.take(k);
  assert.deepEqual([bench.bars[0].minutes[1], bench.bars[0].hold], [minute(1), 'bad-bar']);
});

test('a row that history cannot give right is told of once, however often it is asked for', () => {
  const bench = new Bench();
  for (let times = 0; times < 5; times++) bench.builder.bad(at(1), 'close must be above 0', at(3));
  assert.deepEqual(bench.names, ['bad-bar!']);
});

test('a minute from the future is not used, and holds', () => {
  const bench = new Bench();
  assert.equal(bench.take(0, 'stream', {}, -10 * SECOND), 'early');
  assert.equal(bench.take(0, 'stream', {}, -3 * SECOND), 'new');
  assert.deepEqual(bench.names, ['clock-skew!']);
});

test('what makes the clock doubtful holds the bars decided meanwhile', () => {
  let skewed = true;
  const bench = new Bench({ doubt: () => (skewed ? 'clock-skew' : null) });
  for (let k = 0; k < 5; k++) bench.take(k);
  skewed = false;
  for (let k = 5; k < 10; k++) bench.take(k);
  assert.deepEqual(
    bench.bars.map(({ hold }) => hold),
    ['clock-skew', undefined],
  );
});

test('a minute that neither the stream nor history has is missing, and the bar is good without it', () => {
  const bench = new Bench();
  for (const k of [0, 1, 3, 4]) bench.take(k);
  assert.equal(bench.bars.length, 0);
  assert.deepEqual(bench.builder.missing(at(5, 6 * SECOND)), { from: START, to: at(5) });
  bench.answer(0, 3, at(5, 7 * SECOND), [2]);
  assert.equal(bench.bars.length, 0, 'history may lag');
  bench.answer(0, 4, at(5, 9 * SECOND), [2]);
  assert.deepEqual([bench.bars.length, bench.bars[0].hold, bench.names], [1, undefined, ['hole']]);
});

test('a lagging history is waited for, and then the bar is handed on without its end, on hold', () => {
  const bench = new Bench();
  for (const k of [0, 1, 2, 3]) bench.take(k);
  for (const minutes of [5, 7, 9]) bench.answer(0, 5, at(minutes, 30 * SECOND), [], 3);
  bench.builder.advance(at(10, 29 * SECOND));
  assert.equal(bench.bars.length, 0);
  bench.builder.advance(at(10, 30 * SECOND));
  assert.deepEqual([bench.bars.length, bench.bars[0].minutes.length, bench.bars[0].hold], [1, 4, 'hole']);
});

test('an answer without bars proves nothing: whole bars in doubt wait for one that has later bars', () => {
  const bench = new Bench();
  bench.answer(0, 20, at(100), [], -1);
  bench.answer(0, 20, at(200), [], -1);
  assert.equal(bench.bars.length, 0);
  bench.answer(0, 20, at(201));
  assert.equal(bench.bars.length, 4);
});

test('without any connection a bar waits for it, however long', () => {
  const bench = new Bench();
  for (const k of [0, 1]) bench.take(k);
  bench.builder.advance(at(10_000));
  bench.answer(0, 100, at(10_000));
  assert.deepEqual([bench.bars.length, bench.bars[0].minutes.length, bench.names], [20, 5, []]);
});

test('a bar without any minute does not exist, and the hole is named', () => {
  const bench = new Bench();
  for (let k = 0; k < 5; k++) bench.take(k);
  for (let k = 15; k < 20; k++) bench.take(k);
  assert.equal(bench.bars.length, 1);
  bench.answer(5, 16, at(20), [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  assert.deepEqual(
    bench.bars.map(({ bar }) => bar.time),
    [START, at(15)],
  );
  assert.match(bench.anomalies[0].detail, /no minutes from 2024-01-01T00:05:00Z to 2024-01-01T00:15:00Z/);
  assert.deepEqual(bench.names, ['hole']);
});

test('without word from history a bar with a minute missing is handed on after a while, on hold', () => {
  const bench = new Bench();
  for (const k of [0, 1, 3, 4, 5]) bench.take(k);
  bench.builder.advance(at(11));
  assert.equal(bench.bars.length, 0);
  bench.builder.advance(at(11, SECOND));
  assert.deepEqual([bench.bars.length, bench.bars[0].hold, bench.names], [1, 'hole', ['hole!']]);
  bench.answer(2, 3, at(12));
  assert.deepEqual(bench.names, ['hole!', 'late-correction']);
});

test('a whole bar in doubt is waited for as long as it takes, while live minutes go on', () => {
  const bench = new Bench();
  for (const k of [0, 1, 2, 3, 4]) bench.take(k);
  for (let k = 12; k < 60; k++) bench.take(k);
  bench.builder.advance(at(60));
  assert.equal(bench.bars.length, 1);
  assert.equal(bench.events.filter(({ kind }) => kind === 'minute').length, 5 + 48);
  bench.answer(5, 12, at(60));
  assert.deepEqual(
    bench.bars.map(({ bar }) => bar.time),
    Array.from({ length: 12 }, (_, k) => START + k * FIVE),
  );
  assert.deepEqual([bench.bars[1].origin, bench.bars[2].origin, bench.bars[3].origin], ['rest', 'rest', 'stream']);
});

test('what is missing is asked for a page at a time, never beyond the last minute that has ended', () => {
  const bench = new Bench();
  assert.equal(bench.builder.missing(at(1, 4 * SECOND)), null);
  assert.deepEqual(bench.builder.missing(at(1, 5 * SECOND)), { from: START, to: at(1) });
  assert.deepEqual(bench.builder.missing(at(50_000)), { from: START, to: at(10_000) });
  assert.deepEqual(bench.builder.missing(at(50_000), 2), { from: START, to: at(20_000) });
});

test('whatever the order, the repeats and the way they come, the bars are those of the minutes', () => {
  const arbitrary = fc.record({
    missing: fc.uniqueArray(fc.nat(59)),
    lost: fc.uniqueArray(fc.nat(59)),
    order: fc.array(fc.tuple(fc.nat(59), fc.constantFrom('stream' as const, 'update' as const)), { maxLength: 90 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ missing, lost, order }) => {
      const bench = new Bench();
      const exists = (k: number) => !missing.includes(k);
      for (const [k, source] of order)
        if (exists(k) && !lost.includes(k)) bench.builder.take(minute(k), source, at(61));
      // Nobody has the ten minutes after the hour; history knows the one after them, and so knows that.
      const without = [...missing, ...Array.from({ length: 10 }, (_, k) => 60 + k)];
      for (let asked = bench.builder.missing(at(72)); asked; asked = bench.builder.missing(at(72))) {
        bench.answer((asked.from - START) / MINUTE, (asked.to - START) / MINUTE, at(72), without);
      }
      const rows = Array.from({ length: 60 }, (_, k) => k).filter(exists);
      const known = toColumns(
        rows.map((k) => minute(k)),
        MINUTE,
      );
      // A last bar that the minutes do not reach the end of exists all the same: the clock has passed it.
      const sentinel = toColumns([...rows.map((k) => minute(k)), minute(64)], MINUTE);
      const whole = aggregate(rows.length > 0 ? sentinel : known, FIVE, { partialFirst: 'keep' });
      const expected = toObjects(whole).filter(({ time }) => time < at(60));
      assert.deepEqual(
        bench.bars.map(({ bar }) => bar),
        expected,
      );
      assert.ok(bench.names.every((name) => name === 'hole' || name === 'out-of-order'));
    }),
  );
});

test('real minutes give the bars that aggregation gives', { skip: NO_REAL_BARS }, () => {
  const minutes = sliceBars(realMinutes(), 0, 50_000);
  const bench = new Bench({ from: minutes.time[0] });
  let last = minutes.time[0] - MINUTE;
  for (let i = 0; i < minutes.time.length; i++) {
    const now = minutes.time[i] + MINUTE;
    const hole = { from: last + MINUTE, to: now };
    if (minutes.time[i] > hole.from) bench.builder.answer(hole, [barAt(minutes, i)], now);
    last = minutes.time[i];
    bench.builder.take(barAt(minutes, i), 'stream', now);
  }
  assert.deepEqual(
    bench.bars.map(({ bar }) => bar),
    toObjects(aggregate(minutes, FIVE)),
  );
});

test('a step or a start off the grid is refused', () => {
  assert.throws(() => new Bench({ step: 90 * SECOND }), /step must be a whole number of minutes, got 90000/);
  assert.throws(() => new Bench({ from: START + MINUTE }), /from must be on the grid of 300000 ms/);
});
