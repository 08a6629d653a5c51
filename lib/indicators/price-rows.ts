/** Numbers kept of each bar of a window, side by side: low, high, and volume per unit of price (volume of a point). */
export const BAR_FIELDS = 3;

/**
 * Volume by price: `rows` equal rows between two prices, over which bars spread their volume evenly from low to high.
 * Bars are given as `slot`, the place of their first number in an array of `BAR_FIELDS` numbers a bar. A bar without
 * range is a point and belongs to row min(rows - 1, floor((price - lowest) / height)).
 */
export class PriceRows {
  /** Volume of row r is cells[r + 1]; the cells outside are for sentinels. */
  readonly cells: Float64Array;
  lowest = Number.NaN;
  highest = Number.NaN;
  /** Height of a row in price; 0 when there is no range, and then the rows stay empty. */
  height = Number.NaN;

  private scale = Number.NaN;
  // The fullest cell when last looked for, and bounds that no cell below or above it exceeds.
  private peak = 1;
  private below = Number.POSITIVE_INFINITY;
  private above = Number.POSITIVE_INFINITY;
  // The largest cell's volume, known right after building only.
  private most = Number.NaN;

  constructor(readonly rows: number) {
    this.cells = new Float64Array(rows + 3);
  }

  /**
   * Sets the grid and fills it with all bars of `bars`. Rows are the running sum of their differences, of which a bar
   * changes four, however many rows it covers.
   */
  build(bars: Float64Array, end: number, lowest: number, highest: number): void {
    const { cells, rows } = this;
    this.setGrid(lowest, highest);
    if (!(this.height > 0)) return;
    this.addDifferences(bars, end);
    let volume = 0;
    let most = 0;
    for (let cell = 1; cell <= rows; cell++) {
      volume += cells[cell];
      cells[cell] = volume;
      if (volume > most) most = volume;
    }
    this.most = most;
  }

  /** Sets the grid and fills it with known volumes of its rows, lowest first. */
  resume(volumes: ArrayLike<number>, lowest: number, highest: number): void {
    this.setGrid(lowest, highest);
    this.cells.set(volumes, 1);
    this.most = Number.NaN;
  }

  private setGrid(lowest: number, highest: number): void {
    this.lowest = lowest;
    this.highest = highest;
    this.height = (highest - lowest) / this.rows;
    this.scale = this.rows / (highest - lowest);
    this.below = Number.POSITIVE_INFINITY;
    this.cells.fill(0);
  }

  /** One bar leaves the rows and one enters; both lie within the grid. */
  exchange(bars: Float64Array, leaving: number, entering: number): void {
    if (!(this.height > 0)) return;
    this.most = Number.NaN;
    this.spread(bars, leaving, -1);
    this.spread(bars, entering, 1);
  }

  /** The lowest cell whose volume is within `tie` of the largest. */
  fullest(tie: number): number {
    const volume = this.cells[this.peak];
    // With every lower row short by more than the tie and no upper row ahead by more, a search would find the same.
    if (this.below < volume - tie && this.above <= volume + tie) return this.peak;
    return this.findFullest(tie);
  }

  private findFullest(tie: number): number {
    const { cells } = this;
    const most = Number.isNaN(this.most) ? this.largest() : this.most;
    const least = most - tie;
    let below = Number.NEGATIVE_INFINITY;
    let peak = 1;
    for (; cells[peak] < least; peak++) if (cells[peak] > below) below = cells[peak];
    this.peak = peak;
    this.below = below;
    this.above = most;
    return peak;
  }

  /** The largest cell, looked for in two interleaved halves, so that neither comparison waits for the other. */
  private largest(): number {
    const { cells, rows } = this;
    let odd = cells[rows];
    let even = 0;
    for (let cell = 1; cell < rows; cell += 2) {
      if (cells[cell] > odd) odd = cells[cell];
      if (cells[cell + 1] > even) even = cells[cell + 1];
    }
    return Math.max(odd, even);
  }

  /** Adds (sign 1) or takes out (-1) a bar. */
  private spread(bars: Float64Array, slot: number, sign: number): void {
    const { cells } = this;
    const low = bars[slot];
    const high = bars[slot + 1];
    const from = (low - this.lowest) * this.scale;
    const to = (high - this.lowest) * this.scale;
    const isPoint = low === high;
    const last = isPoint ? this.rowOfPoint(low) : this.rowOf(to);
    const first = isPoint ? last : Math.min(this.rowOf(from), last);
    const full = isPoint ? sign * bars[slot + 2] : sign * bars[slot + 2] * this.height;
    if (first === last) {
      cells[first + 1] += isPoint ? full : full * (to - from);
    } else {
      cells[first + 1] += full * (first + 1 - from);
      for (let cell = first + 2; cell <= last; cell++) cells[cell] += full;
      cells[last + 1] += full * (to - last);
    }
    if (sign > 0) this.raiseBounds(first + 1, last + 1);
  }

  private raiseBounds(first: number, last: number): void {
    const { cells, peak } = this;
    let { below, above } = this;
    for (let cell = first; cell <= last && cell < peak; cell++) if (cells[cell] > below) below = cells[cell];
    for (let cell = first > peak ? first : peak + 1; cell <= last; cell++) if (cells[cell] > above) above = cells[cell];
    this.below = below;
    this.above = above;
  }

  private rowOf(position: number): number {
    const row = position | 0;
    return row < this.rows ? row : this.rows - 1;
  }

  private rowOfPoint(price: number): number {
    return this.rowOf((price - this.lowest) / this.height);
  }

  private addDifferences(bars: Float64Array, end: number): void {
    const { cells, lowest, scale, height } = this;
    for (let slot = 0; slot < end; slot += BAR_FIELDS) {
      const from = (bars[slot] - lowest) * scale;
      const to = (bars[slot + 1] - lowest) * scale;
      // Below one row the differences would exceed the bar's volume, and rounding with them.
      if (to - from < 1) {
        this.addSmall(bars, slot, from, to);
        continue;
      }
      const full = bars[slot + 2] * height;
      const first = from | 0;
      const last = to | 0;
      const before = full * (from - first);
      const after = full * (to - last);
      cells[first + 1] += full - before;
      cells[first + 2] += before;
      cells[last + 1] -= full - after;
      cells[last + 2] -= after;
    }
  }

  /** A bar lower than a row touches at most two. */
  private addSmall(bars: Float64Array, slot: number, from: number, to: number): void {
    const { cells } = this;
    const isPoint = bars[slot] === bars[slot + 1];
    const last = isPoint ? this.rowOfPoint(bars[slot]) : this.rowOf(to);
    const first = isPoint ? last : Math.min(this.rowOf(from), last);
    const full = isPoint ? bars[slot + 2] : bars[slot + 2] * this.height;
    const upper = first === last ? 0 : full * (to - last);
    const lower = isPoint ? full : full * (Math.min(to, first === last ? to : last) - from);
    cells[first + 1] += lower;
    cells[first + 2] += upper - lower;
    cells[first + 3] -= upper;
  }
}
