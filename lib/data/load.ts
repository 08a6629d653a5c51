import { basename } from 'node:path';
import type { Bars } from '../core/bars.js';
import { firstBarAt, sliceBars } from '../core/bars.js';
import { isoTime, MINUTE, TIMEFRAMES } from '../core/time.js';
import type { DownloadProgress } from './alpaca.js';
import { alpacaBars } from './alpaca.js';
import type { AlpacaAccess } from './alpaca-client.js';
import { dataError } from './bar-error.js';
import type { DataPolicy } from './csv.js';
import { parseBarsCsv } from './csv.js';
import { parseTime } from './csv-time.js';
import { readBytes } from './gunzip.js';
import type { DataQuality } from './quality.js';
import { dataQuality } from './quality.js';
import { ensureSample, sampleFiles } from './sample.js';
import { stepName, usualSpacing } from './validate.js';

/** A moment in ms UTC, or as ISO text: `2024-01-01` is the midnight it begins with. */
export type Moment = number | string;

export interface LoadOptions {
  /** `csv` when `bars` names a file and `sample` otherwise, if absent. */
  readonly source?: 'alpaca' | 'csv' | 'sample';
  /** A file of 5-minute bars, for `csv`. */
  readonly bars?: string;
  /** A file of 1-minute bars, for `csv` and `alpaca`. */
  readonly finer?: string;
  /** Only bars that open in [from, to); `alpaca` needs `from`, and takes the present for `to`. */
  readonly from?: Moment;
  readonly to?: Moment;
  /** Folder of the cache and the sample: `data/` of the project. */
  readonly folder: string;
  /** Whether 1-minute bars are loaded too: `sample` does unless told not to, `alpaca` only when told to. */
  readonly minutes?: boolean;
  readonly policy?: DataPolicy;
  /** How to reach Alpaca; needed for `alpaca`. */
  readonly alpaca?: AlpacaAccess;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

export interface LoadedBars {
  /** 5-minute bars. */
  readonly bars: Bars;
  /** 1-minute bars, where there are any. */
  readonly finer?: Bars;
  /** Alpaca's own 15-minute and 1-hour bars; from other sources these are resampled. */
  readonly higher?: { readonly '15Min': Bars; readonly '1Hour': Bars };
  readonly source: LoadOptions['source'] & string;
  /** Where the bars come from, for people: files by their names alone, so that it is the same on every machine. */
  readonly description: string;
  readonly quality: DataQuality;
  readonly finerQuality?: DataQuality;
}

interface Loaded {
  bars: Bars;
  finer?: Bars | undefined;
  higher?: { '15Min': Bars; '1Hour': Bars };
  description: string;
  /** The files with their folders, for errors; the description where there are none. */
  place?: string;
}

/** Bars of the chosen source, cut to the range that is asked for. Throws when nothing is left, and whatever the source throws. */
export async function loadBars(given: LoadOptions): Promise<LoadedBars> {
  const options = withoutBlanks(given);
  const source = options.source ?? (options.bars === undefined ? 'sample' : 'csv');
  const from = moment('from', options.from) ?? Number.NEGATIVE_INFINITY;
  const to = moment('to', options.to) ?? Number.POSITIVE_INFINITY;
  if (!(from < to)) throw new Error(`loadBars: to must be after from ${isoTime(from)}, got ${isoTime(to)}`);
  const loaded = await loadFrom(source, options, from, to);
  const { description, place = description } = loaded;
  const bars = within(loaded.bars, from, to);
  if (bars.time.length === 0) throw emptyRange(loaded.bars, from, to, place);
  const finer = loaded.finer && within(loaded.finer, from, to);
  if (finer) checkOverlap(bars, finer, place);
  return {
    bars,
    ...(finer && { finer, finerQuality: dataQuality(finer) }),
    ...(loaded.higher && { higher: loaded.higher }),
    source,
    description,
    quality: dataQuality(bars),
  };
}

/** A blank text, as notebook parameters have it, is nothing. */
function withoutBlanks(options: LoadOptions): LoadOptions {
  const kept = Object.entries(options).filter(([, value]) => value !== '' && value !== undefined);
  return Object.fromEntries(kept) as unknown as LoadOptions;
}

async function loadFrom(source: string, options: LoadOptions, from: number, to: number): Promise<Loaded> {
  if (source === 'sample') return loadSample(options);
  if (source === 'csv') return loadCsv(options);
  if (source === 'alpaca') return loadAlpaca(options, from, to);
  throw new Error(`loadBars: source must be alpaca, csv or sample, got ${source}`);
}

function loadSample({ folder, minutes = true }: LoadOptions): Loaded {
  const sample = ensureSample(folder, { minutes });
  const file = sampleFiles(folder).fives;
  const described = (name: string) => `the built-in sample, made up and not real bars (${name})`;
  return {
    bars: sample.fives,
    finer: minutes ? sample.minutes : undefined,
    description: described(basename(file)),
    place: described(file),
  };
}

function loadCsv({ bars: file, finer, policy }: LoadOptions): Loaded {
  if (file === undefined) throw new Error('loadBars: bars must be a file when source is csv, got none');
  const bars = readCsv(file, '5Min', policy);
  const minutes = finer === undefined ? undefined : readCsv(finer, '1Min', policy);
  return {
    bars,
    finer: minutes,
    description: withMinutes(basename(file), finer),
    place: withMinutes(file, finer, true),
  };
}

function withMinutes(bars: string, finer: string | undefined, inFull = false): string {
  return finer === undefined ? bars : `${bars}, with 1-minute bars ${inFull ? finer : basename(finer)}`;
}

function readCsv(file: string, timeframe: '5Min' | '1Min', policy: DataPolicy | undefined): Bars {
  const step = TIMEFRAMES[timeframe];
  const bars = parseBarsCsv(readBytes(file, 'loadBars'), file, { step, ...(policy && { policy }) });
  const spacing = usualSpacing(bars.time);
  if (bars.time.length > 2 && spacing > step) {
    const must = `bars must be ${stepName(step)} apart, got ${stepName(spacing)} between most of them`;
    throw dataError('loadBars', must, { file }, `bring ${step / MINUTE}-minute bars`);
  }
  return bars;
}

async function loadAlpaca(options: LoadOptions, from: number, to: number): Promise<Loaded> {
  const { alpaca: access, folder, finer, policy, minutes = false, onProgress } = options;
  if (!access)
    throw new Error('loadBars: alpaca must be given (clock, random, keys or none) when source is alpaca, got none');
  if (from === Number.NEGATIVE_INFINITY)
    throw new Error('loadBars: from must be given when source is alpaca, got none');
  const request = { from, to: Math.min(to, access.clock.now()), folder, access, ...(onProgress && { onProgress }) };
  const bars = await alpacaBars({ ...request, timeframe: '5Min' });
  const higher = {
    '15Min': await alpacaBars({ ...request, timeframe: '15Min' }),
    '1Hour': await alpacaBars({ ...request, timeframe: '1Hour' }),
  };
  const file = finer === undefined ? undefined : readCsv(finer, '1Min', policy);
  const fine = file ?? (minutes ? await alpacaBars({ ...request, timeframe: '1Min' }) : undefined);
  const name = "BTC/USD of Alpaca's own venue";
  return { bars, higher, finer: fine, description: withMinutes(name, finer), place: withMinutes(name, finer, true) };
}

function moment(name: string, value: Moment | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = typeof value === 'number' ? value : parseTime(value)?.time;
  if (time !== undefined && Number.isFinite(time)) return time;
  throw new Error(`loadBars: ${name} must be an ISO date or time such as 2024-01-01, got ${value}`);
}

function within(bars: Bars, from: number, to: number): Bars {
  return sliceBars(bars, firstBarAt(bars.time, from), firstBarAt(bars.time, to));
}

function emptyRange({ time }: Bars, from: number, to: number, file: string): Error {
  const has =
    time.length === 0 ? 'no bars at all' : `bars from ${isoTime(time[0])} to ${isoTime(time[time.length - 1])}`;
  const asked = `${from === Number.NEGATIVE_INFINITY ? 'the start' : isoTime(from)} to ${to === Number.POSITIVE_INFINITY ? 'the end' : isoTime(to)}`;
  return dataError(
    'loadBars',
    `from and to must enclose bars, got ${asked} where the source has ${has}`,
    { file },
    'choose other dates',
  );
}

/** Minutes beside the bars would all be ignored without a word: surely the wrong file. */
function checkOverlap(bars: Bars, finer: Bars, file: string): void {
  const last = bars.time[bars.time.length - 1] + bars.step;
  const inside = firstBarAt(finer.time, last) - firstBarAt(finer.time, bars.time[0]);
  if (inside > 0) return;
  const must = `finer must have minutes between ${isoTime(bars.time[0])} and ${isoTime(last)}, got none`;
  throw dataError('loadBars', must, { file }, 'bring minutes of the same months, or none');
}
