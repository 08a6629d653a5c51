// The key figures of section 6.

import { type Bar, DAY, STEP } from './bars.js';
import type { EngineResult } from './engine.js';
import type { Row } from './frame.js';
import type { ReferenceParams } from './params.js';
import type { ReferenceTrade } from './position.js';

/** Fractions unless said otherwise; null where a denominator is missing. */
export interface ReferenceMetrics {
  total_return: number;
  net_pnl: number;
  sharpe: number | null;
  sharpe_rf0: number | null;
  sortino: number | null;
  cagr: number | null;
  calmar: number | null;
  /** <= 0. */
  max_drawdown: number;
  recovery: number | null;
  longest_drawdown_days: number;
  total_trades: number;
  win_rate: number | null;
  profit_factor: number | null;
  avg_win: number | null;
  avg_loss: number | null;
  /** In R. */
  expectancy: number | null;
  exposure: number;
  turnover: number;
  htf_alignment: number | null;
  ambiguous_trades: number;
  daily_returns: number[];
  costs: ReferenceCosts;
}

export interface ReferenceCosts {
  fees: number;
  slippage: number;
  net: number;
  gross: number;
  /** Mean over trades of (fees + slippage) / (D x qty). */
  cost_r: number | null;
  break_even_per_side: number | null;
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

function meanOf(values: readonly number[]): number | null {
  return ratio(sumOf(values), values.length);
}

/** Last equity of each UTC day that has bars, over the day before; the first over the initial equity. */
export function dailyReturns(bars: readonly Bar[], equity: readonly number[], initial: number): number[] {
  const lastOfDay: number[] = [];
  for (let i = 0; i < bars.length; i++) {
    const newDay = i === 0 || Math.floor(bars[i].time / DAY) !== Math.floor(bars[i - 1].time / DAY);
    if (newDay) lastOfDay.push(equity[i]);
    else lastOfDay[lastOfDay.length - 1] = equity[i];
  }
  return lastOfDay.map((value, day) => value / (day === 0 ? initial : lastOfDay[day - 1]) - 1);
}

/** Mean excess over its standard deviation (n - 1), times the root of 365. */
export function sharpeOf(returns: readonly number[], riskFree: number): number | null {
  const excess = returns.map((value) => value - riskFree / 365);
  const mean = meanOf(excess);
  if (mean === null || excess.length < 2) return null;
  // Equal returns have no deviation; summing would leave a rounding error to divide by.
  if (returns.every((value) => value === returns[0])) return null;
  const deviation = Math.sqrt(sumOf(excess.map((value) => (value - mean) ** 2)) / (excess.length - 1));
  return ratio(mean * Math.sqrt(365), deviation);
}

/** Mean excess over the root mean square of min(excess, 0) over all days, times the root of 365. */
export function sortinoOf(returns: readonly number[], riskFree: number): number | null {
  const excess = returns.map((value) => value - riskFree / 365);
  const mean = meanOf(excess);
  if (mean === null) return null;
  const downside = Math.sqrt(sumOf(excess.map((value) => Math.min(value, 0) ** 2)) / excess.length);
  return ratio(mean * Math.sqrt(365), downside);
}

/** Drawdown on closes with the initial equity as first point, and its longest stretch in days. */
export function drawdownOf(
  bars: readonly Bar[],
  equity: readonly number[],
  initial: number,
): { worst: number; longestDays: number } {
  let peak = initial;
  let peakTime = bars.length > 0 ? bars[0].time : 0;
  let worst = 0;
  let longest = 0;
  for (let i = 0; i < equity.length; i++) {
    const time = bars[i].time + STEP;
    const below = equity[i] < peak;
    const recovered = !below && i > 0 && equity[i - 1] < peak;
    // Reading taken: from the last moment at the peak to the close that is at it again, or to the last close.
    if (below || recovered) longest = Math.max(longest, time - peakTime);
    if (!below) {
      peak = equity[i];
      peakTime = time;
    }
    worst = Math.min(worst, equity[i] / peak - 1);
  }
  return { worst, longestDays: longest / DAY };
}

/** The 1h trend agreed at every close from the signal bar to the bar before the exit bar. */
function aligned(trade: ReferenceTrade, rows: readonly Row[]): boolean {
  const last = trade.exit_reason === 'end-of-data' ? trade.exit_index : trade.exit_index - 1;
  for (let i = trade.signal_index; i <= last; i++) {
    const agrees = rows[i].trend_known && rows[i].uptrend_1h === (trade.direction === 'long');
    if (!agrees) return false;
  }
  return true;
}

export function costsOf(trades: readonly ReferenceTrade[]): ReferenceCosts {
  const fees = sumOf(trades.map((trade) => trade.fees));
  const slippage = sumOf(trades.map((trade) => trade.slippage_cost));
  const net = sumOf(trades.map((trade) => trade.pnl));
  const gross = net + fees + slippage;
  const inR = trades.map((trade) => (trade.fees + trade.slippage_cost) / (trade.risk_distance * trade.qty));
  const notional = sumOf(trades.map((trade) => trade.notional));
  return { fees, slippage, net, gross, cost_r: meanOf(inR), break_even_per_side: ratio(gross, notional) };
}

/** @param rows the traded bars' whole frame, of which the result covers those from `start` on */
export function metricsOf(
  rows: readonly Row[],
  start: number,
  result: EngineResult,
  params: ReferenceParams,
): ReferenceMetrics {
  const bars = rows.slice(start);
  const { trades, equity, exposed } = result;
  const final = equity.length > 0 ? equity[equity.length - 1] : params.initial;
  const daily = dailyReturns(bars, equity, params.initial);
  const drawdown = drawdownOf(bars, equity, params.initial);
  const wins = trades.filter((trade) => trade.pnl > 0).map((trade) => trade.pnl);
  const losses = trades.filter((trade) => trade.pnl < 0).map((trade) => trade.pnl);
  const growth = final / params.initial;
  const cagr = daily.length === 0 ? null : growth <= 0 ? -1 : growth ** (365 / daily.length) - 1;
  const meanEquity = meanOf(equity);
  return {
    total_return: growth - 1,
    net_pnl: sumOf(trades.map((trade) => trade.pnl)),
    sharpe: sharpeOf(daily, params.risk_free),
    sharpe_rf0: sharpeOf(daily, 0),
    sortino: sortinoOf(daily, params.risk_free),
    cagr,
    calmar: cagr === null ? null : ratio(cagr, Math.abs(drawdown.worst)),
    max_drawdown: drawdown.worst,
    recovery: ratio(growth - 1, Math.abs(drawdown.worst)),
    longest_drawdown_days: drawdown.longestDays,
    total_trades: trades.length,
    win_rate: ratio(wins.length, trades.length),
    profit_factor: ratio(sumOf(wins), Math.abs(sumOf(losses))),
    avg_win: meanOf(wins),
    avg_loss: meanOf(losses),
    expectancy: meanOf(trades.map((trade) => trade.r_multiple)),
    exposure: ratio(exposed.filter((open) => open).length, exposed.length) ?? 0,
    turnover: meanEquity === null ? 0 : (ratio(sumOf(trades.map((trade) => trade.notional)), meanEquity) ?? 0),
    htf_alignment: ratio(trades.filter((trade) => aligned(trade, rows)).length, trades.length),
    ambiguous_trades: trades.filter((trade) => trade.ambiguous).length,
    daily_returns: daily,
    costs: costsOf(trades),
  };
}
