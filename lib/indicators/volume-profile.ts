import { requireLength, requireSize } from './check.js';
import { type ProfileBars, ProfileWindow } from './profile-window.js';

/** Rows whose volumes differ by at most this share of the window's total are equal. */
const TIE = 1e-9;

export interface ProfileParams {
  /** Bars in the window, the current one included. */
  readonly length: number;
  /** Price rows between the window's lowest low and highest high. */
  readonly rows: number;
  /** Share of the volume in the value area, above 0 and at most 1. */
  readonly valueArea: number;
}

/** One value a bar, NaN for the first `length - 1` bars. */
export interface VolumeProfile {
  /** Point of control: price in the middle of the fullest row. */
  readonly poc: Float64Array;
  /** Upper and lower edge of the value area, in price. */
  readonly vah: Float64Array;
  readonly val: Float64Array;
  /** Volume of the window's bars with close >= open, and of the others; >= 0. */
  readonly volUp: Float64Array;
  readonly volDown: Float64Array;
}

/** Empty columns for `length` bars, to be reused over runs. */
export function allocateVolumeProfile(length: number): VolumeProfile {
  const column = () => new Float64Array(length);
  return { poc: column(), vah: column(), val: column(), volUp: column(), volDown: column() };
}

function requireParams(where: string, { length, rows, valueArea }: ProfileParams): void {
  requireLength(where, length);
  if (!Number.isInteger(rows) || rows < 1) {
    throw new Error(`${where}: rows must be a whole number, at least 1, got ${rows}`);
  }
  if (!(valueArea > 0 && valueArea <= 1)) {
    throw new Error(`${where}: valueArea must be above 0 and at most 1, got ${valueArea}`);
  }
}

export function volumeProfile(
  bars: ProfileBars,
  params: ProfileParams,
  out: VolumeProfile = allocateVolumeProfile(bars.close.length),
): VolumeProfile {
  requireParams('volumeProfile', params);
  requireSize('volumeProfile', out.poc, bars.close.length);
  const window = new ProfileWindow(params.length, params.rows);
  for (let i = 0; i < bars.close.length; i++) {
    window.advance(bars, i);
    levels(window, params.valueArea, out, i);
  }
  return out;
}

function levels(window: ProfileWindow, valueArea: number, out: VolumeProfile, i: number): void {
  const { grid, full } = window;
  const total = window.up + window.down;
  out.volUp[i] = full ? window.up : Number.NaN;
  out.volDown[i] = full ? window.down : Number.NaN;
  if (!full || !(total > 0) || !(grid.height > 0)) {
    const price = full && total > 0 ? grid.lowest : Number.NaN;
    out.poc[i] = price;
    out.vah[i] = price;
    out.val[i] = price;
    return;
  }
  const { cells, rows, lowest, highest, height } = grid;
  const tie = TIE * total;
  const target = valueArea * total - tie;
  // Sentinels below and above the rows: a side that is exhausted is never the fuller one.
  cells[0] = Number.NEGATIVE_INFINITY;
  cells[rows + 1] = Number.NEGATIVE_INFINITY;
  const poc = grid.fullest(tie);
  let sum = cells[poc];
  let top = poc;
  let bottom = poc;
  let above = cells[top + 1];
  let below = cells[bottom - 1];
  while (sum < target) {
    if (above >= below - tie) {
      sum += above;
      above = cells[++top + 1];
    } else {
      sum += below;
      below = cells[--bottom - 1];
    }
  }
  out.poc[i] = lowest + (poc - 0.5) * height;
  out.vah[i] = top === rows ? highest : lowest + top * height;
  out.val[i] = lowest + (bottom - 1) * height;
}
