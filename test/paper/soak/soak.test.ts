// The paper process killed at random instants over a faulty loopback Alpaca; `npm run soak` does so 200 times.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soak } from './soak.js';

test('killed ten times at any instant, with everything else failing too, the engine loses no order and doubles none', async () => {
  const { offences, deaths, entries, starts } = await soak({ kills: 10, seed: 16, longestLife: 2000 });
  assert.deepEqual(offences, []);
  assert.deepEqual(deaths, []);
  assert.equal(starts, 11);
  assert.ok(entries > 0, 'there was something to lose');
});
