import { firstBarAt } from '../../core/bars.js';
import type { Random } from '../../core/random.js';
import type { Series } from './series.js';

/** A stretch of bars [start, end) that is computed whole, and cut after each of `cuts` (data before the cut are kept). */
export interface CausalityWindow {
  readonly start: number;
  readonly end: number;
  readonly cuts: readonly number[];
}

export interface PlanCase {
  /** Number of bars of the data. */
  readonly length: number;
  readonly cuts: number;
  /** Bars of history each cut is given. */
  readonly history: number;
  /** Bars after the last cut of a window, in which the future may differ. */
  readonly horizon: number;
  /** Bars with a signal. */
  readonly signals: readonly number[];
}

/** Cuts that share one uncut computation, and the bars they are spread over: a day, so that they fall anywhere in an hour. */
const CUTS_A_WINDOW = 8;
const SPREAD = 288;

/**
 * Where to cut: windows at random places, every other one at a signal. In each the cuts follow signals, right after
 * whose bar the future would have to be known, and are otherwise random.
 */
export function planCuts({ length, cuts, history, horizon, signals }: PlanCase, random: Random): CausalityWindow[] {
  const earliest = Math.min(history, length >> 1);
  const eligible = signals.filter((bar) => bar >= earliest && bar + 1 < length);
  const pick = (low: number, high: number) => low + Math.floor(random() * (high - low));
  return Array.from({ length: Math.ceil(cuts / CUTS_A_WINDOW) }, (_, k): CausalityWindow => {
    const count = Math.min(CUTS_A_WINDOW, cuts - k * CUTS_A_WINDOW);
    const atSignal = k % 2 === 0 && eligible.length > 0;
    const anchor = atSignal ? eligible[pick(0, eligible.length)] + 1 : pick(Math.max(1, earliest), length);
    const limit = Math.min(length, anchor + SPREAD);
    const chosen = new Set(atSignal ? [anchor] : []);
    for (const bar of eligible) {
      if (bar + 1 > anchor && bar + 1 < limit && chosen.size < count / 2) chosen.add(bar + 1);
    }
    for (let tries = 0; chosen.size < count && tries < 4 * count; tries++) chosen.add(pick(anchor, limit));
    const sorted = [...chosen].sort((a, b) => a - b);
    return {
      start: Math.max(0, anchor - history),
      end: Math.min(length, sorted[sorted.length - 1] + horizon),
      cuts: sorted,
    };
  });
}

/** Base bars until every series with values has its first: what a window needs at least to see them all. */
export function barsUntilKnown(all: readonly Series[], baseTime: Float64Array): number {
  const firsts = all.map(({ values, bars }) => {
    const first = values.findIndex((value) => !Number.isNaN(value));
    return first < 0 ? 0 : firstBarAt(baseTime, bars.time[first] + bars.step);
  });
  return Math.max(0, ...firsts);
}
