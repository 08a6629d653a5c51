import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import { Ledger, ROW } from './ledger.js';

/** A signal waiting for the next open; sized at the close that gave it. */
export interface Order {
  /** 1 long, -1 short, 0 no order. */
  side: number;
  quantity: number;
  distance: number;
  signalBar: number;
  /** Refusal already certain at the close (min-stop, min-notional), or 0. */
  refusal: number;
  equity: number;
  committed: number;
}

/**
 * Everything the engine carries from one bar to the next, as plain numbers: it can be copied, stored and resumed.
 * `balance` is realised cash, USD: initial plus closed profit, less fees paid on open positions.
 */
export class Account {
  balance: number;
  equity: number;
  /** Running peak of equity at closes, the initial included. */
  peak: number;
  /** Bars processed so far; the number of the bar to come. */
  bar = 0;
  open = 0;
  lastEntryBar = Number.NEGATIVE_INFINITY;
  /** Bar whose close halted trading for good; -1 while trading. */
  haltedAt = -1;
  /** Bars with a position open at any moment. */
  exposedBars = 0;
  /** Bars resolved without the minutes that the finer order wants. */
  barsWithoutMinutes = 0;
  readonly order: Order = { side: 0, quantity: 0, distance: 0, signalBar: 0, refusal: 0, equity: 0, committed: 0 };
  /** One row per open position in order of entry, and a spare row at the end. */
  readonly positions: Float64Array;
  readonly ledger = new Ledger();

  constructor(rules: BacktestParameters) {
    this.balance = rules.initial;
    this.equity = rules.initial;
    this.peak = rules.initial;
    this.positions = new Float64Array((rules.max_positions + 1) * ROW);
  }

  get halted(): boolean {
    return this.haltedAt >= 0;
  }
}
