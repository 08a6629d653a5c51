import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateBars } from '../../../lib/core/bars.js';
import { dataQuality } from '../../../lib/data/quality.js';
import { missingAndZeroVolume } from '../../../lib/report/figures/missing-and-zero-volume.js';
import { priceOverview } from '../../../lib/report/figures/price-overview.js';
import { returnsDistribution } from '../../../lib/report/figures/returns-distribution.js';
import { volumeProfileOfDay } from '../../../lib/report/figures/volume-of-day.js';
import { type BarRow, bars, NO_REAL_BARS, realBars, toColumns } from '../../helpers.js';
import { randomMarket } from '../../reference/market.js';
import { assertSound, headingOf, titleOf } from './support.js';

const market = toColumns(randomMarket(3, 3000).bars);
const none = allocateBars(0, 300_000);

test('every figure of the data is plain, small and titled', () => {
  for (const one of [market, bars([[1, 1, 1, 1, 0]]), none]) {
    for (const draw of [priceOverview, volumeProfileOfDay, returnsDistribution]) assertSound(draw(one));
    assertSound(missingAndZeroVolume(one, dataQuality(one)));
  }
});

test('the price overview states first, last, least and greatest price', () => {
  const rows: BarRow[] = [
    [1000, 1500, 900, 1200],
    [1200, 1300, 1100, 1250],
  ];
  const figure = priceOverview(bars(rows));
  assert.equal(titleOf(figure), 'BTC went from 1,000 to 1,250 USD (+25.00 %), between 900.00 and 1,500');
  assert.match(headingOf(figure), /2 bars of 5m, 2024-01-01 to 2024-01-01 UTC/);
});

test('volume is averaged by hour and weekday, UTC', () => {
  // Monday 2024-01-01: 12 bars from 00:00 with volume 1, 12 from 01:00 with volume 3.
  const figure = volumeProfileOfDay(
    bars(Array.from({ length: 24 }, (_, i) => [10, 11, 9, 10, i < 12 ? 1 : 3] as const)),
  );
  const [hours, weekdays] = figure.data;
  assert.deepEqual((hours.y as number[]).slice(0, 3), [1, 3, null]);
  assert.deepEqual((weekdays.y as number[]).slice(0, 2), [2, null]);
  assert.match(titleOf(figure), /Most is traded at 01 UTC, 3\.0 times the volume of 00/);
});

test('missing bars count in the month they are missing from', () => {
  // Two days before the end of January, with a hole from the first to the third of February.
  const start = Date.UTC(2024, 0, 30);
  const day = 288;
  const at = Array.from({ length: 5 * day }, (_, k) => k).filter((k) => k < 3 * day - 12 || k >= 3 * day);
  const one = bars(
    at.map((k) => [10, 11, 9, 10, k < day ? 0 : 1] as const),
    { start, at },
  );
  const [missing, zero] = missingAndZeroVolume(one, dataQuality(one)).data;
  assert.deepEqual(missing.x, [Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 1)]);
  assert.deepEqual(missing.y, [0, 12]);
  assert.deepEqual(zero.y, [50, 0]);
});

test('returns across a missing bar are left out', () => {
  const one = bars(
    [
      [10, 10, 10, 10],
      [10, 11, 10, 11],
      [11, 12, 10, 10],
      [50, 50, 50, 50],
    ],
    { at: [0, 1, 2, 9] },
  );
  const [counts] = returnsDistribution(one).data;
  assert.equal(
    (counts.y as (number | null)[]).reduce<number>((sum, value) => sum + (value ?? 0), 0),
    2,
  );
});

test('the real history fits the budget', { skip: NO_REAL_BARS }, () => {
  const one = realBars();
  const figure = priceOverview(one);
  assertSound(figure);
  assert.ok((figure.data[0].x as unknown[]).length <= 2000);
  for (const draw of [volumeProfileOfDay, returnsDistribution]) assertSound(draw(one));
  assertSound(missingAndZeroVolume(one, dataQuality(one)));
});
