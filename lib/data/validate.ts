import type { Bars } from '../core/bars.js';
import { PRICE_COLUMNS } from '../core/bars.js';
import { HOUR, isoTime, MINUTE, TIMEFRAMES } from '../core/time.js';
import { dataError } from './bar-error.js';

/** Who asks and where the bars came from, for the error text. */
export interface Origin {
  readonly caller: string;
  /** File or source name. */
  readonly file: string;
  /** Line of bar `i` in the file; absent where the source has no lines (the bar's number counts from 1 then). */
  readonly row?: (i: number) => number;
}

const STEPS: readonly number[] = Object.values(TIMEFRAMES);

/** `5 minutes`: a step for people. */
export function stepName(step: number): string {
  const minutes = step / MINUTE;
  return `${minutes} minute${minutes === 1 ? '' : 's'}`;
}

/** The most frequent spacing (ms) of rising times, the smaller one on a tie; NaN for fewer than two. */
export function usualSpacing(time: Float64Array): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < time.length; i++) {
    const spacing = time[i] - time[i - 1];
    counts.set(spacing, (counts.get(spacing) ?? 0) + 1);
  }
  let usual = Number.NaN;
  let most = 0;
  for (const [spacing, count] of counts) {
    if (count > most || (count === most && spacing < usual)) [usual, most] = [spacing, count];
  }
  return usual;
}

/**
 * The step of bars that open at `time` (ms UTC, rising): their most frequent spacing, so that a stray row does not pass for
 * a finer timeframe. Throws unless it is 1, 5, 15 or 60 minutes.
 */
export function inferStep(time: Float64Array, origin: Origin): number {
  const step = usualSpacing(time);
  if (STEPS.includes(step)) return step;
  const found = time.length < 2 ? `${time.length} row${time.length === 1 ? '' : 's'}` : stepName(step);
  const must = `the step must be 1, 5, 15 or 60 minutes to be inferred, got ${found}`;
  throw dataError(
    origin.caller,
    must,
    { file: origin.file },
    'give the step, or bring bars of one of these timeframes',
  );
}

/**
 * Throws at the first bar that is not a bar: a price that is not finite or not above 0, high below low, open or close
 * outside low..high, negative volume, a time that repeats or runs backwards. Comparisons are exact.
 */
export function validateBars(bars: Bars, origin: Origin): void {
  const { time, open, high, low, close, volume } = bars;
  for (let i = 0; i < time.length; i++) {
    const sane = isBar(open[i], high[i], low[i], close[i], volume[i]);
    if (sane && time[i] < Infinity && (i === 0 || time[i] > time[i - 1])) continue;
    const problem = faultOf(bars, i);
    const row = origin.row?.(i) ?? i + 1;
    throw dataError(origin.caller, problem.must, { file: origin.file, row, time: time[i] }, problem.remedy);
  }
}

function isBar(open: number, high: number, low: number, close: number, volume: number): boolean {
  const prices = low > 0 && low <= open && open <= high && low <= close && close <= high && high < Infinity;
  return prices && volume >= 0 && volume < Infinity;
}

/** Prices and volume of one bar. */
export type BarValues = Readonly<Record<(typeof PRICE_COLUMNS)[number], number>>;

/** Prices and volume of bar `i`. */
export function valuesAt({ open, high, low, close, volume }: Bars, i: number): BarValues {
  return { open: open[i], high: high[i], low: low[i], close: close[i], volume: volume[i] };
}

/** What is wrong with the values of one bar, by the rules of `validateBars`, for people; null when nothing is. */
export function barFault(bar: BarValues): string | null {
  return isBar(bar.open, bar.high, bar.low, bar.close, bar.volume) ? null : faultOfValues(bar);
}

/** Throws at the first bar that does not open on the clock grid of `bars.step`. */
export function validateGrid(bars: Bars, origin: Origin): void {
  const { time, step } = bars;
  for (let i = 0; i < time.length; i++) {
    if (time[i] % step === 0) continue;
    const row = origin.row?.(i) ?? i + 1;
    const must = `time must be on the ${stepName(step)} grid, got ${isoTime(time[i])}`;
    const usual = usualSpacing(time);
    const remedy =
      usual < step
        ? `most rows are ${stepName(usual)} apart: bring ${step / MINUTE}-minute bars`
        : 'correct or remove the row';
    throw dataError(origin.caller, must, { file: origin.file, row, time: time[i] }, remedy);
  }
}

function faultOfValues(bar: BarValues): string | null {
  for (const name of PRICE_COLUMNS) {
    const value = bar[name];
    if (!Number.isFinite(value)) return `${name} must be a finite number, got ${value}`;
    if (name === 'volume' && value < 0) return `volume must be 0 or more, got ${value}`;
    if (name !== 'volume' && value <= 0) return `${name} must be above 0, got ${value}`;
  }
  const { low, high } = bar;
  if (high < low) return `high must be at or above low, got high ${high} and low ${low}`;
  for (const name of ['open', 'close'] as const) {
    const value = bar[name];
    if (value < low || value > high) return `${name} must lie within low ${low} and high ${high}, got ${value}`;
  }
  return null;
}

/** What is wrong with bar `i`; only asked when something is. */
function faultOf(bars: Bars, i: number): { must: string; remedy: string } {
  const remedy = 'correct or remove the row';
  const { time } = bars;
  const must = faultOfValues(valuesAt(bars, i));
  if (must !== null) return { must, remedy };
  if (!Number.isFinite(time[i])) return { must: `time must be a finite number, got ${time[i]}`, remedy };
  const got = isoTime(time[i]);
  if (time[i] === time[i - 1])
    return { must: `times must not repeat, got ${got} twice`, remedy: 'keep one of the rows' };
  const back = time[i - 1] - time[i] < HOUR ? ', or write them in UTC where a clock was set back' : '';
  return { must: `times must rise, got ${got} after ${isoTime(time[i - 1])}`, remedy: `sort the rows by time${back}` };
}
