// What goes wrong with the bars, history and the clock: nothing bad is decided on, no bar is lost or doubled, and whatever is
// in doubt is on hold.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MINUTE, SECOND } from '../../../lib/core/time.js';
import { FIVE, type Live, live, minuteAt, NOON } from './live.js';

const at = (k: number) => NOON + k * MINUTE;

async function warm(t: TestContext): Promise<Live> {
  const lab = await live(t);
  await lab.warmedUp();
  return lab;
}

test('bars out of order are put in order', async (t) => {
  const lab = await warm(t);
  // History knows them no sooner, or it would have told the missing one already.
  lab.history.lag = 3 * MINUTE;
  lab.instead.set(at(6), () => {});
  lab.instead.set(at(7), () => {
    lab.stream.bar(minuteAt(at(7)));
    lab.stream.bar(minuteAt(at(6)));
  });
  await lab.pass(21 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.names, ['out-of-order']);
  assert.equal(lab.barAt(at(5))?.hold, undefined);
});

test('equal duplicates are dropped and counted', async (t) => {
  const lab = await warm(t);
  for (let k = 2; k < 12; k++) {
    lab.instead.set(at(k), () => {
      for (let times = 0; times < 3; times++) lab.stream.bar(minuteAt(at(k)));
    });
  }
  await lab.pass(16 * MINUTE);
  lab.assertWhole();
  assert.deepEqual([lab.names, lab.counts().duplicates], [[], 20]);
});

test('contradictory duplicates hold their bar; the first counts', async (t) => {
  const lab = await warm(t);
  lab.instead.set(at(6), () => {
    lab.stream.bar(minuteAt(at(6)));
    lab.stream.bar({ ...minuteAt(at(6)), h: 50_000 });
  });
  await lab.pass(16 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.names, ['contradiction!']);
  assert.deepEqual([lab.barAt(at(5))?.hold, lab.barAt(at(10))?.hold], ['contradiction', undefined]);
});

test('minutes streamed before a break and told otherwise by history after it: history counts, on hold', async (t) => {
  const lab = await warm(t);
  lab.instead.set(at(6), () => lab.stream.bar({ ...minuteAt(at(6)), h: 40_000 }));
  await lab.until('the minute', () => lab.minutesPassed === 7);
  lab.stream.breakOff();
  await lab.pass(14 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.names, ['contradiction!']);
  assert.match(
    lab.anomalies[0].detail,
    /history tells the minute 2024-01-02T12:06:00Z again and differently \(high 40000 against/,
  );
  assert.deepEqual([lab.barAt(at(5))?.hold, lab.barAt(at(10))?.hold], ['contradiction', undefined]);
});

const CHANGES: [string, Record<string, unknown>][] = [
  ['a NaN price', { c: Number.NaN }],
  ['an infinite price', { h: Infinity }],
  ['a negative price', { l: -5 }],
  ['high below low', { h: 1 }],
  ['no price at all', { o: undefined }],
  ['a price in words', { o: 'high' }],
  ['a time that is none', { t: 'yesterday' }],
  ['a time off the minute', { t: new Date(NOON + 6 * MINUTE + 1) }],
];
for (const [name, change] of CHANGES) {
  test(`${name} in the stream is never used; history has the minute`, async (t) => {
    const lab = await warm(t);
    lab.instead.set(at(6), () => lab.stream.bar(minuteAt(at(6)), change));
    await lab.pass(16 * MINUTE);
    lab.assertWhole();
    assert.deepEqual(lab.names, ['bad-bar!']);
    assert.equal(lab.barAt(at(5))?.hold, undefined);
    assert.deepEqual(lab.health, ['connecting', 'connected']);
  });
}

test('a bad minute that history has no better than the stream leaves its bar on hold, for that bar only', async (t) => {
  const lab = await warm(t);
  lab.instead.set(at(6), () => lab.stream.bar(minuteAt(at(6)), { c: Number.NaN }));
  lab.holes.add(at(6));
  await lab.pass(16 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.names, ['bad-bar!', 'hole']);
  assert.deepEqual([lab.barAt(at(5))?.hold, lab.barAt(at(10))?.hold], ['bad-bar', undefined]);
});

test('a bad row in history is left out and told of, and the rest of its page is used', async (t) => {
  const lab = await live(t);
  lab.spoiled.add(NOON - 50 * MINUTE);
  await lab.warmedUp();
  await lab.pass(6 * MINUTE);
  // The quarter of an hour that lacks the minute differs from history's, which has it.
  assert.deepEqual(lab.names, ['bad-bar!', 'context-disagrees']);
  assert.match(lab.anomalies[0].detail, /11:10:00Z is not used: close must be above 0/);
  assert.deepEqual([lab.barAt(at(-50))?.hold, lab.barAt(at(-50))?.minutes.length], ['bad-bar', 4]);
  assert.equal(lab.bars.length, 25);
});

test('bars of zero volume are bars', async (t) => {
  const lab = await warm(t);
  await lab.pass(6 * MINUTE);
  assert.ok(lab.barAt(NOON)?.minutes.some(({ volume }) => volume === 0));
  lab.assertWhole();
});

test('a 500 on every third call of history delays and loses nothing', async (t) => {
  const lab = await live(t);
  lab.history.mishapOf = (n) => (n % 3 === 0 ? { kind: 'status', status: 500 } : undefined);
  lab.stream.mood = { upgrade: 'busy' };
  await lab.pass(26 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(new Set(lab.names), new Set(['bad-answer']));
  assert.ok(lab.names.length <= 6);
});

test('HTML instead of JSON, cut answers and broken connections are asked for again', async (t) => {
  const html = { kind: 'status', status: 200, body: '<html>Sign in</html>' } as const;
  const mishaps = [
    html,
    { kind: 'truncated-json' },
    { kind: 'cut-body' },
    { kind: 'reset' },
    { kind: 'repeat-token' },
  ] as const;
  const lab = await live(t);
  lab.history.mishapOf = (n) => (n % 2 === 1 ? mishaps[n % mishaps.length] : undefined);
  lab.stream.mood = { upgrade: 'busy' };
  await lab.pass(26 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(new Set(lab.names), new Set(['bad-answer']));
  assert.match(lab.anomalies.map(({ detail }) => detail).join('\n'), /history did not answer as it should/);
});

test('history that answers without bars for a while loses none of them', async (t) => {
  const lab = await warm(t);
  await lab.pass(7 * MINUTE);
  lab.stream.breakOff();
  lab.stream.mood = { upgrade: 'busy' };
  lab.history.mishapOf = () => ({ kind: 'status', status: 200, body: '{"bars":{},"next_page_token":null}' });
  await lab.pass(45 * MINUTE);
  assert.deepEqual([lab.barAt(at(5)), new Set(lab.names)], [undefined, new Set(['bad-answer'])]);
  lab.history.mishapOf = () => undefined;
  await lab.pass(2 * MINUTE);
  lab.assertWhole();
});

test('history that never answers costs no bar that the stream has whole', async (t) => {
  const lab = await warm(t);
  await lab.until('a bar', () => lab.barAt(NOON) !== undefined);
  lab.history.mishapOf = () => html503;
  lab.unsent.add(at(11));
  await lab.pass(26 * MINUTE);
  const known = lab.bars.filter(({ warmUp }) => !warmUp);
  assert.deepEqual(
    known.map(({ bar, minutes, hold }) => [(bar.time - NOON) / FIVE, minutes.length, hold]),
    [
      [0, 5, undefined],
      [1, 5, undefined],
      [2, 4, 'hole'],
      [3, 5, undefined],
      [4, 5, undefined],
      [5, 5, undefined],
    ],
  );
  assert.deepEqual(new Set(lab.names), new Set(['bad-answer', 'hole!']));
});
const html503 = { kind: 'status', status: 503, body: '<html>nginx</html>' } as const;

test('a whole bar that is missing is waited for while history is down; live minutes go on meanwhile', async (t) => {
  const lab = await warm(t);
  await lab.until('a bar', () => lab.barAt(NOON) !== undefined);
  lab.history.mishapOf = () => html503;
  for (let k = 10; k < 17; k++) lab.unsent.add(at(k));
  await lab.pass(40 * MINUTE);
  assert.equal(lab.barAt(at(10)), undefined);
  assert.equal(lab.barAt(at(30)), undefined);
  const minutes = lab.events.flatMap((event) => (event.kind === 'minute' ? [(event.bar.time - NOON) / MINUTE] : []));
  assert.ok((minutes.at(-1) ?? 0) >= lab.minutesPassed - 1, 'protection has the newest minutes');
  lab.history.mishapOf = () => undefined;
  await lab.pass(4 * MINUTE);
  lab.assertWhole();
  assert.ok(lab.bars.every(({ hold }) => hold === undefined));
});

for (const skew of [-600 * SECOND, -20 * SECOND, 20 * SECOND, 600 * SECOND]) {
  test(`a clock ${skew / SECOND} s off is found by the server's, and everything is on hold until it is right`, async (t) => {
    const lab = await live(t, {}, undefined, undefined, skew);
    await lab.warmedUp();
    await lab.pass(11 * MINUTE);
    lab.assertWhole();
    assert.ok(lab.names.length >= 1 && lab.names.every((name) => name === 'clock-skew!'), `${lab.names}`);
    assert.match(lab.anomalies[0].detail, /clock is [+-][\d.]+ s against the server's|by this machine's clock/);
    assert.ok(lab.bars.filter(({ warmUp }) => !warmUp).every(({ hold }) => hold === 'clock-skew'));
    lab.clock.setOff = 0;
    await lab.pass(25 * MINUTE);
    lab.assertWhole();
    assert.equal(lab.bars.at(-1)?.hold, undefined);
  });
}

test('a clock a few seconds off is as good as right', async (t) => {
  for (const skew of [-3 * SECOND, 3 * SECOND]) {
    const lab = await live(t, {}, undefined, undefined, skew);
    await lab.warmedUp();
    await lab.pass(11 * MINUTE);
    lab.assertWhole();
    assert.deepEqual(lab.names, []);
    await lab.end();
  }
});

test('a clock that is set while it runs is noticed at once, held, and forgiven when the server agrees again', async (t) => {
  for (const jump of [-3600 * SECOND, 3600 * SECOND]) {
    const lab = await warm(t);
    await lab.pass(6 * MINUTE);
    lab.clock.setOff = jump;
    await lab.pass(12 * MINUTE);
    assert.match(lab.anomalies[0].detail, new RegExp(`jumped by \\${jump > 0 ? '+' : '-'}3600.0 s`));
    assert.ok(
      lab.names.every((name) => name === 'clock-skew!'),
      `${lab.names}`,
    );
    assert.equal(lab.barAt(at(5))?.hold, 'clock-skew');
    lab.clock.setOff = 0;
    await lab.pass(12 * MINUTE);
    lab.assertWhole();
    assert.equal(lab.bars.at(-1)?.hold, undefined);
    await lab.end();
  }
});

test('a machine that slept for hours drops its dead socket, catches up, and goes on', async (t) => {
  const lab = await warm(t);
  await lab.pass(6 * MINUTE);
  lab.stream.freeze();
  await lab.sleep(3 * 60 * MINUTE);
  await lab.pass(25 * MINUTE);
  lab.assertWhole();
  assert.deepEqual(lab.health, ['connecting', 'connected', 'lost', 'back']);
  assert.ok(
    lab.names.every((name) => name === 'clock-skew!'),
    `${lab.names}`,
  );
  assert.equal(lab.bars.at(-1)?.hold, undefined);
});
