import { writeLevels } from './profile-levels.js';
import { type ProfileBars, ProfileWindow } from './profile-window.js';
import { allocateVolumeProfile, type ProfileParams, requireProfileParams } from './volume-profile.js';

/** A zone of little volume, between two prices: price crosses it quickly. Supply and demand ("SD") zones of a chart. */
export interface LowVolumeZone {
  readonly bottom: number;
  readonly top: number;
}

/** The whole profile of one bar's window, for charts. */
export interface ProfileAt {
  /** Volume of each row, lowest first; all 0 when the window has no range. */
  readonly rows: Float64Array;
  /** Lowest price, and the height of a row: row r lies between lo + r x width and lo + (r + 1) x width. */
  readonly lo: number;
  readonly width: number;
  readonly poc: number;
  readonly vah: number;
  readonly val: number;
  readonly volUp: number;
  readonly volDown: number;
  /** Runs of rows below 0.12 of the POC row's volume, lowest first. */
  readonly lowVolumeZones: readonly LowVolumeZone[];
}

/** A row below this share of the fullest is of low volume. */
const LOW_VOLUME = 0.12;

/** The volume profile at bar i: `volumeProfile` at one bar, with its rows. Null before there are `length` bars. */
export function profileAt(bars: ProfileBars, i: number, params: ProfileParams): ProfileAt | null {
  requireProfileParams('profileAt', params);
  if (!Number.isInteger(i) || i < 0 || i >= bars.close.length) {
    throw new Error(`profileAt: i must be one of ${bars.close.length} bars, got ${i}`);
  }
  if (i < params.length - 1) return null;
  const window = new ProfileWindow(params.length, params.rows);
  for (let k = i - params.length + 1; k <= i; k++) window.advance(bars, k);
  const levels = allocateVolumeProfile(1);
  writeLevels(window, params.valueArea, levels, 0);
  const { cells, lowest, highest, height } = window.grid;
  const rows = cells.slice(1, params.rows + 1);
  return {
    rows,
    lo: lowest,
    width: height,
    poc: levels.poc[0],
    vah: levels.vah[0],
    val: levels.val[0],
    volUp: levels.volUp[0],
    volDown: levels.volDown[0],
    lowVolumeZones: lowVolumeZones(rows, lowest, highest),
  };
}

function lowVolumeZones(rows: Float64Array, lowest: number, highest: number): LowVolumeZone[] {
  const least = LOW_VOLUME * rows.reduce((most, volume) => Math.max(most, volume), 0);
  const edge = (row: number) => (row === rows.length ? highest : lowest + (row * (highest - lowest)) / rows.length);
  const zones: LowVolumeZone[] = [];
  for (let row = 0; row < rows.length; row++) {
    if (!(rows[row] < least)) continue;
    const first = row;
    while (row + 1 < rows.length && rows[row + 1] < least) row++;
    zones.push({ bottom: edge(first), top: edge(row + 1) });
  }
  return zones;
}
