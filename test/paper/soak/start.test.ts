// What only the whole process shows: how it starts where it should not, or cannot yet.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAPER_KEYS } from '../fake-trading.js';
import { liveEngine } from './live-engine.js';

test('the keys of a live account end the process before anything is sent, and are not repeated', async (t) => {
  const live = await liveEngine(t, { environment: { APCA_API_KEY_ID: 'AKLIVE00000000000000' } });
  await live.engine.gone();
  const { note } = live.engine;
  assert.equal(note?.state, 'failed');
  assert.match(note?.message ?? '', /must be of a paper account .* got the key of a live account/);
  const { trading, history, stream } = live.world;
  assert.deepEqual([trading.requests.length, history.requests.length, stream.attempts], [0, 0, 0]);
  assert.ok(!live.bytes().includes('AKLIVE'));
});

test('keys that Alpaca refuses end the process with what to check, and are not repeated', async (t) => {
  const live = await liveEngine(t, { environment: { APCA_API_SECRET_KEY: 'not-the-secret-of-anybody' } });
  await live.engine.gone();
  assert.match(live.engine.note?.message ?? '', /the keys must be accepted by Alpaca, .* check APCA_API_KEY_ID/);
  assert.match(live.text, /^engine {5}stopped/);
  assert.ok(!live.bytes().includes('not-the-secret'));
});

test('without a network the process starts, says so, and trades once there is one', async (t) => {
  const live = await liveEngine(t, {
    before: async ({ stream, trading, history }) => {
      await stream.stop();
      await trading.stop();
      history.mishapOf = () => ({ kind: 'reset' });
    },
  });
  const { stream, trading, history } = live.world;
  await live.until('the engine says that it runs', () => /feed +alpaca lost/.test(live.text));
  assert.match(live.text, /engine +running/);
  assert.ok(live.events.includes('broker-unavailable'));
  history.mishapOf = () => undefined;
  await stream.start();
  await trading.start();
  await live.untilProtected();
  assert.match(live.text, /feed +alpaca (connected|back)/);
  await live.engine.stop('close');
  for (const secret of [PAPER_KEYS.id, PAPER_KEYS.secret])
    assert.ok(!live.bytes().includes(secret), 'a key was written');
});
