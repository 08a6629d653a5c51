/**
 * One row of numbers per position; when it closes, the same row is the trade.
 * Prices are stored times side, so that up is always good and every rule is written once, for a long.
 */
export const SIDE = 0;
export const QTY = 1;
export const SIGNAL_BAR = 2;
export const ENTRY_BAR = 3;
export const ENTRY_TIME = 4;
/** The fill, slippage included. */
export const ENTRY = 5;
/** The market price the fill slipped from. */
export const ENTRY_MARKET = 6;
/** D = R, USD, always positive. */
export const DISTANCE = 7;
export const STOP = 8;
export const TARGET = 9;
/** Best and worst price over the bars (minutes) completed since entry, the fill included. */
export const BEST = 10;
export const WORST = 11;
/** Price from which the stop trails, and its distance from the best price. */
export const TRAIL_START = 12;
export const TRAIL_GAP = 13;
/** 1 once the stop has moved. */
export const MOVED = 14;
/** Exit reason ordered for the next open, or 0. */
export const ORDERED = 15;
export const AMBIGUOUS = 16;
export const EXIT_BAR = 17;
export const EXIT_TIME = 18;
export const EXIT = 19;
export const EXIT_MARKET = 20;
export const REASON = 21;
export const FEES = 22;
export const PNL = 23;
/** Equity at the close of the signal bar, USD, and notional of positions open then. */
export const EQUITY = 24;
export const COMMITTED = 25;
export const ROW = 26;

/** Why a position was closed; the codes in a ledger are places in this list, 0 is none. */
export const EXIT_REASONS = ['none', 'stop', 'trailing', 'target', 'htf-reversal', 'emergency', 'end-of-data'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];
export const BY_STOP = 1;
export const BY_TRAILING = 2;
export const BY_TARGET = 3;
export const BY_REVERSAL = 4;
export const BY_EMERGENCY = 5;
export const BY_END_OF_DATA = 6;

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
export const REFUSED_HALTED = 1;
export const REFUSED_NO_NEXT_BAR = 2;
export const REFUSED_COOLDOWN = 3;
export const REFUSED_MAX_POSITIONS = 4;
export const REFUSED_MIN_STOP = 5;
export const REFUSED_MIN_NOTIONAL = 6;

/** Closed trades and refused signals in the order they happened. */
export class Ledger {
  rows = new Float64Array(256 * ROW);
  trades = 0;
  readonly refusedBars: number[] = [];
  readonly refusedReasons: number[] = [];

  /** Appends the row at `from` of `positions`. */
  append(positions: Float64Array, from: number): void {
    const to = this.trades * ROW;
    if (to === this.rows.length) {
      const larger = new Float64Array(this.rows.length * 2);
      larger.set(this.rows);
      this.rows = larger;
    }
    const rows = this.rows;
    for (let k = 0; k < ROW; k++) rows[to + k] = positions[from + k];
    this.trades++;
  }

  refuse(bar: number, reason: number): void {
    this.refusedBars.push(bar);
    this.refusedReasons.push(reason);
  }
}
