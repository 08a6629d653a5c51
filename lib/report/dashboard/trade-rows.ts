import type { Trade } from '../../backtest/trades.js';
import { isoTime } from '../../core/time.js';

/** A trade as a row of the dashboard's list: times ISO, prices and P&L in USD to the cent, the rest to two decimals. */
export interface ListedTrade {
  readonly entered: string;
  readonly left: string;
  readonly direction: string;
  readonly entry_price: number;
  readonly exit_price: number;
  readonly stop: number;
  readonly target: number;
  readonly pnl: number;
  readonly r: number;
  readonly exit_reason: string;
  readonly confidence: number | null;
  /** The 1h trend at the signal; null where the strategy has none. */
  readonly uptrend_1h: boolean | null;
  readonly ambiguous: boolean;
  // A row of a part's table: any text as key.
  readonly [column: string]: string | number | boolean | null;
}

/** The trades for the dashboard's list, in order of entry. */
export function tradeRows(trades: readonly Trade[]): ListedTrade[] {
  return [...trades].sort((a, b) => a.entryTime - b.entryTime).map(rowOf);
}

function rowOf(trade: Trade): ListedTrade {
  return {
    entered: isoTime(trade.entryTime),
    left: isoTime(trade.exitTime),
    direction: trade.direction,
    entry_price: cents(trade.entryPrice),
    exit_price: cents(trade.exitPrice),
    stop: cents(trade.stop),
    target: cents(trade.target),
    pnl: cents(trade.pnl),
    r: cents(trade.rMultiple),
    exit_reason: trade.exitReason,
    confidence: trade.confidence,
    uptrend_1h: trade.uptrend1h,
    ambiguous: trade.ambiguous,
  };
}

function cents(value: number): number {
  return Math.round(100 * value) / 100;
}
