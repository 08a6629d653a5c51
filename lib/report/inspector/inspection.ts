import type { FillOrder } from '../../backtest/intrabar.js';
import type { ExitReason } from '../../backtest/ledger.js';
import type { ShownTrade } from '../figures/shown-trade.js';

/** How a trade ends under one fill order. Times in ms UTC, prices and P&L (after fees) in USD. */
export interface OrderExit {
  readonly exitTime: number;
  readonly exitMarket: number;
  readonly exitPrice: number;
  readonly exitReason: ExitReason;
  readonly pnl: number;
}

/** The parts of an explanation, each of whole sentences. */
export const WORD_PARTS = ['entry', 'size', 'levels', 'exit'] as const;
export type InspectionWords = Readonly<Record<(typeof WORD_PARTS)[number], readonly string[]>>;

/** Everything the inspector says of a trade beside what the long chart's data have. */
export interface Inspection extends ShownTrade {
  /** Fill orders disagree on some bar of its life. */
  readonly ambiguous: boolean;
  /** In the order of `Inspections.orders`; null where an order did not take the trade. */
  readonly exits: readonly (OrderExit | null)[];
  readonly words: InspectionWords;
}

/** The trades of a run, by entry time. */
export interface Inspections {
  /** The run's own fill order. */
  readonly order: FillOrder;
  /** The orders that were run: `finer` only where there were 1-minute bars. */
  readonly orders: readonly FillOrder[];
  readonly trades: readonly Inspection[];
}
