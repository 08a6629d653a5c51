import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE, SECOND } from '../../../lib/core/time.js';
import { FIVE, live, minuteAt, NOON, toBar } from './live.js';

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
    Array.from({ length: 31 }, (_, k) => toBar(minuteAt(NOON + k * MINUTE))),
  );
});
