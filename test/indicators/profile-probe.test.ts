import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProfileProbe } from '../../lib/indicators/profile-probe.js';
import { allocateVolumeProfile, volumeProfile } from '../../lib/indicators/volume-profile.js';
import { markets } from './markets.js';

test('a profile at a single bar has the levels of the rolling profile there, and its volumes within rounding', () => {
  const params = fc.record({
    length: fc.integer({ min: 1, max: 20 }),
    rows: fc.integer({ min: 1, max: 30 }),
    valueArea: fc.double({ min: 0.05, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(markets(), params, (bars, given) => {
      const rolling = volumeProfile(bars, given);
      const probe = new ProfileProbe(given);
      const out = allocateVolumeProfile(bars.time.length);
      for (let i = bars.time.length - 1; i >= 0; i--) probe.write(bars, i, out);
      for (const name of ['poc', 'vah', 'val'] as const) assert.deepEqual(out[name], rolling[name], name);
      for (const name of ['volUp', 'volDown'] as const) {
        out[name].forEach((value, i) => {
          assert.ok(Math.abs(value - rolling[name][i]) < 1e-9 || Number.isNaN(value + rolling[name][i]), name);
        });
      }
    }),
    { seed: 3, numRuns: 300 },
  );
});
