import { createHash } from 'node:crypto';
import type { Bars } from '../core/bars.js';
import { PRICE_COLUMNS } from '../core/bars.js';
import { isoTime } from '../core/time.js';

/** A stretch of missing bars: open times of the first and the last of them, ISO, and how many. */
export interface MissingStretch {
  readonly from: string;
  readonly to: string;
  readonly missing: number;
}

/** What is known of the bars themselves, before any indicator. Plain JSON. */
export interface DataQuality {
  readonly rows: number;
  /** Open times of the first and the last bar, ISO; null without bars. */
  readonly from: string | null;
  readonly to: string | null;
  /** Length of a bar in ms. */
  readonly step: number;
  /** The gap ledger, oldest first. */
  readonly gaps: readonly MissingStretch[];
  readonly missing: number;
  /** Missing bars of the longest gap; 0 without gaps. */
  readonly longest_gap: number;
  readonly zero_volume: number;
  /** Fraction of the rows, 0..1; 0 without bars. */
  readonly zero_volume_share: number;
  /** Bars that a policy inserted. */
  readonly filled: number;
  /** Bars without range (high = low), those inserted included. */
  readonly flat: number;
  /** The close-to-close move that is greatest in size, a signed fraction, and its bar; null with fewer than two bars. */
  readonly largest_move: { readonly time: string; readonly change: number } | null;
  /** SHA-256 (hex) of step and columns as little-endian doubles, filled marks included where there are any. */
  readonly hash: string;
}

/** Rows, span, gap ledger, zero-volume share and content hash of validated bars. */
export function dataQuality(bars: Bars): DataQuality {
  const { time, step } = bars;
  const rows = time.length;
  const gaps = missingStretches(bars);
  const zeroVolume = count(bars.volume, (v) => v === 0);
  return {
    rows,
    from: rows === 0 ? null : isoTime(time[0]),
    to: rows === 0 ? null : isoTime(time[rows - 1]),
    step,
    gaps,
    missing: gaps.reduce((sum, gap) => sum + gap.missing, 0),
    longest_gap: gaps.reduce((longest, gap) => Math.max(longest, gap.missing), 0),
    zero_volume: zeroVolume,
    zero_volume_share: rows === 0 ? 0 : zeroVolume / rows,
    filled: bars.filled ? count(bars.filled, (f) => f === 1) : 0,
    flat: count(bars.high, (high, i) => high === bars.low[i]),
    largest_move: largestMove(bars),
    hash: contentHash(bars),
  };
}

/** SHA-256 (hex) of the content of bars: equal bars have equal hashes, wherever they came from. */
export function contentHash(bars: Bars): string {
  const hash = createHash('sha256').update(Float64Array.of(bars.step));
  for (const column of ['time', ...PRICE_COLUMNS] as const) hash.update(bars[column]);
  if (bars.filled) hash.update(bars.filled);
  return hash.digest('hex');
}

function missingStretches({ time, step }: Bars): MissingStretch[] {
  const gaps: MissingStretch[] = [];
  for (let i = 1; i < time.length; i++) {
    const missing = Math.round((time[i] - time[i - 1]) / step) - 1;
    if (missing > 0) gaps.push({ from: isoTime(time[i - 1] + step), to: isoTime(time[i] - step), missing });
  }
  return gaps;
}

function largestMove({ time, close }: Bars): DataQuality['largest_move'] {
  if (time.length < 2) return null;
  let at = 1;
  let change = 0;
  for (let i = 1; i < time.length; i++) {
    const move = close[i] / close[i - 1] - 1;
    if (Math.abs(move) > Math.abs(change)) [at, change] = [i, move];
  }
  return { time: isoTime(time[at]), change };
}

function count(column: Float64Array | Uint8Array, holds: (value: number, i: number) => boolean): number {
  let total = 0;
  for (let i = 0; i < column.length; i++) if (holds(column[i], i)) total++;
  return total;
}
