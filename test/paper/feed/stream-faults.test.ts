// What goes wrong with the connection: each time no bar is lost or doubled, and trading goes on by itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE, SECOND } from '../../../lib/core/time.js';
import type { FeedHealth } from '../../../lib/paper/feed.js';
import type { StreamMood } from '../fake-stream.js';
import { FIVE, KEYS, type Live, live, NOON } from './live.js';

/** Runs well for a while, suffers, and is given time to recover. */
async function suffer(lab: Live, fault: () => void | Promise<void>, healed: () => void | Promise<void> = () => {}) {
  await lab.warmedUp();
  await lab.pass(7 * MINUTE + 20 * SECOND);
  await fault();
  await lab.pass(13 * MINUTE);
  await healed();
  await lab.pass(14 * MINUTE);
  lab.assertWhole();
  lab.assertDiscreet();
}

const whyLost = (lab: Live) =>
  lab.events.filter((event): event is FeedHealth => event.kind === 'health' && event.state === 'lost')[0]?.detail;

test('a connection that the server closes comes back, and what was missed comes from history', async (t) => {
  const lab = await live(t);
  await suffer(lab, () => lab.stream.close());
  assert.deepEqual(lab.told, ['connecting', 'connected', 'lost', 'back']);
});

test('a connection that breaks meets 406 for 90 s, and comes back when the server has forgotten it', async (t) => {
  for (const hangsUp of [true, false]) {
    const lab = await live(t);
    lab.stream.mood = { hangsUp };
    await suffer(lab, () => lab.stream.breakOff());
    assert.deepEqual(lab.told, ['connecting', 'connected', 'lost', 'back']);
    assert.ok(lab.stream.attempts >= 3 && lab.stream.attempts <= 8, `${lab.stream.attempts} attempts`);
    await lab.end();
  }
});

test('a half-open socket, open and silent, is noticed, dropped and replaced', async (t) => {
  const lab = await live(t);
  await suffer(lab, () => lab.stream.freeze());
  assert.deepEqual(lab.told, ['connecting', 'connected', 'stale', 'lost', 'back']);
  assert.match(whyLost(lab), /open, but no bar for 15\d s/);
});

test('a server that goes on answering but sends no bars is silent too', async (t) => {
  const lab = await live(t);
  await suffer(lab, () => {
    for (let k = 7; k < 10; k++) lab.unsent.add(NOON + k * MINUTE);
  });
  assert.deepEqual(lab.told, ['connecting', 'connected', 'stale', 'lost', 'back']);
});

test('a server that restarts is found again', async (t) => {
  const lab = await live(t);
  await suffer(
    lab,
    () => lab.stream.stop(),
    async () => void (await lab.stream.start()),
  );
  assert.deepEqual(lab.told, ['connecting', 'connected', 'lost', 'back']);
});

test('no network at start: it is tried without end, and begins when there is one', async (t) => {
  const lab = await live(t);
  await Promise.all([lab.stream.stop(), lab.history.stop()]);
  await lab.pass(2 * 60 * MINUTE);
  assert.deepEqual(lab.bars, []);
  assert.deepEqual(lab.health, ['connecting', 'lost']);
  assert.ok(lab.names.length > 0 && lab.names.every((name) => name === 'bad-answer'));
  await Promise.all([lab.stream.start(), lab.history.start()]);
  await lab.until('bars', () => lab.stream.isServing && lab.bars.length >= 48);
  await lab.pass(6 * MINUTE);
  lab.assertWhole();
  assert.equal(lab.health.at(-1), 'connected');
});

const MOODS: [string, StreamMood, RegExp, string[]][] = [
  ['a web page instead of the stream', { upgrade: 'html' }, /Unexpected server response: 200/, ['bad-answer']],
  ['429 to the upgrade', { upgrade: 'busy' }, /Unexpected server response: 429/, []],
  ['an upgrade and then silence', { upgrade: 'mute' }, /no subscription within 15 s/, []],
  ['no answer to the keys', { auth: 'nothing' }, /no subscription within 15 s/, []],
  ['404 auth timeout', { auth: 404 }, /auth timeout/, []],
  ['500 internal error', { auth: 500 }, /no subscription|internal error/, []],
  ['401 not authenticated', { auth: 401 }, /401 not authenticated/, ['refused!']],
  ['402 auth failed', { auth: 402 }, /402 auth failed/, ['refused!']],
  ['405 symbol limit exceeded', { subscribe: 405 }, /405 symbol limit/, ['refused!']],
  ['409 insufficient subscription', { subscribe: 409 }, /409 insufficient subscription/, ['refused!']],
];
for (const [name, mood, detail, names] of MOODS) {
  test(`${name}: bars come from history meanwhile, and the stream is tried until it serves`, async (t) => {
    const lab = await live(t);
    lab.stream.mood = mood;
    await lab.pass(21 * MINUTE);
    lab.assertWhole();
    assert.match(whyLost(lab), detail);
    assert.deepEqual(lab.names, names);
    assert.ok(lab.bars.every(({ origin, hold }) => origin === 'rest' && hold === undefined));
    lab.stream.mood = {};
    await lab.until('the stream', () => lab.stream.isServing);
    await lab.pass(11 * MINUTE);
    lab.assertWhole();
    lab.assertDiscreet();
    assert.deepEqual(lab.health, ['connecting', 'lost', 'connected']);
    assert.equal(lab.bars.at(-1)?.origin, 'stream');
  });
}

test('wrong keys are named clearly, once, never repeated to anyone, and history goes on', async (t) => {
  const lab = await live(t, { keys: { id: 'AK-wrong-id', secret: 'wrong-secret' } });
  await lab.pass(32 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.names, ['refused!']);
  assert.match(lab.anomalies[0].detail, /402 auth failed\); check APCA_API_KEY_ID and APCA_API_SECRET_KEY/);
  const lags = lab.bars.filter(({ warmUp }) => !warmUp).map(({ bar, knownAt }) => knownAt - bar.time - FIVE);
  assert.ok(Math.max(...lags) < 30 * SECOND, `bars of history came ${lags} ms after their close`);
  assert.ok(lab.stream.attempts < 15, `${lab.stream.attempts} attempts in half an hour`);
  for (const secret of ['AK-wrong-id', 'wrong-secret']) assert.ok(!JSON.stringify(lab.events).includes(secret));
});

test('a server that repeats a key in its error does not bring it into an event', async (t) => {
  const lab = await live(t);
  await lab.warmedUp();
  lab.stream.send({ T: 'error', code: 999, msg: `bad ${KEYS.secret} of ${KEYS.id}` });
  await lab.pass(SECOND);
  lab.stream.close();
  await lab.pass(MINUTE);
  assert.match(whyLost(lab), /bad \[secret key\] of \[key id\]/);
  lab.assertDiscreet();
});

test('frames that cannot be read are told of once, and the connection goes on', async (t) => {
  const lab = await live(t);
  await suffer(lab, () => {
    for (let times = 0; times < 20; times++) {
      lab.stream.babble('this is text');
      lab.stream.babble(new Uint8Array([0xc1, 0xff]));
      lab.stream.send({ T: 'b', S: 'ETH/USD', o: 1, h: 1, l: 1, c: 1, v: 1, n: 1, vw: 1, t: new Date(NOON) });
    }
  });
  assert.deepEqual(new Set(lab.names), new Set(['bad-answer']));
  assert.ok(lab.names.length <= 3, `${lab.names.length} events`);
  assert.deepEqual(lab.health, ['connecting', 'connected']);
});

test('a connection that is cut every few minutes loses nothing', async (t) => {
  const lab = await live(t);
  await lab.warmedUp();
  for (let times = 0; times < 12; times++) {
    if (times % 3 === 2) lab.stream.breakOff();
    else lab.stream.close();
    await lab.pass(3 * MINUTE + 17 * SECOND);
  }
  await lab.pass(5 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.names, []);
  assert.ok(lab.bars.every(({ hold }) => hold === undefined));
});
