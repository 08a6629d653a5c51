import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Bars } from '../../lib/core/bars.js';
import { allocateBars, firstBarAt } from '../../lib/core/bars.js';
import { DAY, HOUR, isoDay, MINUTE } from '../../lib/core/time.js';
import { cachedBars } from '../../lib/data/cache.js';

const STEP = HOUR;
const DAY_0 = Date.UTC(2024, 0, 1);
const day = (n: number) => DAY_0 + n * DAY;

/** Bars of [from, to) without those of the days in `empty`. */
function market(from: number, to: number, empty: readonly number[] = []): Bars {
  const times: number[] = [];
  for (let t = from; t < to; t += STEP) if (!empty.includes(Math.floor((t - DAY_0) / DAY))) times.push(t);
  const bars = allocateBars(times.length, STEP);
  times.forEach((t, i) => {
    bars.time[i] = t;
    for (const column of ['open', 'high', 'low', 'close'] as const) bars[column][i] = 100 + (t - DAY_0) / STEP / 7;
    bars.volume[i] = ((t - DAY_0) / STEP) % 2;
  });
  return bars;
}

/** A cache in a folder of its own, whose fetches are recorded as pairs of days. */
function cache(empty: readonly number[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'mtf-cache-'));
  const fetched: string[] = [];
  let failAfter = Number.POSITIVE_INFINITY;
  const load = (from: number, to: number, now = day(400)) =>
    cachedBars({
      folder,
      timeframe: '1Hour',
      from,
      to,
      now,
      chunkBars: 240,
      fetch: async (chunkFrom, chunkTo) => {
        if (fetched.length >= failAfter) throw new Error('cut off');
        fetched.push(`${isoDay(chunkFrom).slice(5)} ${isoDay(chunkTo).slice(5)}`);
        return market(chunkFrom, chunkTo, empty);
      },
    });
  return {
    folder,
    fetched,
    load,
    files: () => readdirSync(folder).filter((name) => name.endsWith('.csv')),
    cutOffAfter: (fetches: number) => {
      failAfter = fetches;
    },
  };
}

test('a range is fetched in chunks of a page, kept in one file, and not fetched again', async () => {
  const { load, fetched, files } = cache();
  assert.deepEqual(await load(day(0), day(25)), market(day(0), day(25)));
  assert.deepEqual(fetched, ['01-01 01-11', '01-11 01-21', '01-21 01-26']);
  assert.deepEqual(files(), ['btcusd_1Hour_2024-01-01_2024-01-26.csv']);
  assert.deepEqual(await load(day(3) + 5 * HOUR, day(4)), market(day(3) + 5 * HOUR, day(4)));
  assert.equal(fetched.length, 3);
});

test('only what is missing is fetched, before, between and after what is there', async () => {
  const { load, fetched, files } = cache();
  await load(day(4), day(6));
  await load(day(10), day(12));
  fetched.length = 0;
  assert.deepEqual(await load(day(2), day(14)), market(day(2), day(14)));
  assert.deepEqual(fetched, ['01-03 01-05', '01-07 01-11', '01-13 01-15']);
  assert.deepEqual(files(), ['btcusd_1Hour_2024-01-03_2024-01-15.csv']);
});

test('an interrupted download goes on where it stopped', async () => {
  const { load, fetched, cutOffAfter } = cache();
  cutOffAfter(2);
  await assert.rejects(load(day(0), day(40)), /cut off/);
  cutOffAfter(Number.POSITIVE_INFINITY);
  fetched.length = 0;
  assert.deepEqual(await load(day(0), day(40)), market(day(0), day(40)));
  assert.deepEqual(fetched, ['01-21 01-31', '01-31 02-10']);
});

test('days without bars are known to be empty and not asked for again', async () => {
  const { load, fetched } = cache([3, 4, 5, 6, 7, 8]);
  await load(day(4), day(7));
  assert.equal((await load(day(4), day(7))).time.length, 0);
  assert.deepEqual(fetched, ['01-05 01-08']);
  assert.deepEqual(await load(day(2), day(10)), market(day(2), day(10), [3, 4, 5, 6, 7, 8]));
  assert.equal((await load(day(2), day(10))).time.length, 48);
  assert.deepEqual(fetched.slice(1), ['01-03 01-05', '01-08 01-11']);
});

const damages: [name: string, damage: (file: string) => void][] = [
  ['truncated', (file) => writeFileSync(file, readFileSync(file).subarray(0, 300))],
  ['with one digit changed', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace(',100,', ',101,'))],
  ['emptied', (file) => writeFileSync(file, '')],
  ['without its checksum', (file) => rmSync(`${file}.sha256`)],
  ['with the checksum of another', (file) => writeFileSync(`${file}.sha256`, `${'0'.repeat(64)}  x\n`)],
  ['gone, its checksum left', (file) => rmSync(file)],
];
for (const [name, damage] of damages) {
  test(`a cached file ${name} is fetched again`, async () => {
    const { load, fetched, files, folder } = cache();
    await load(day(0), day(5));
    damage(join(folder, files()[0]));
    assert.deepEqual(await load(day(0), day(5)), market(day(0), day(5)));
    assert.deepEqual(fetched, ['01-01 01-06', '01-01 01-06']);
    await load(day(0), day(5));
    assert.equal(fetched.length, 2);
  });
}

test('files of which one holds the other, as a kill in the middle of joining leaves them, are joined again', async () => {
  const { load, fetched, files, folder } = cache();
  await load(day(0), day(5));
  const [part] = files();
  const [text, checksum] = [part, `${part}.sha256`].map((name) => readFileSync(join(folder, name)));
  await load(day(0), day(10));
  writeFileSync(join(folder, part), text);
  writeFileSync(join(folder, `${part}.sha256`), checksum);
  fetched.length = 0;
  assert.deepEqual(await load(day(1), day(9)), market(day(1), day(9)));
  assert.deepEqual(fetched, []);
  assert.deepEqual(files(), ['btcusd_1Hour_2024-01-01_2024-01-11.csv']);
});

test('a day is kept an hour after its end, and the forming bar is never asked for', async () => {
  const { load, fetched, files } = cache();
  const now = day(2) + 30 * MINUTE;
  const bars = await load(day(0), day(9), now);
  assert.equal(bars.time.length, 48);
  assert.deepEqual(files(), ['btcusd_1Hour_2024-01-01_2024-01-02.csv']);
  await load(day(0), day(9), day(2) + HOUR);
  assert.deepEqual(files(), ['btcusd_1Hour_2024-01-01_2024-01-03.csv']);
  assert.deepEqual(fetched, ['01-01 01-02', '01-02 01-03', '01-02 01-03', '01-03 01-03']);
  assert.equal(firstBarAt(bars.time, day(2)), 48);
});
