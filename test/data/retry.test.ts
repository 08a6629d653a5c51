import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verdict } from '../../lib/data/retry.js';
import { retryAfterMillis, withRetry } from '../../lib/data/retry.js';
import { VirtualClock } from './fake-alpaca.js';

function failing(times: number): () => Promise<number> {
  let calls = 0;
  return async () => {
    calls++;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
}

const options = (clock: VirtualClock, verdict: Verdict, random = () => 1 - Number.EPSILON) => ({
  clock,
  random,
  judge: () => verdict,
});

test('waits double from a second to a minute and are shortened at random by up to a half', async () => {
  const longest = new VirtualClock(0);
  await withRetry(failing(7), options(longest, { retry: true }));
  assert.deepEqual(longest.sleeps.map(Math.round), [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
  const shortest = new VirtualClock(0);
  await withRetry(
    failing(7),
    options(shortest, { retry: true }, () => 0),
  );
  assert.deepEqual(shortest.sleeps, [500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
});

test('a server that asks for more time gets it, up to a quarter of an hour', async () => {
  const clock = new VirtualClock(0);
  await withRetry(failing(1), options(clock, { retry: true, waitAtLeast: 90_000 }));
  assert.deepEqual(clock.sleeps, [90_000]);
  await assert.rejects(withRetry(failing(1), options(clock, { retry: true, waitAtLeast: 3_600_000 })), /failure 1/);
});

test('what cannot pass is not repeated, and attempts run out', async () => {
  const clock = new VirtualClock(0);
  await assert.rejects(withRetry(failing(1), options(clock, { retry: false })), /failure 1/);
  assert.deepEqual(clock.sleeps, []);
  await assert.rejects(withRetry(failing(99), options(clock, { retry: true })), /failure 8/);
});

test('Retry-After is read as seconds or as an HTTP date', () => {
  assert.equal(retryAfterMillis('30', 0), 30_000);
  assert.equal(retryAfterMillis('Thu, 01 Jan 1970 00:01:00 GMT', 10_000), 50_000);
  assert.equal(retryAfterMillis('Thu, 01 Jan 1970 00:01:00 GMT', 90_000), 0);
  assert.equal(retryAfterMillis('soon', 0), undefined);
  assert.equal(retryAfterMillis(null, 0), undefined);
});
