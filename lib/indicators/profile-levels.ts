import type { PriceRows } from './price-rows.js';
import type { ProfileWindow } from './profile-window.js';

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

/** Rows whose volumes differ by at most this share of the window's total are equal. */
const TIE = 1e-9;

/** The part of a profile that is prices. */
export type ProfileLevels = Pick<VolumeProfile, 'poc' | 'vah' | 'val'>;

/** Writes the profile of a window's present bars at index i; NaN while the window is not full. */
export function writeLevels(window: ProfileWindow, valueArea: number, out: VolumeProfile, i: number): void {
  const { grid, full, up, down } = window;
  out.volUp[i] = full ? up : Number.NaN;
  out.volDown[i] = full ? down : Number.NaN;
  writePrices(grid, full ? up + down : 0, valueArea, out, i);
}

/** Writes the levels of a grid that holds `total` volume at index i; NaN where there is none. */
export function writePrices(grid: PriceRows, total: number, valueArea: number, out: ProfileLevels, i: number): void {
  if (!(total > 0) || !(grid.height > 0)) {
    const price = total > 0 ? grid.lowest : Number.NaN;
    out.poc[i] = price;
    out.vah[i] = price;
    out.val[i] = price;
    return;
  }
  const { rows, lowest, highest, height } = grid;
  const poc = grid.fullest(TIE * total);
  const { bottom, top } = valueAreaOf(grid.cells, rows, poc, total, valueArea);
  out.poc[i] = lowest + (poc - 0.5) * height;
  out.vah[i] = top === rows ? highest : lowest + top * height;
  out.val[i] = lowest + (bottom - 1) * height;
}

/** A start for the value area: neighbours at or above this many average rows. Only a matter of speed. */
const CORE = 1.2;

/** The lowest and highest cell of the value area around the fullest cell. */
function valueAreaOf(
  cells: Float64Array,
  rows: number,
  poc: number,
  total: number,
  share: number,
): { bottom: number; top: number } {
  const tie = TIE * total;
  const target = share * total - tie;
  // Sentinels below and above the rows: a side that is exhausted is never the fuller one.
  cells[0] = Number.NEGATIVE_INFINITY;
  cells[rows + 1] = Number.NEGATIVE_INFINITY;
  const core = (CORE * total) / rows;
  let sum = cells[poc];
  let top = poc;
  let bottom = poc;
  // While a side shows a row of the core, the fuller neighbour is one of the core: whatever their order, the area comes
  // to hold all of them before any other, unless it is complete earlier or the row above the core ties with it.
  while (cells[top + 1] >= core) sum += cells[++top];
  while (cells[bottom - 1] >= core) sum += cells[--bottom];
  if (sum >= target || cells[top + 1] >= core - tie) {
    sum = cells[poc];
    top = poc;
    bottom = poc;
  }
  while (sum < target) {
    if (cells[top + 1] >= cells[bottom - 1] - tie) sum += cells[++top];
    else sum += cells[--bottom];
  }
  return { bottom, top };
}
