import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allocateProfileLevels, ProfileProbe } from '../../lib/indicators/profile-probe.js';
import { volumeProfile } from '../../lib/indicators/volume-profile.js';
import { markets } from './markets.js';

test('a profile at a single bar has the levels of the rolling profile', () => {
  const params = fc.record({
    length: fc.integer({ min: 1, max: 20 }),
    rows: fc.integer({ min: 1, max: 30 }),
    valueArea: fc.double({ min: 0.05, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(markets(), params, (bars, given) => {
      const rolling = volumeProfile(bars, given);
      const probe = new ProfileProbe(given);
      const out = allocateProfileLevels(bars.time.length);
      for (let i = bars.time.length - 1; i >= 0; i--) probe.write(bars, i, out);
      for (const name of ['poc', 'vah', 'val'] as const) assert.deepEqual(out[name], rolling[name], name);
    }),
    { seed: 3, numRuns: 300 },
  );
});
