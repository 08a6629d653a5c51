import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../lib/data/clock.js';
import { RateLimiter } from '../../lib/data/rate-limit.js';
import { VirtualClock } from './fake-alpaca.js';

const LIMITS = fc.record({ perMinute: fc.integer({ min: 1, max: 40 }), spacing: fc.integer({ min: 0, max: 3000 }) });

test('calls keep their distance and their number in any minute, however long each takes', async () => {
  await fc.assert(
    fc.asyncProperty(LIMITS, fc.array(fc.nat(5000), { minLength: 2, maxLength: 80 }), async (limit, durations) => {
      const clock = new VirtualClock(1e12);
      const limiter = new RateLimiter(clock, limit);
      const starts: number[] = [];
      for (const duration of durations) {
        await limiter.pass();
        starts.push(clock.now());
        await clock.sleep(duration);
      }
      for (let i = 1; i < starts.length; i++) assert.ok(starts[i] - starts[i - 1] >= limit.spacing);
      for (let i = limit.perMinute; i < starts.length; i++)
        assert.ok(starts[i] - starts[i - limit.perMinute] >= 60_000);
    }),
    { numRuns: 50 },
  );
});

test('calls asked for at once pass one after the other', async () => {
  const clock = new VirtualClock(0);
  const limiter = new RateLimiter(clock);
  const starts = await Promise.all(Array.from({ length: 250 }, () => limiter.pass().then(() => clock.now())));
  for (let i = 1; i < starts.length; i++) assert.ok(starts[i] - starts[i - 1] >= 350);
  assert.ok(starts.every((start) => starts.filter((other) => other >= start && other < start + 60_000).length <= 200));
});

test('a timer that fires early is waited for again, and a clock set back does not stall', async () => {
  let time = 0;
  const early: Clock = {
    now: () => time,
    sleep: async (ms) => {
      time += Math.max(1, ms - 1);
    },
  };
  const limiter = new RateLimiter(early);
  await limiter.pass();
  await limiter.pass();
  assert.ok(time >= 350);
  time = -3_600_000;
  await limiter.pass();
  assert.ok(time < -3_600_000 + 60_001);
});
