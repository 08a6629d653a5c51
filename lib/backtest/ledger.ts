/**
 * One row of numbers per trade, from its entry on; while it is open the row is the position.
 * Prices are stored times side, so that up is always good and every rule is written once, for a long.
 */
// biome-ignore lint/suspicious/noConstEnum: the compiler writes the numbers in; read from a module they cost the engine a third of its speed.
export const enum Field {
  Side,
  Quantity,
  SignalBar,
  EntryBar,
  EntryTime,
  /** The fill, slippage included. */
  Entry,
  /** The market price the fill slipped from. */
  EntryMarket,
  /** D = R, USD, always positive. */
  Distance,
  Stop,
  Target,
  /** Best and worst price over the bars (minutes) completed since entry, the fill included. */
  Best,
  Worst,
  /** Price from which the stop trails, and its distance from the best price. */
  TrailStart,
  TrailGap,
  /** 1 once the stop has moved. */
  Moved,
  /** Exit reason ordered for the next open, or 0. */
  Ordered,
  Ambiguous,
  ExitBar,
  ExitTime,
  Exit,
  ExitMarket,
  Reason,
  Fees,
  Pnl,
  /** Equity at the close of the signal bar, USD, and notional of positions open then. */
  Equity,
  Committed,
  /** How many numbers a row has. */
  Count,
}

/** Why a position was closed; the codes in a ledger are places in this list, 0 is none. */
export const EXIT_REASONS = ['none', 'stop', 'trailing', 'target', 'htf-reversal', 'emergency', 'end-of-data'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];
// biome-ignore lint/suspicious/noConstEnum: as above.
export const enum Exit {
  None,
  Stop,
  Trailing,
  Target,
  Reversal,
  Emergency,
  EndOfData,
}

/** Why a signal was not taken, in the order in which the reasons are tried; 0 is taken. */
export const REFUSALS = [
  'none',
  'halted',
  'no-next-bar',
  'cooldown',
  'max-positions',
  'min-stop',
  'min-notional',
] as const;
export type Refusal = (typeof REFUSALS)[number];
// biome-ignore lint/suspicious/noConstEnum: as above.
export const enum Refused {
  No,
  Halted,
  NoNextBar,
  Cooldown,
  MaxPositions,
  MinStop,
  MinNotional,
}

/** Every trade ever entered, open ones included, a row each in order of entry; and the signals that were refused. */
export class Ledger {
  rows: Float64Array;
  trades = 0;
  readonly refusedBars: number[] = [];
  readonly refusedReasons: number[] = [];

  /** `capacity`: trades there is room for before the rows have to move. */
  constructor(capacity: number) {
    this.rows = new Float64Array(capacity * Field.Count);
  }

  /** Forgets every trade and refusal; the memory stays. */
  clear(): this {
    this.trades = 0;
    this.refusedBars.length = 0;
    this.refusedReasons.length = 0;
    return this;
  }

  /** Makes room for one more trade and returns where its row starts. */
  add(): number {
    const at = this.trades * Field.Count;
    if (at === this.rows.length) {
      const larger = new Float64Array(this.rows.length * 2);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.trades++;
    return at;
  }

  /**
   * Forgets all rows but the first `count` that start in `starts` (ascending), and every refusal; `starts` then says
   * where they have moved. For an account that lives for years.
   */
  keepOnly(starts: Int32Array, count: number): void {
    for (let k = 0; k < count; k++) {
      const to = k * Field.Count;
      if (starts[k] !== to) this.rows.copyWithin(to, starts[k], starts[k] + Field.Count);
      starts[k] = to;
    }
    this.trades = count;
    this.refusedBars.length = 0;
    this.refusedReasons.length = 0;
  }

  refuse(bar: number, reason: number): void {
    this.refusedBars.push(bar);
    this.refusedReasons.push(reason);
  }
}
