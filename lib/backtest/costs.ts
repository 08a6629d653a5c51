import { median } from 'simple-statistics';
import type { Bars } from '../core/bars.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import type { Signals } from '../strategy/strategy.js';
import { notional } from './metrics.js';
import { ratio } from './ratios.js';
import { stopDistance } from './risk.js';
import type { Trade } from './trades.js';

/** What costs did to the trades as they happened. USD unless said. */
export interface Costs {
  readonly fees: number;
  /** Sum of |fill - price without slippage| x quantity. */
  readonly slippage: number;
  /** Net plus fees plus slippage. */
  readonly gross_pnl: number;
  readonly net_pnl: number;
  /** Mean of (fees + slippage) / (D x quantity), in R. */
  readonly cost_r: number | null;
  /** Gross over the notional of all fills, a fraction; negative: no cost level helps. */
  readonly break_even_per_side: number | null;
  /** Fees and slippage in and out, a fraction of the price. */
  readonly round_trip: number;
  /** Median over all signals of D / close, a fraction: what the round trip is to be held against. */
  readonly median_stop_distance: number | null;
}

/** Fees and slippage of a trade, in R. */
export function costInR({ fees, slippageCost, distance, quantity }: Trade): number {
  return (fees + slippageCost) / (distance * quantity);
}

export function costsOf(trades: readonly Trade[], bars: Bars, signals: Signals, rules: BacktestParameters): Costs {
  const sum = (value: (trade: Trade) => number) => trades.reduce((total, trade) => total + value(trade), 0);
  const fees = sum((trade) => trade.fees);
  const slippage = sum((trade) => trade.slippageCost);
  const net = sum((trade) => trade.pnl);
  const inR = sum(costInR);
  return {
    fees,
    slippage,
    gross_pnl: net + fees + slippage,
    net_pnl: net,
    cost_r: ratio(inR, trades.length),
    break_even_per_side: ratio(net + fees + slippage, notional(trades)),
    round_trip: 2 * (rules.fee + rules.slippage),
    median_stop_distance: medianStopDistance(bars, signals, rules),
  };
}

function medianStopDistance(bars: Bars, signals: Signals, rules: BacktestParameters): number | null {
  const shares: number[] = [];
  for (let i = 0; i < signals.side.length; i++) {
    if (signals.side[i] === 0) continue;
    const distance = stopDistance(signals.atr[i], signals.volRatio ? signals.volRatio[i] : Number.NaN, rules);
    if (!Number.isNaN(distance)) shares.push(distance / bars.close[i]);
  }
  return shares.length > 0 ? median(shares) : null;
}
