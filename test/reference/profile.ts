// Volume profile of a window of bars: histogram, POC, value area, up and down volume, low-volume zones.

import type { Bar } from './bars.js';

export interface Profile {
  POC: number;
  VAH: number;
  VAL: number;
  vol_up: number;
  vol_down: number;
  /** Volume of each row, lowest price first; empty when there is no range or no volume. */
  rows: number[];
  low: number;
  high: number;
}

export interface Zone {
  bottom: number;
  top: number;
}

/** Rows whose volumes differ by at most this share of the window's total are equal. */
const TOLERANCE = 1e-9;

/** The profile of bars[from..to], both included. */
export function profileOf(bars: readonly Bar[], from: number, to: number, rowCount: number, share: number): Profile {
  let low = Infinity;
  let high = -Infinity;
  let up = 0;
  let down = 0;
  for (let i = from; i <= to; i++) {
    low = Math.min(low, bars[i].low);
    high = Math.max(high, bars[i].high);
    if (bars[i].close >= bars[i].open) up += bars[i].volume;
    else down += bars[i].volume;
  }
  // Ambiguous in the design: a window with neither range nor volume matches two rules. Reading taken: no volume wins
  // (all three NaN). No signal can depend on it.
  if (up + down === 0) return { POC: NaN, VAH: NaN, VAL: NaN, vol_up: 0, vol_down: 0, rows: [], low, high };
  if (high === low) return { POC: low, VAH: low, VAL: low, vol_up: up, vol_down: down, rows: [], low, high };
  const rows = histogram(bars, from, to, low, high, rowCount);
  const total = up + down;
  const poc = fullestRow(rows, total);
  const area = valueArea(rows, poc, total, share);
  const width = (high - low) / rowCount;
  return {
    POC: low + (poc + 0.5) * width,
    VAH: edge(area.upper + 1, low, high, rowCount),
    VAL: edge(area.lower, low, high, rowCount),
    vol_up: up,
    vol_down: down,
    rows,
    low,
    high,
  };
}

/** Lower edge of row k. The design gives no formula; the top edge of the last row is the window's high exactly. */
function edge(k: number, low: number, high: number, rowCount: number): number {
  return k === rowCount ? high : low + k * ((high - low) / rowCount);
}

/** A bar's volume is spread evenly over [low, high]; a bar without range goes to one row. */
function histogram(
  bars: readonly Bar[],
  from: number,
  to: number,
  low: number,
  high: number,
  rowCount: number,
): number[] {
  const rows: number[] = new Array<number>(rowCount).fill(0);
  const width = (high - low) / rowCount;
  for (let i = from; i <= to; i++) {
    const bar = bars[i];
    const range = bar.high - bar.low;
    if (range === 0) {
      rows[Math.min(rowCount - 1, Math.floor((bar.low - low) / width))] += bar.volume;
      continue;
    }
    // One row more on either side than needed; where there is no overlap nothing is added.
    const first = Math.max(0, Math.floor((bar.low - low) / width) - 1);
    const last = Math.min(rowCount - 1, Math.floor((bar.high - low) / width) + 1);
    for (let k = first; k <= last; k++) {
      const bottom = Math.max(bar.low, edge(k, low, high, rowCount));
      const top = Math.min(bar.high, edge(k + 1, low, high, rowCount));
      if (top > bottom) rows[k] += (bar.volume * (top - bottom)) / range;
    }
  }
  return rows;
}

/** The lowest of the rows that equal the fullest. */
function fullestRow(rows: readonly number[], total: number): number {
  const most = Math.max(...rows);
  return rows.findIndex((volume) => volume >= most - TOLERANCE * total);
}

function valueArea(
  rows: readonly number[],
  poc: number,
  total: number,
  share: number,
): { lower: number; upper: number } {
  let lower = poc;
  let upper = poc;
  let held = rows[poc];
  while (held < share * total - TOLERANCE * total) {
    const above = upper + 1 < rows.length;
    const below = lower - 1 >= 0;
    if (!above && !below) break;
    const takeUpper = above && (!below || rows[upper + 1] >= rows[lower - 1] - TOLERANCE * total);
    if (takeUpper) held += rows[++upper];
    else held += rows[--lower];
  }
  return { lower, upper };
}

/** Low-volume zones: runs of rows below a share (0.12) of the POC row's volume. */
export function lowVolumeZones(profile: Profile, share = 0.12): Zone[] {
  const count = profile.rows.length;
  const limit = share * Math.max(0, ...profile.rows);
  const zones: Zone[] = [];
  for (let k = 0; k < count; k++) {
    if (!(profile.rows[k] < limit)) continue;
    let end = k;
    while (end + 1 < count && profile.rows[end + 1] < limit) end++;
    zones.push({
      bottom: edge(k, profile.low, profile.high, count),
      top: edge(end + 1, profile.low, profile.high, count),
    });
    k = end;
  }
  return zones;
}

const NOTHING: Profile = { POC: NaN, VAH: NaN, VAL: NaN, vol_up: NaN, vol_down: NaN, rows: [], low: NaN, high: NaN };

/** The profile of the last `length` bars at each bar; NaN while there are fewer. */
export function profiles(bars: readonly Bar[], length: number, rowCount: number, share: number): Profile[] {
  return bars.map((_, i) => {
    if (i < length - 1) return NOTHING;
    // The histogram is dropped: a year of them would fill the memory.
    return { ...profileOf(bars, i - length + 1, i, rowCount, share), rows: [] };
  });
}
