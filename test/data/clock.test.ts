import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineClock, stoppableClock } from '../../lib/data/clock.js';

const HOURS = 1e7;

test("the machine's clock wakes at once when it is stopped, also before it slept", async () => {
  const clock = machineClock(() => 42);
  assert.equal(clock.now(), 42);
  const stop = new AbortController();
  const sleeps = [clock.sleep(HOURS, stop.signal), clock.sleep(HOURS, stop.signal)];
  stop.abort();
  await Promise.all(sleeps);
  await clock.sleep(HOURS, stop.signal);
  await clock.sleep(1);
});

test('every sleep of a stoppable clock rejects with the reason it was stopped for', async () => {
  const stop = new AbortController();
  const clock = stoppableClock(
    machineClock(() => 42),
    stop.signal,
  );
  await clock.sleep(1);
  const sleep = clock.sleep(HOURS);
  stop.abort(new Error('enough'));
  await assert.rejects(sleep, /enough/);
  await assert.rejects(clock.sleep(1), /enough/);
  assert.equal(clock.now(), 42);
});

test('a stoppable clock stops one that knows nothing of stops', async () => {
  const stop = new AbortController();
  const clock = stoppableClock({ now: () => 0, sleep: () => new Promise(() => {}) }, stop.signal);
  const sleep = clock.sleep(1);
  stop.abort(new Error('enough'));
  await assert.rejects(sleep, /enough/);
});
