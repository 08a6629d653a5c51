import { copyNumbers } from '../core/copy-numbers.js';
import { BAR_FIELDS, PriceRows } from './price-rows.js';

/** The columns a volume profile reads; `Bars` is one. */
export interface ProfileBars {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** The rows are built anew once steps x largest total exceeds this many totals: see `ProfileWindow`. */
const DRIFT_LIMIT = 512;

/** What a full window remembers beside its bars. */
export interface WindowState {
  /** Steps since the rows were built, and the largest total since then. */
  readonly steps: number;
  readonly largest: number;
  /** Volumes of the rows, lowest first: their rounding depends on the path since they were built. */
  readonly rows: readonly number[];
}

/**
 * Volume by price of the last `length` bars between their lowest low and highest high, kept up bar by bar. While those
 * two prices stay, one bar leaves the rows and one enters; otherwise the rows are built anew.
 *
 * Rounding: a step changes a row at most twice, each time by at most half an epsilon of the largest total since the
 * rebuild. So after k steps a row is off by at most k x 2.2e-16 x that total; rebuilding when this passes 512 epsilons
 * of the present total keeps every row within 1.2e-13 of it, far below the tie tolerance of 1e-9: by which path a window
 * was reached never decides a tie. Totals are summed by blocks, as in `sma`: a window without volume is exactly empty.
 */
export class ProfileWindow {
  readonly grid: PriceRows;
  /** Volume of the window's bars that closed at or above their open, and of the others. */
  up = Number.NaN;
  down = Number.NaN;
  /** True once the window holds `length` bars. */
  full = false;

  /** The window's bars as `PriceRows` takes them, and in the last place the one that left. */
  private readonly bars: Float64Array;
  private readonly spare: number;
  private readonly volumes: { up: BlockSum; down: BlockSum };
  private position = 0;
  private steps = 0;
  private largest = Number.NaN;
  private lowest = Number.NaN;
  private highest = Number.NaN;

  constructor(
    readonly length: number,
    rows: number,
  ) {
    this.grid = new PriceRows(rows);
    this.spare = length * BAR_FIELDS;
    this.bars = new Float64Array(this.spare + BAR_FIELDS);
    this.volumes = { up: new BlockSum(length), down: new BlockSum(length) };
  }

  /** Takes bar i in; drops the oldest when the window was full. */
  advance(source: ProfileBars, i: number): void {
    const { bars, spare } = this;
    const slot = this.position * BAR_FIELDS;
    const wasFull = this.full;
    bars[spare] = bars[slot];
    bars[spare + 1] = bars[slot + 1];
    bars[spare + 2] = bars[slot + 2];
    this.put(source, i, slot);
    if (this.full) this.update(slot, wasFull);
  }

  /** What to hand to `resume`, with the bars; null before the window is full. */
  state(): WindowState | null {
    if (!this.full) return null;
    return {
      steps: this.steps,
      largest: this.largest,
      rows: copyNumbers(this.grid.cells, 1, this.grid.rows + 1),
    };
  }

  /**
   * Makes an empty window the full one that had this state after `taken` bars, to the bit. `source` holds its bars in a
   * ring: bar b in place b % length. The block sums come out the same because each block is begun in the same place.
   */
  resume(source: ProfileBars, taken: number, state: WindowState): void {
    const { length } = this;
    this.position = taken % length;
    for (let k = 0; k < length; k++) this.put(source, this.position, this.position * BAR_FIELDS);
    this.full = true;
    this.lowest = this.findLowest();
    this.highest = this.findHighest();
    this.grid.resume(state.rows, this.lowest, this.highest);
    this.steps = state.steps;
    this.largest = state.largest;
  }

  private put(source: ProfileBars, i: number, slot: number): void {
    const { bars } = this;
    const low = source.low[i];
    const high = source.high[i];
    const volume = source.volume[i];
    bars[slot] = low;
    bars[slot + 1] = high;
    bars[slot + 2] = high > low ? volume / (high - low) : volume;
    this.addVolume(volume, source.close[i] >= source.open[i]);
  }

  private addVolume(volume: number, isUp: boolean): void {
    const at = this.position;
    this.up = this.volumes.up.add(at, isUp ? volume : 0);
    this.down = this.volumes.down.add(at, isUp ? 0 : volume);
    this.position = at + 1;
    if (this.position < this.length) return;
    this.position = 0;
    this.full = true;
  }

  private update(slot: number, wasFull: boolean): void {
    const total = this.up + this.down;
    const moved = !wasFull || this.rangeMoves(slot);
    this.steps++;
    if (total > this.largest) this.largest = total;
    if (!moved && this.steps * this.largest <= DRIFT_LIMIT * total) {
      this.grid.exchange(this.bars, this.spare, slot);
      return;
    }
    if (!wasFull) {
      this.lowest = this.findLowest();
      this.highest = this.findHighest();
    }
    this.grid.build(this.bars, this.spare, this.lowest, this.highest);
    this.steps = 0;
    this.largest = total;
  }

  /** True when the exchange of the bar in `slot` gives the window another lowest low or highest high. */
  private rangeMoves(slot: number): boolean {
    const { bars, spare, lowest, highest } = this;
    if (bars[spare] === lowest) this.lowest = this.findLowest();
    else if (bars[slot] < lowest) this.lowest = bars[slot];
    if (bars[spare + 1] === highest) this.highest = this.findHighest();
    else if (bars[slot + 1] > highest) this.highest = bars[slot + 1];
    return this.lowest !== lowest || this.highest !== highest;
  }

  private findLowest(): number {
    const { bars, spare } = this;
    let lowest = bars[0];
    for (let slot = BAR_FIELDS; slot < spare; slot += BAR_FIELDS) if (bars[slot] < lowest) lowest = bars[slot];
    return lowest;
  }

  private findHighest(): number {
    const { bars, spare } = this;
    let highest = bars[1];
    for (let at = BAR_FIELDS + 1; at < spare; at += BAR_FIELDS) if (bars[at] > highest) highest = bars[at];
    return highest;
  }
}

/** Sum of the last `length` values without subtraction: the tail of one block plus the head of the next. */
class BlockSum {
  private readonly values: Float64Array;
  private readonly tails: Float64Array;
  private head = Number.NaN;

  constructor(length: number) {
    this.values = new Float64Array(length);
    this.tails = new Float64Array(length + 1);
  }

  /** Puts a value in its place within the block, returns the sum of the window that ends with it. */
  add(at: number, value: number): number {
    const { values, tails } = this;
    values[at] = value;
    const head = at === 0 ? value : this.head + value;
    this.head = head;
    const sum = tails[at + 1] + head;
    if (at === values.length - 1) {
      let tail = 0;
      for (let j = at; j >= 0; j--) {
        tail += values[j];
        tails[j] = tail;
      }
    }
    return sum;
  }
}
