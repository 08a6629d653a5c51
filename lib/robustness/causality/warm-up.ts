import { type Bars, firstBarAt, sliceBars } from '../../core/bars.js';
import type { Random } from '../../core/random.js';
import type { Series } from './series.js';

/** How many bars after the start of the data a strategy still depends on that start. */
export interface WarmUp {
  /** Base bars; null when some series still depends on the start at the end of the stretch looked at. */
  readonly bars: number | null;
  /** The series that takes longest; null when none depends on the start. */
  readonly slowest: string | null;
  /** Bars looked at after each start. */
  readonly within: number;
}

const STARTS = 3;
/** Two numbers are equal for this purpose when they differ by at most this share: an average forgets its seed, never wholly. */
export const WARM_UP_TOLERANCE = 1e-6;
/** A difference in the last part of a stretch means that it was too short to see the end of the warm-up. */
const TAIL = 0.05;

/**
 * Computes again from later starts and looks how long the values differ from those of the whole data. `compute` gives the
 * series of some bars, `whole` are those of all. The stretches are at most `within` bars, and half of the data.
 */
export function measureWarmUp(
  bars: Bars,
  whole: readonly Series[],
  compute: (bars: Bars) => readonly Series[],
  within: number,
  random: Random,
): WarmUp {
  const length = bars.time.length;
  const stretch = Math.min(within, length >> 1);
  const free = length - 2 * stretch;
  let longest = 0;
  let slowest: string | null = null;
  for (let k = 0; k < STARTS; k++) {
    const start = stretch + Math.floor(random() * (free + 1));
    const later = compute(sliceBars(bars, start, start + stretch));
    for (const [column, series] of later.entries()) {
      const last = lastDifference(series, whole[column], bars.time, start);
      if (last > longest) {
        longest = last;
        slowest = series.name;
      }
    }
  }
  return { bars: longest > stretch * (1 - TAIL) ? null : longest, slowest, within: stretch };
}

/** Base bars from `start` to after the last place at which a series differs from that of the whole data; 0 when nowhere. */
function lastDifference(part: Series, whole: Series, baseTime: Float64Array, start: number): number {
  const { values, bars } = part;
  if (values.length === 0) return 0;
  const offset = firstBarAt(whole.bars.time, bars.time[0]);
  for (let i = values.length - 1; i >= 0; i--) {
    if (nearlyEqual(values[i], whole.values[i + offset])) continue;
    return firstBarAt(baseTime, bars.time[i] + bars.step) - start;
  }
  return 0;
}

function nearlyEqual(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  return Math.abs(a - b) <= WARM_UP_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}
