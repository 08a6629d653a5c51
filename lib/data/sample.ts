import { join } from 'node:path';
import { aggregate } from '../core/aggregate.js';
import type { Bars } from '../core/bars.js';
import { allocateBars } from '../core/bars.js';
import { seededRandom } from '../core/random.js';
import { MINUTE } from '../core/time.js';
import { parseBarsCsv, writeBarsCsv } from './csv.js';
import { readBytes } from './gunzip.js';
import type { SampleMinute } from './sample-model.js';
import { SAMPLE_FROM, SAMPLE_MINUTES, SampleMarket } from './sample-model.js';

/** Part of the file names: raised whenever the generator gives other bars, so that old files are not taken for new ones. */
const GENERATOR_VERSION = 1;

/** A made-up market: one-minute bars and the five-minute bars made of them. Never real, and never to be shown as such. */
export interface SampleBars {
  readonly minutes: Bars;
  readonly fives: Bars;
}

/**
 * 19 months (1 June 2023 to 31 December 2024 UTC) of made-up bars, without gaps: 835,200 minutes and 167,040 five-minute bars.
 * Equal seeds give equal bytes. See `SampleMarket` for what is in them.
 */
export function sampleBars(seed = 1): SampleBars {
  const market = new SampleMarket(seededRandom(seed));
  const minutes = allocateBars(SAMPLE_MINUTES, MINUTE);
  const bar: SampleMinute = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (let i = 0; i < SAMPLE_MINUTES; i++) {
    const time = SAMPLE_FROM + i * MINUTE;
    market.next(time, bar);
    minutes.time[i] = time;
    minutes.open[i] = bar.open;
    minutes.high[i] = bar.high;
    minutes.low[i] = bar.low;
    minutes.close[i] = bar.close;
    minutes.volume[i] = bar.volume;
  }
  return { minutes, fives: aggregate(minutes, 5 * MINUTE) };
}

/** Files of the sample (seed 1) in `folder`. */
export function sampleFiles(folder: string): { minutes: string; fives: string } {
  const file = (timeframe: string) => join(folder, `sample_${timeframe}_v${GENERATOR_VERSION}.csv.gz`);
  return { minutes: file('1Min'), fives: file('5Min') };
}

/**
 * The sample (seed 1) as read from its files in `folder`, which are generated on first use or when they do not read.
 * Without `minutes` only the five-minute file is read.
 */
export function ensureSample(folder: string): SampleBars;
export function ensureSample(folder: string, options: { minutes: boolean }): { minutes?: Bars; fives: Bars };
export function ensureSample(folder: string, options = { minutes: true }): { minutes?: Bars; fives: Bars } {
  return readSample(folder, options.minutes) ?? generateSample(folder);
}

function readSample(folder: string, withMinutes: boolean): { minutes?: Bars; fives: Bars } | undefined {
  const files = sampleFiles(folder);
  try {
    const fives = readFile(files.fives, 5 * MINUTE);
    return withMinutes ? { fives, minutes: readFile(files.minutes, MINUTE) } : { fives };
  } catch {
    // Missing or damaged alike: the generator makes the same bars again.
    return undefined;
  }
}

function readFile(file: string, step: number): Bars {
  return parseBarsCsv(readBytes(file, 'ensureSample'), file, { step });
}

/** The five-minute file is written last: where it is, the minutes are. */
function generateSample(folder: string): SampleBars {
  const files = sampleFiles(folder);
  const bars = sampleBars();
  writeBarsCsv(files.minutes, bars.minutes);
  writeBarsCsv(files.fives, bars.fives);
  return bars;
}
