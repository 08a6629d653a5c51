import { type Bars, firstBarAt } from '../core/bars.js';
import { isoDay } from '../core/time.js';
import type { Segment } from './segment.js';

/** One period of a walk-forward: parameters are found on `train` and traded, frozen, on `test`. */
export interface WalkPeriod {
  readonly number: number;
  readonly train: Segment;
  readonly test: Segment;
}

export interface PeriodOptions {
  /** 6. */
  readonly periods?: number;
  /** Calendar months of each, 3. */
  readonly months?: number;
  /** Share of a period's time that is train, 0.7. */
  readonly trainShare?: number;
  /** Rolling: train begins with its period. Anchored: always with the first. */
  readonly window?: 'rolling' | 'anchored';
}

/**
 * The last `periods` stretches of `months` calendar months (UTC) before the end of the data, each split into train and
 * test by time. What lies before the first warms indicators up. Throws when the data do not reach back that far, or a part
 * holds no bar.
 */
export function walkPeriods({ time, step }: Bars, options: PeriodOptions = {}): WalkPeriod[] {
  const { periods = 6, months = 3, trainShare = 0.7, window = 'rolling' } = options;
  const end = time[time.length - 1] + step;
  const edges = Array.from({ length: periods + 1 }, (_, k) => monthsBefore(end, (periods - k) * months));
  if (!(time[0] <= edges[0])) {
    throw new Error(
      `walkPeriods: bars must reach back to ${isoDay(edges[0])} for ${periods} periods of ${months} months, got a first bar of ${time.length === 0 ? 'none' : isoDay(time[0])}; ${remedy(time[0], end, months)}`,
    );
  }
  return Array.from({ length: periods }, (_, k) => {
    const split = edges[k] + Math.round(((edges[k + 1] - edges[k]) * trainShare) / step) * step;
    const train = { from: firstBarAt(time, edges[window === 'anchored' ? 0 : k]), to: firstBarAt(time, split) };
    const test = { from: train.to, to: firstBarAt(time, edges[k + 1]) };
    if (train.to <= train.from || test.to <= test.from) {
      throw new Error(
        `walkPeriods: period ${k + 1} must have bars in train and test, got none from ${isoDay(edges[k])}`,
      );
    }
    return { number: k + 1, train, test };
  });
}

/** What to do about bars that are too short: the most that fits them. */
function remedy(first: number, end: number, months: number): string {
  let whole = 0;
  while (monthsBefore(end, whole + 1) >= first) whole++;
  if (whole === 0) return 'bring more bars: a period needs a month at least';
  const fitting = Math.floor(whole / months);
  return `bring more bars, or ask for what these hold, such as ${fitting > 0 ? `periods: ${fitting}, months: ${months}` : `periods: ${whole}, months: 1`}`;
}

/** The same moment so many calendar months earlier; the last day of a shorter month. */
function monthsBefore(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** The first `share` of the bars to find parameters on, and the rest to look at once. Throws when either would be empty. */
export function trainAndHoldout({ time }: Pick<Bars, 'time'>, share: number): { train: Segment; holdout: Segment } {
  const split = Math.round(time.length * share);
  if (split < 1 || split >= time.length) {
    throw new Error(`trainAndHoldout: share must leave bars on both sides of ${time.length}, got ${share}`);
  }
  return { train: { from: 0, to: split }, holdout: { from: split, to: time.length } };
}
