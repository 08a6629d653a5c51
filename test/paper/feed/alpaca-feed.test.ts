import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, MINUTE, SECOND } from '../../../lib/core/time.js';
import { alpacaFeed } from '../../../lib/paper/feed/alpaca-feed.js';
import { HandClock } from '../hand-clock.js';
import { FIVE, KEYS, live, minuteAt, NOON, toBar } from './live.js';

test('warm-up from history, then every bar of the stream at its close, with its minutes', async (t) => {
  const lab = await live(t);
  await lab.warmedUp();
  await lab.pass(31 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.told, ['connecting', 'connected']);
  for (const { bar, warmUp, origin, hold, minutes, knownAt } of lab.bars) {
    assert.equal(warmUp, bar.time < NOON);
    assert.equal(hold, undefined);
    assert.equal(minutes.length, 5);
    if (bar.time > NOON) assert.deepEqual([origin, knownAt - bar.time - FIVE <= 2 * SECOND], ['stream', true]);
  }
  assert.deepEqual(
    lab.events.flatMap((event) => (event.kind === 'minute' ? [event.bar] : [])),
    Array.from({ length: lab.minutesPassed }, (_, k) => toBar(minuteAt(NOON + k * MINUTE))),
  );
});

test('one subscription is made, with corrections, and history is asked without keys', async (t) => {
  const lab = await live(t);
  await lab.warmedUp();
  await lab.pass(2 * MINUTE);
  assert.deepEqual(
    lab.stream.received.map(({ action, bars, updatedBars }) => [action, bars, updatedBars]),
    [
      ['auth', undefined, undefined],
      ['subscribe', ['BTC/USD'], ['BTC/USD']],
    ],
  );
  for (const { headers } of lab.history.requests) assert.equal(headers['apca-api-key-id'], undefined);
});

test('a restart goes on after the last processed bar, in the middle of a bar and after days', async (t) => {
  for (const last of [NOON - FIVE, NOON - 2 * FIVE, NOON - 9 * 24 * HOUR]) {
    const lab = await live(t, {}, { last, tradeFrom: NOON - 24 * HOUR });
    await lab.until('live bars', () => lab.barAt(NOON + FIVE) !== undefined);
    lab.assertWhole(last + FIVE);
    assert.deepEqual(lab.told, ['connecting', 'connected']);
    await lab.end();
  }
});

test('a correction within the bar is in the bar; one after it is told of and changes nothing', async (t) => {
  const lab = await live(t);
  await lab.warmedUp();
  await lab.until('a bar', () => lab.barAt(NOON) !== undefined);
  const inTime = minuteAt(NOON + 6 * MINUTE);
  await lab.until('the eighth minute', () => lab.minutesPassed === 7);
  await lab.pass(30 * SECOND);
  lab.stream.update({ ...inTime, h: inTime.h + 5 });
  await lab.until('the next bar', () => lab.barAt(NOON + FIVE) !== undefined);
  const [decided] = [lab.barAt(NOON + FIVE)];
  assert.equal(decided?.minutes[1].high, inTime.h + 5);
  assert.equal(decided?.hold, undefined);
  assert.equal(lab.counts().corrections, 1);
  lab.stream.update({ ...minuteAt(NOON + 9 * MINUTE), h: 99_999 });
  await lab.pass(10 * MINUTE);
  assert.deepEqual(lab.names, ['late-correction']);
  assert.equal(lab.bars.filter(({ bar }) => bar.time === NOON + FIVE).length, 1);
});

test('a minute that the stream leaves out comes from history within seconds', async (t) => {
  const lab = await live(t);
  for (const k of [1, 4, 8]) lab.unsent.add(NOON + k * MINUTE);
  await lab.warmedUp();
  await lab.pass(16 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.names, []);
  const [first, second] = [lab.barAt(NOON), lab.barAt(NOON + FIVE)];
  assert.deepEqual([first?.origin, second?.origin], ['rest', 'rest']);
  assert.ok((first?.knownAt ?? Infinity) <= NOON + FIVE + 15 * SECOND);
});

test('minutes that nobody has are missing, bars that nobody has do not exist, and the rest goes on', async (t) => {
  const lab = await live(t);
  lab.holes.add(NOON + 2 * MINUTE);
  for (let k = 10; k < 20; k++) lab.holes.add(NOON + k * MINUTE);
  await lab.warmedUp();
  await lab.pass(27 * MINUTE);
  lab.assertWhole();
  assert.equal(lab.barAt(NOON)?.minutes.length, 4);
  assert.equal(lab.barAt(NOON + 2 * FIVE), undefined);
  assert.deepEqual(
    lab.anomalies.map(({ name, hold }) => [name, hold]),
    [
      ['hole', false],
      ['hole', false],
    ],
  );
  assert.ok(lab.bars.every(({ hold }) => hold === undefined));
});

test('a hole of weeks in history is found to be one', async (t) => {
  const last = NOON - 40 * 24 * HOUR;
  const lab = await live(t, {}, { last, tradeFrom: last });
  for (let time = last + 17 * MINUTE; time < NOON - HOUR; time += MINUTE) lab.holes.add(time);
  await lab.until('live bars', () => lab.barAt(NOON + FIVE) !== undefined);
  lab.assertWhole(last + FIVE);
});

test('the newest bars of history may lag: bars that need them wait for them, and the rest is on time', async (t) => {
  const lab = await live(t);
  lab.history.lag = 3 * MINUTE;
  await lab.warmedUp();
  lab.unsent.add(NOON + 9 * MINUTE);
  await lab.pass(21 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.names, []);
  const lags = [0, 1, 2].map((k) => (lab.barAt(NOON + k * FIVE)?.knownAt ?? Infinity) - NOON - (k + 1) * FIVE);
  assert.ok(lags[0] < 2 * SECOND && lags[1] > 2 * MINUTE && lags[1] < 4 * MINUTE && lags[2] < 2 * SECOND, `${lags}`);
});

test('15-minute and 1-hour bars are compared with history every five minutes; ours count', async (t) => {
  const lab = await live(t, { warmUpFrom: NOON - 6 * HOUR });
  await lab.until('a warm feed', () => lab.stream.isServing && lab.bars.length >= 72);
  await lab.pass(10 * MINUTE);
  const asked = lab.history.requests.map(({ url }) => url.searchParams.get('timeframe'));
  assert.deepEqual([asked.includes('15Min'), asked.includes('1Hour')], [true, true]);
  assert.deepEqual(lab.names, []);
  lab.disagreeing.add('15Min').add('1Hour');
  await lab.pass(61 * MINUTE);
  assert.deepEqual([...new Set(lab.names)], ['context-disagrees']);
  assert.match(
    lab.anomalies[0].detail,
    /15Min bar 2024-01-02T\d\d:\d\d:00Z: high [\d.]+ of our bars, [\d.]+ in history, close .*; ours is used/,
  );
  const told = lab.anomalies.map(({ detail }) => detail.slice(0, 30));
  assert.equal(new Set(told).size, told.length, 'each disagreement once');
  lab.assertWhole(NOON - 6 * HOUR);
});

test('a stop ends it at once, wherever it is', async (t) => {
  for (const when of [0, 1, 3 * SECOND, 2 * MINUTE]) {
    const lab = await live(t);
    await lab.pass(when);
    await lab.end();
    const told = lab.events.length;
    await lab.pass(MINUTE);
    assert.equal(lab.events.length, told);
  }
});

test('a stop during warm-up, a hanging history and a hanging stream ends it too', async (t) => {
  const lab = await live(t);
  lab.history.mishapOf = () => ({ kind: 'time-out' });
  lab.stream.mood = { upgrade: 'mute' };
  await lab.pass(8 * SECOND);
  await lab.end();
  assert.deepEqual(lab.bars, []);
});

test('what the sink throws ends the run with it', async (t) => {
  const lab = await live(t, {}, undefined, (event) => {
    if (event.kind === 'bar' && !event.warmUp) throw new Error('disk full');
  });
  await assert.rejects(Promise.all([lab.running, lab.pass(6 * MINUTE)]), /disk full/);
});

test('blank keys and a start before there were bars are refused before anything runs', () => {
  const options = { clock: new HandClock(0), monotonic: () => 0, random: () => 0.5, warmUpFrom: NOON, keys: KEYS };
  assert.throws(() => alpacaFeed({ ...options, keys: { id: '', secret: 'x' } }), /keys must be given, got a blank one/);
  assert.throws(() => alpacaFeed({ ...options, warmUpFrom: 0 }), /warmUpFrom must be 2021-01-01 or later/);
});
