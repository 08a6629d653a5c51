import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bars } from '../lib/core/bars.js';
import { readBarsCsv } from '../lib/data/csv.js';
import { ensureSample, sampleFiles } from '../lib/data/sample.js';

const root = join(__dirname, '..', '..');
const real = join(root, '..', 'shared', 'data');

/** Files of 5-minute and 1-minute bars: real ones where they are at hand, else the built-in sample of the same length. */
export function benchFiles(): { readonly fives: string; readonly minutes: string; readonly what: string } {
  const fives = join(real, 'btcusd_5min_binance_2023-06-01_2024-12-31.csv.gz');
  const minutes = join(real, 'btcusd_1min_binance_2023-06-01_2024-12-31.csv.gz');
  if (existsSync(fives) && existsSync(minutes)) return { fives, minutes, what: 'real bars' };
  const folder = join(root, 'data');
  ensureSample(folder);
  return { ...sampleFiles(folder), what: 'the built-in sample' };
}

export function fiveMinuteBars(): Bars {
  return readBarsCsv(benchFiles().fives).bars;
}

export function oneMinuteBars(): Bars {
  return readBarsCsv(benchFiles().minutes).bars;
}
