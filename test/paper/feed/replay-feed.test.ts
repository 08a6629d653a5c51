import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sliceBars } from '../../../lib/core/bars.js';
import { MINUTE, SECOND } from '../../../lib/core/time.js';
import { machineClock } from '../../../lib/data/clock.js';
import { type ReplayOptions, replayFeed } from '../../../lib/paper/feed/replay-feed.js';
import type { CompletedBar, FeedEvent, FeedPosition } from '../../../lib/paper/feed.js';
import { VirtualClock } from '../../data/fake-alpaca.js';
import { type BarRow, bars, NO_REAL_BARS, realBars, realMinutes, START, toObjects } from '../../helpers.js';

const FIVE = 5 * MINUTE;
const ROW: BarRow = [100, 102, 99, 101];
const row = (k: number): BarRow => [100 + k, 102 + k, 99 + k, 101 + k, k];
const base = bars(Array.from({ length: 12 }, (_, k) => row(k)));
const minutes = bars(
  Array.from({ length: 60 }, (_, k) => row(k)),
  { step: MINUTE },
);
const whole: FeedPosition = { last: null, tradeFrom: START };

async function play(options: Partial<ReplayOptions>, position: FeedPosition = whole, stopAfter = Infinity) {
  const clock = new VirtualClock(0);
  const stop = new AbortController();
  const events: FeedEvent[] = [];
  const feed = replayFeed({ bars: base, speed: Infinity, clock, ...options });
  const sink = (event: FeedEvent) => {
    events.push(event);
    if (events.length === stopAfter) stop.abort();
  };
  await feed.run(position, sink, stop.signal);
  const completed = events.filter((event): event is CompletedBar => event.kind === 'bar');
  return { clock, events, completed };
}

test('every bar is handed on once, in order, as certain at its close, between connected and ended', async () => {
  const { events, completed } = await play({});
  assert.deepEqual(
    completed.map(({ bar }) => bar),
    toObjects(base),
  );
  for (const { bar, knownAt, origin, warmUp } of completed) {
    assert.deepEqual([knownAt, origin, warmUp], [bar.time + FIVE, 'replay', false]);
  }
  assert.deepEqual(
    [events[0], events[events.length - 1]].map((event) => event.kind === 'health' && event.state),
    ['connected', 'ended'],
  );
});

test('the minutes of a bar come before it and lie in it', async () => {
  const { events, completed } = await play({ minutes });
  assert.deepEqual(
    completed.flatMap((bar) => bar.minutes),
    toObjects(minutes),
  );
  const kinds = events.map(({ kind }) => kind).slice(1, 7);
  assert.deepEqual(kinds, ['minute', 'minute', 'minute', 'minute', 'minute', 'bar']);
  let before = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    if (event.kind === 'minute') assert.ok(event.bar.time > before);
    if (event.kind === 'minute') before = event.bar.time;
    if (event.kind === 'bar') assert.ok(before < event.bar.time + FIVE);
  }
});

test('minutes outside an existing bar are not handed on, and a bar without minutes has none', async () => {
  const holed = bars([ROW, ROW, ROW], { at: [0, 2, 20] });
  const { completed, events } = await play({ bars: holed, minutes });
  assert.deepEqual(
    completed.map((bar) => bar.minutes.map(({ time }) => (time - START) / MINUTE)),
    [[0, 1, 2, 3, 4], [10, 11, 12, 13, 14], []],
  );
  assert.equal(events.filter(({ kind }) => kind === 'minute').length, 10);
});

test('before tradeFrom everything is warm-up, without minutes of its own', async () => {
  const { events } = await play({ minutes }, { last: null, tradeFrom: START + 2 * FIVE });
  const kinds = events.slice(1, 5).map((event) => (event.kind === 'bar' ? `bar ${event.warmUp}` : event.kind));
  assert.deepEqual(kinds, ['bar true', 'bar true', 'minute', 'minute']);
});

test('it goes on after the last processed bar: stopped anywhere and resumed, the bars are the same', async () => {
  const { completed } = await play({ minutes });
  for (const stopAfter of [1, 4, 8, 30, 61, 73]) {
    const first = await play({ minutes }, whole, stopAfter);
    assert.equal(first.events.length, stopAfter);
    const last = first.completed.at(-1)?.bar.time ?? null;
    const second = await play({ minutes }, { last, tradeFrom: START });
    assert.deepEqual([...first.completed, ...second.completed], completed);
  }
});

test('resumed at the end there is nothing left but the end', async () => {
  const { events } = await play({ minutes }, { last: base.time[11], tradeFrom: START });
  assert.deepEqual(
    events.map((event) => event.kind === 'health' && event.state),
    ['connected', 'ended'],
  );
});

test('the speed is bars a second after the warm-up, spread over the minutes', async () => {
  const { clock } = await play({ minutes, speed: 2 }, { last: null, tradeFrom: START + 2 * FIVE });
  assert.equal(clock.now(), (10 / 2) * SECOND);
  assert.equal(clock.sleeps.length, 50);
  const plain = await play({ speed: 4 });
  assert.deepEqual(plain.clock.sleeps, Array(12).fill(250));
});

test('a stop ends a long wait at once', async () => {
  const stop = new AbortController();
  const events: FeedEvent[] = [];
  const feed = replayFeed({ bars: base, speed: 1e-6, clock: machineClock(() => 0) });
  const running = feed.run(whole, (event) => void events.push(event), stop.signal);
  setImmediate(() => setImmediate(() => stop.abort()));
  await running;
  assert.equal(events.length, 1);
});

test('events never overlap: the next one waits for the sink', async () => {
  let busy = 0;
  const sink = async () => {
    assert.equal(++busy, 1);
    await new Promise((resolve) => setImmediate(resolve));
    busy--;
  };
  const feed = replayFeed({ bars: base, minutes, speed: Infinity, clock: new VirtualClock(0) });
  await feed.run(whole, sink, new AbortController().signal);
});

test('the rest of the process has its turn during a replay that never waits', async () => {
  const long = bars(Array.from({ length: 1000 }, () => ROW));
  const stop = new AbortController();
  let taken = 0;
  setImmediate(() => setImmediate(() => stop.abort()));
  const feed = replayFeed({ bars: long, speed: Infinity, clock: new VirtualClock(0) });
  await feed.run(whole, () => void taken++, stop.signal);
  assert.ok(taken < 500, `${taken} events after the stop was asked for`);
});

test('a bar that a policy filled in says so', async () => {
  const { completed } = await play({ bars: bars([ROW, ROW, ROW], { filled: [1] }) });
  assert.deepEqual(
    completed.map(({ filled = false }) => filled),
    [false, true, false],
  );
});

test('what is no bar, no speed and no finer bar is refused before anything runs', () => {
  const clock = new VirtualClock(0);
  const bad = bars([ROW, [100, 90, 99, 101]]);
  assert.throws(() => replayFeed({ bars: bad, speed: 1, clock }), /replayFeed: high must be at or above low/);
  for (const speed of [0, -1, Number.NaN]) {
    assert.throws(() => replayFeed({ bars: base, speed, clock }), /speed must be above 0/);
  }
  assert.throws(() => replayFeed({ bars: base, minutes: base, speed: 1, clock }), /finer bars must be shorter/);
});

test('real bars with their minutes come through whole', { skip: NO_REAL_BARS }, async () => {
  const [fives, ones] = [sliceBars(realBars(), 0, 20_000), realMinutes()];
  const { completed } = await play({ bars: fives, minutes: ones }, { last: null, tradeFrom: 0 });
  assert.deepEqual(
    completed.map(({ bar }) => bar),
    toObjects(fives),
  );
  for (const { bar, minutes: inside } of completed) {
    assert.equal(inside[0]?.open, bar.open);
    assert.equal(Math.max(...inside.map(({ high }) => high)), bar.high);
  }
});
