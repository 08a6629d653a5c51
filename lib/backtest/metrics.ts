import type { Bars } from '../core/bars.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import type { Signals } from '../strategy/strategy.js';
import { agreedThroughout } from './alignment.js';
import { dailyEquity } from './daily.js';
import { longestDrawdownDays, maxDrawdown } from './drawdown.js';
import { annualGrowth, ratio, sharpeRatio, sortinoRatio } from './ratios.js';
import type { Simulation } from './simulate.js';
import type { Trade } from './trades.js';

/** Results of a run. Fractions, USD and R as each says; null where there is nothing to measure. */
export interface Metrics {
  /** Final over initial equity, less 1. */
  readonly total_return: number;
  /** Final less initial equity, USD; the sum of all pnl. */
  readonly net_pnl: number;
  readonly final_equity: number;
  /** Days with bars: the number of daily returns, warm-up included. */
  readonly days: number;
  /** Compound annual growth, exponent 365/days. */
  readonly cagr: number | null;
  /** Of daily returns over `risk_free`, n - 1, times sqrt 365. */
  readonly sharpe_ratio: number | null;
  /** At a risk-free rate of 0: an account that is mostly idle otherwise measures the interest rate. */
  readonly sharpe_rf0: number | null;
  readonly sortino_ratio: number | null;
  /** CAGR over the size of the deepest drawdown. */
  readonly calmar_ratio: number | null;
  /** Deepest fall from a peak on 5m closes, the initial equity included; <= 0. */
  readonly max_drawdown: number;
  readonly longest_drawdown_days: number;
  /** Total return over the size of the deepest drawdown. */
  readonly recovery_factor: number | null;
  readonly total_trades: number;
  readonly long_trades: number;
  readonly short_trades: number;
  /** Share of trades with pnl > 0. */
  readonly win_rate: number | null;
  /** Sum of wins over the size of the sum of losses. */
  readonly profit_factor: number | null;
  /** USD; avg_loss is negative. */
  readonly avg_win: number | null;
  readonly avg_loss: number | null;
  /** Mean R multiple. */
  readonly expectancy_r: number | null;
  /** Share of bars with a position open at any moment. */
  readonly exposure: number;
  /** Notional of all fills over mean equity. */
  readonly turnover: number;
  /** Share of trades the 1h trend agreed with at every close from the signal to the bar before the exit. */
  readonly htf_alignment: number | null;
  /** Share of trades closed by the 1h reversal: why alignment is nearly 1 by construction. */
  readonly reversal_exits: number | null;
  readonly ambiguous_trades: number;
  readonly trades_touching_filled_bars: number;
}

/** Measures a simulated run. */
export function measure(
  bars: Bars,
  signals: Signals,
  simulation: Simulation,
  trades: readonly Trade[],
  parameters: BacktestParameters,
): Metrics {
  const { equity } = simulation;
  const { initial, risk_free } = parameters;
  const final = equity[equity.length - 1];
  const { returns } = dailyEquity(bars.time, equity, initial);
  const deepest = maxDrawdown(equity, initial);
  const cagr = annualGrowth(initial, final, returns.length);
  return {
    total_return: final / initial - 1,
    net_pnl: final - initial,
    final_equity: final,
    days: returns.length,
    cagr,
    sharpe_ratio: sharpeRatio(returns, risk_free),
    sharpe_rf0: sharpeRatio(returns, 0),
    sortino_ratio: sortinoRatio(returns, risk_free),
    calmar_ratio: ratio(cagr, -deepest),
    max_drawdown: deepest,
    longest_drawdown_days: longestDrawdownDays(bars.time, bars.step, equity, initial),
    recovery_factor: ratio(final / initial - 1, -deepest),
    ...tradeMetrics(trades),
    exposure: simulation.exposedBars / equity.length,
    turnover: notional(trades) / (equity.reduce((sum, value) => sum + value, 0) / equity.length),
    htf_alignment: signals.trend ? trendAlignment(signals.trend, trades) : null,
  };
}

/** Notional of all fills, USD. */
export function notional(trades: readonly Trade[]): number {
  return trades.reduce((sum, trade) => sum + (trade.entryPrice + trade.exitPrice) * trade.quantity, 0);
}

function tradeMetrics(trades: readonly Trade[]) {
  const count = (test: (trade: Trade) => boolean) => trades.filter(test).length;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const pnl = trades.map((trade) => trade.pnl);
  const wins = pnl.filter((value) => value > 0);
  const losses = pnl.filter((value) => value < 0);
  return {
    total_trades: trades.length,
    long_trades: count((trade) => trade.direction === 'long'),
    short_trades: count((trade) => trade.direction === 'short'),
    win_rate: ratio(wins.length, trades.length),
    profit_factor: ratio(sum(wins), -sum(losses)),
    avg_win: ratio(sum(wins), wins.length),
    avg_loss: ratio(sum(losses), losses.length),
    expectancy_r: ratio(sum(trades.map((trade) => trade.rMultiple)), trades.length),
    reversal_exits: ratio(
      count((trade) => trade.exitReason === 'htf-reversal'),
      trades.length,
    ),
    ambiguous_trades: count((trade) => trade.ambiguous),
    trades_touching_filled_bars: count((trade) => trade.touchesFilledBar),
  };
}

function trendAlignment(trend: Int8Array, trades: readonly Trade[]): number | null {
  return ratio(trades.filter((trade) => agreedThroughout(trend, trade)).length, trades.length);
}
