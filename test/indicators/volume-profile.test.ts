import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Bars } from '../../lib/core/bars.js';
import { profileAt } from '../../lib/indicators/profile-at.js';
import { type ProfileState, volumeProfileStream } from '../../lib/indicators/profile-stream.js';
import { type ProfileParams, type VolumeProfile, volumeProfile } from '../../lib/indicators/volume-profile.js';
import { lowVolumeZones, profileOf } from '../reference/profile.js';
import { assertSame, obeysTheContract } from './contract.js';
import { type Bar, markets, toBars, toRows } from './markets.js';
import { realBars } from './real-bars.js';

const { NaN: none } = Number;
const columns = ({ poc, vah, val, volUp, volDown }: VolumeProfile) => [poc, vah, val, volUp, volDown];

for (const params of [
  { length: 1, rows: 5, valueArea: 0.7 },
  { length: 6, rows: 8, valueArea: 0.7 },
  { length: 20, rows: 24, valueArea: 0.65 },
]) {
  obeysTheContract({
    name: `profile of ${params.length} bars in ${params.rows} rows`,
    batch: (bars) => columns(volumeProfile(bars, params)),
    reuse: (bars, former) => {
      const [poc, vah, val, volUp, volDown] = former as Float64Array[];
      return columns(volumeProfile(bars, params, { poc, vah, val, volUp, volDown }));
    },
    stream: (state) => {
      const stream = volumeProfileStream(params, state as ProfileState | undefined);
      return {
        next: (bar) => {
          const { poc, vah, val, volUp, volDown } = stream.next(bar);
          return [poc, vah, val, volUp, volDown];
        },
        state: stream.state,
      };
    },
    scale: [1, 1, 1, 0, 0],
  });
}

function bar(low: number, high: number, volume: number, open = low, close = high): Bar {
  return { time: 0, open, high, low, close, volume };
}

/** The profile after the last of the bars. */
function lastOf(bars: readonly Bar[], rows: number, valueArea = 0.7) {
  const profile = volumeProfile(toBars(bars), { length: bars.length, rows, valueArea });
  return columns(profile).map((column) => column[bars.length - 1]);
}

test('a bar spreads its volume evenly over its range and the value area grows by the fuller neighbour', () => {
  // Rows of 1 from 10 to 14. First bar: 2 each. Second: 6 in row 2. Rows 2 2 8 2; POC 12.5; target 9.8 of 14.
  // From 8: above 2 equals below 2, so the upper: 10 >= 9.8. Value area 12 to 14.
  assert.deepEqual(lastOf([bar(10, 14, 8), bar(12, 13, 6, 13, 12)], 4), [12.5, 14, 12, 8, 6]);
});

test('the lowest of equally full rows is the point of control, and an exhausted side leaves the other', () => {
  // Rows 3 3 3: POC is the lowest; nothing below it, so the area grows upwards to 6 and 9 of a target of 6.3.
  assert.deepEqual(lastOf([bar(0, 3, 9)], 3), [0.5, 3, 0, 9, 0]);
});

test('a share reached exactly is enough', () => {
  // Ten rows of 0.1: seven of them hold 0.7 of the volume, whatever the rounding of their sum.
  const [poc, vah, val] = lastOf([bar(0, 10, 1)], 10);
  assert.deepEqual([poc, vah, val], [0.5, 7, 0]);
});

test('a bar without range goes to one row, at the highest price to the last', () => {
  // Rows of 1 from 10 to 14 hold 1 each. A point of 5 at 12 belongs to the row above 12, one at 14 to the last row.
  assert.equal(lastOf([bar(10, 14, 4), bar(12, 12, 5)], 4)[0], 12.5);
  assert.equal(lastOf([bar(10, 14, 4), bar(14, 14, 5)], 4)[0], 13.5);
});

test('without range the levels are the price, without volume there are none', () => {
  assert.deepEqual(lastOf([bar(7, 7, 2), bar(7, 7, 3)], 4), [7, 7, 7, 5, 0]);
  assert.deepEqual(lastOf([bar(7, 9, 0), bar(8, 9, 0)], 4), [none, none, none, 0, 0]);
  assert.deepEqual(lastOf([bar(7, 7, 0), bar(7, 7, 0)], 4), [none, none, none, 0, 0]);
});

test('a close at the open is up volume', () => {
  assert.deepEqual(lastOf([bar(1, 2, 4, 2, 2), bar(1, 2, 3, 2, 1.5)], 2).slice(3), [4, 3]);
});

/** Fails at the first bar whose profile differs from one computed directly from its window. */
function equalsDirect(bars: Bars, params: ProfileParams): void {
  const profile = volumeProfile(bars, params);
  const rows = toRows(bars);
  for (let i = params.length - 1; i < rows.length; i++) {
    const direct = profileOf(rows, i - params.length + 1, i, params.rows, params.valueArea);
    const levels = [profile.poc[i], profile.vah[i], profile.val[i], profile.volUp[i], profile.volDown[i]];
    // A level in another row would be off by at least 1 / rows of the range; 1e-12 allows for rounding alone.
    assertSame(levels, [direct.POC, direct.VAH, direct.VAL, direct.vol_up, direct.vol_down], 1e-12);
  }
}

test('it equals a direct computation of every window on markets full of ties', () => {
  const params = fc.record({
    length: fc.integer({ min: 1, max: 15 }),
    rows: fc.integer({ min: 1, max: 30 }),
    valueArea: fc.constantFrom(0.5, 0.65, 0.7, 0.75, 1),
  });
  fc.assert(fc.property(markets(), params, equalsDirect), { numRuns: 400 });
});

test('it equals a direct computation after volume has fallen by twelve orders of magnitude', () => {
  const bars = Array.from({ length: 400 }, (_, i) => {
    const low = 100 + (i % 3);
    return bar(low, low + 2 + (i % 2), i < 200 ? 1e9 + i / 7 : 1e-3 * (1 + (i % 4)));
  });
  equalsDirect(toBars(bars), { length: 30, rows: 12, valueArea: 0.7 });
});

test('it equals a direct computation on every real bar', (t) => {
  const bars = realBars();
  if (!bars) return t.skip('../shared/data is not there');
  equalsDirect(bars, { length: 120, rows: 120, valueArea: 0.7 });
});

test('the levels are in order and within the range of the window', () => {
  fc.assert(
    fc.property(markets(), (bars) => {
      const { poc, vah, val } = volumeProfile(bars, { length: 5, rows: 7, valueArea: 0.7 });
      for (let i = 4; i < poc.length; i++) {
        if (Number.isNaN(poc[i])) continue;
        assert.ok(val[i] <= poc[i] && poc[i] <= vah[i]);
        assert.ok(val[i] >= Math.min(...bars.low.subarray(i - 4, i + 1)));
        assert.ok(vah[i] <= Math.max(...bars.high.subarray(i - 4, i + 1)));
      }
    }),
  );
});

test('the profile at one bar has the levels of the rolling one, all its volume in rows, and the zones of little', () => {
  const params = { length: 8, rows: 10, valueArea: 0.7 };
  fc.assert(
    fc.property(markets(), (bars) => {
      const profile = volumeProfile(bars, params);
      const rows = toRows(bars);
      for (let i = 0; i < rows.length; i++) {
        const at = profileAt(bars, i, params);
        assert.equal(at === null, i < params.length - 1);
        if (!at) continue;
        assertSame([at.poc, at.vah, at.val], [profile.poc[i], profile.vah[i], profile.val[i]]);
        const direct = profileOf(rows, i - params.length + 1, i, params.rows, params.valueArea);
        if (direct.rows.length === 0) continue;
        const total = at.volUp + at.volDown;
        for (let r = 0; r < params.rows; r++) assert.ok(Math.abs(at.rows[r] - direct.rows[r]) <= 1e-12 * total);
        assert.equal(at.lowVolumeZones.length, lowVolumeZones(direct).length);
      }
    }),
  );
});

test('rows thinner than 0.12 of the fullest are joined into zones', () => {
  // Rows of 1 from 0 to 5: 10, 1, 1, 10, 1.
  const thin = [bar(0, 1, 10), bar(1, 3, 2), bar(3, 4, 10), bar(4, 5, 1)];
  const at = profileAt(toBars(thin), 3, { length: 4, rows: 5, valueArea: 0.7 });
  assert.deepEqual(at?.lowVolumeZones, [
    { bottom: 1, top: 3 },
    { bottom: 4, top: 5 },
  ]);
  assert.deepEqual([at?.lo, at?.width], [0, 1]);
});

test('parameters that describe no profile are refused', () => {
  const bars = toBars([]);
  const params = { length: 120, rows: 120, valueArea: 0.7 };
  assert.throws(() => volumeProfile(bars, { ...params, length: 0 }), /volumeProfile: length must be .* got 0/);
  assert.throws(() => volumeProfile(bars, { ...params, rows: 1.5 }), /volumeProfile: rows must be .* got 1.5/);
  assert.throws(() => volumeProfileStream({ ...params, valueArea: 70 }), /valueArea must be above 0 .* got 70/);
  assert.throws(() => profileAt(bars, 0, params), /profileAt: i must be one of 0 bars, got 0/);
});
