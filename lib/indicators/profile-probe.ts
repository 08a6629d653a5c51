import { BAR_FIELDS, PriceRows } from './price-rows.js';
import { type ProfileLevels, writePrices } from './profile-levels.js';
import type { ProfileBars } from './profile-window.js';
import { type ProfileParams, requireProfileParams } from './volume-profile.js';

/**
 * The levels of the volume profile at single bars, for those who need them at few: one bar costs about ten times what it
 * costs `volumeProfile`, which moves on from bar to bar. They are those of `volumeProfile`: both keep their rows within
 * 1.2e-13 of the window's volume, far below the tie tolerance of 1e-9.
 */
export class ProfileProbe {
  private readonly grid: PriceRows;
  private readonly packed: Float64Array;

  constructor(private readonly params: ProfileParams) {
    requireProfileParams('ProfileProbe', params);
    this.grid = new PriceRows(params.rows);
    this.packed = new Float64Array(params.length * BAR_FIELDS);
  }

  /** Writes the levels of the window that ends with bar `i` into slot `i` of `out`; NaN before there are `length` bars. */
  write(bars: Pick<ProfileBars, 'high' | 'low' | 'volume'>, i: number, out: ProfileLevels): void {
    const first = i - this.params.length + 1;
    const total = first < 0 ? 0 : this.fill(bars, first, i);
    writePrices(this.grid, total, this.params.valueArea, out, i);
  }

  /** Puts bars `first` to `last` into the rows, returns their volume. */
  private fill(
    { high, low, volume }: Pick<ProfileBars, 'high' | 'low' | 'volume'>,
    first: number,
    last: number,
  ): number {
    const { packed } = this;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    let total = 0;
    for (let k = first, slot = 0; k <= last; k++, slot += BAR_FIELDS) {
      const bottom = low[k];
      const top = high[k];
      const amount = volume[k];
      packed[slot] = bottom;
      packed[slot + 1] = top;
      packed[slot + 2] = top > bottom ? amount / (top - bottom) : amount;
      if (bottom < lowest) lowest = bottom;
      if (top > highest) highest = top;
      total += amount;
    }
    this.grid.build(packed, packed.length, lowest, highest);
    return total;
  }
}

/** Empty columns for the levels of `length` bars. */
export function allocateProfileLevels(length: number): ProfileLevels {
  const column = () => new Float64Array(length);
  return { poc: column(), vah: column(), val: column() };
}
