import type { Trade } from '../../backtest/trades.js';

/** The gap a signal came from. Prices in USD; `from` is the open time of the first of its three bars, ms UTC. */
export interface GapZone {
  readonly side: 1 | -1;
  readonly bottom: number;
  readonly top: number;
  /** Size / ATR at birth. */
  readonly strength: number;
  readonly from: number;
}

type Shown =
  | 'direction'
  | 'entryTime'
  | 'exitTime'
  | 'entryPrice'
  | 'exitPrice'
  | 'entryMarket'
  | 'exitMarket'
  | 'stop'
  | 'target'
  | 'lastStop'
  | 'exitReason'
  | 'pnl'
  | 'rMultiple'
  | 'mae'
  | 'mfe'
  | 'uptrend1h'
  | 'momentum15m'
  | 'volCross'
  | 'vpProximity'
  | 'confidence';

/** What is drawn and said of one trade. */
export interface ShownTrade extends Pick<Trade, Shown> {
  /** Open time of the signal bar, ms UTC. */
  readonly signalTime: number;
  /** Fees and slippage in R. */
  readonly costR: number;
  readonly gap: GapZone | null;
}

/** An exit that another fill order gives the trade, at its market price. */
export interface OtherExit {
  readonly name: string;
  readonly time: number;
  readonly price: number;
}
