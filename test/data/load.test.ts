import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type { Bars } from '../../lib/core/bars.js';
import { allocateBars } from '../../lib/core/bars.js';
import { DAY, HOUR, MINUTE } from '../../lib/core/time.js';
import { writeBarsCsv } from '../../lib/data/csv.js';
import { loadBars } from '../../lib/data/load.js';
import { FakeAlpaca, VirtualClock } from './fake-alpaca.js';

const JANUARY = Date.UTC(2024, 0, 1);
const folder = mkdtempSync(join(tmpdir(), 'mtf-load-'));

function bars(from: number, count: number, step: number): Bars {
  const out = allocateBars(count, step);
  for (let i = 0; i < count; i++) {
    out.time[i] = from + i * step;
    for (const column of ['open', 'high', 'low', 'close'] as const) out[column][i] = 100 + i;
  }
  return out;
}

function write(name: string, from: number, count: number, step: number): string {
  const file = join(folder, name);
  writeBarsCsv(file, bars(from, count, step));
  return file;
}

const fives = write('fives.csv.gz', JANUARY, 288, 5 * MINUTE);
const minutes = write('minutes.csv', JANUARY, 1440, MINUTE);

test('a file is the source when one is named, with its minutes when these are', async () => {
  const loaded = await loadBars({ folder, bars: fives, finer: minutes });
  assert.equal(loaded.source, 'csv');
  assert.deepEqual([loaded.bars.time.length, loaded.bars.step], [288, 5 * MINUTE]);
  assert.deepEqual([loaded.finer?.time.length, loaded.finer?.step], [1440, MINUTE]);
  assert.equal(loaded.quality.zero_volume, 288);
  assert.equal(loaded.finerQuality?.rows, 1440);
  assert.equal(loaded.higher, undefined);
});

test('a range cuts bars and minutes alike, and blank parameters are none', async () => {
  const loaded = await loadBars({
    folder,
    bars: fives,
    finer: minutes,
    from: '2024-01-01T06:00:00Z',
    to: '2024-01-01 12:00',
  });
  assert.deepEqual([loaded.bars.time.length, loaded.finer?.time.length], [72, 360]);
  assert.equal(loaded.bars.time[0], JANUARY + 6 * HOUR);
  assert.equal(loaded.quality.to, '2024-01-01T11:55:00Z');
  const whole = await loadBars({ folder, bars: fives, finer: '', from: '', to: '' });
  assert.deepEqual([whole.bars.time.length, whole.finer], [288, undefined]);
});

test('a range without data says what the data have', async () => {
  await assert.rejects(
    loadBars({ folder, bars: fives, from: '2025-01-01' }),
    /from and to must enclose bars, got 2025-01-01T00:00:00Z to the end where the source has bars from 2024-01-01T00:00:00Z to 2024-01-01T23:55:00Z, in .*fives.csv.gz; choose other dates/,
  );
  await assert.rejects(
    loadBars({ folder, bars: fives, from: '2024-02-01', to: '2024-01-01' }),
    /to must be after from/,
  );
  await assert.rejects(
    loadBars({ folder, bars: fives, from: 'yesterday' }),
    /from must be an ISO date or time such as 2024-01-01, got yesterday/,
  );
});

test('bars of another timeframe, and minutes of other months, are refused', async () => {
  const hours = write('hours.csv', JANUARY, 24, HOUR);
  const later = write('later.csv', JANUARY + 90 * DAY, 60, MINUTE);
  await assert.rejects(
    loadBars({ folder, bars: minutes }),
    /time must be on the 5 minutes grid, got 2024-01-01T00:01:00Z, in .*minutes.csv, row 3/,
  );
  await assert.rejects(
    loadBars({ folder, bars: hours }),
    /bars must be 5 minutes apart, got 60 minutes between most of them, in .*hours.csv/,
  );
  await assert.rejects(
    loadBars({ folder, bars: fives, finer: later }),
    /finer must have minutes between 2024-01-01T00:00:00Z and 2024-01-02T00:00:00Z, got none/,
  );
});

test('a source that is unknown, or lacks what it needs, is named', async () => {
  await assert.rejects(loadBars({ folder, source: 'csv' }), /bars must be a file when source is csv, got none/);
  await assert.rejects(loadBars({ folder, source: 'alpaca', from: '2024-01-01' }), /alpaca must be given/);
  await assert.rejects(loadBars({ folder, source: 'ftp' as 'csv' }), /source must be alpaca, csv or sample, got ftp/);
});

test('the sample says that it is made up', async () => {
  const loaded = await loadBars({ folder, minutes: false, from: '2024-03-01', to: '2024-03-02' });
  assert.equal(loaded.source, 'sample');
  assert.match(loaded.description, /made up and not real/);
  assert.deepEqual([loaded.bars.time.length, loaded.finer], [288, undefined]);
});

test('Alpaca gives its own 15-minute and 1-hour bars beside the 5-minute ones', async (t) => {
  const clock = new VirtualClock(JANUARY + 10 * DAY);
  const fake = new FakeAlpaca({ clock });
  const baseUrl = await fake.start();
  t.after(() => fake.stop());
  const alpaca = { clock, random: () => 0.5, baseUrl };
  const loaded = await loadBars({
    folder: join(folder, 'cache'),
    source: 'alpaca',
    from: '2024-01-01',
    to: '2024-01-03',
    alpaca,
  });
  assert.deepEqual(
    [loaded.bars.time.length, loaded.higher?.['15Min'].time.length, loaded.higher?.['1Hour'].time.length, loaded.finer],
    [576, 192, 48, undefined],
  );
});

const REAL = resolve(__dirname, '../../../../shared/data/btcusd_5min_binance_2023-06-01_2024-12-31.csv.gz');
test('nineteen months of real bars load whole', {
  skip: existsSync(REAL) ? false : '../shared/data is not there',
}, async () => {
  const { quality } = await loadBars({ folder, bars: REAL });
  assert.deepEqual([quality.rows, quality.missing, quality.zero_volume], [167_040, 0, 0]);
});
