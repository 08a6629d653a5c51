import type { Backtest } from '../backtest/backtest.js';
import type { FillAmbiguity } from '../backtest/fill-ambiguity.js';
import { REFUSALS } from '../backtest/ledger.js';
import type { Json, Results } from './results.js';

/** The sections of results.json that a backtest fills. Fractions, except max_drawdown of backtest_metrics in percent. */
export function backtestResults(run: Backtest, twin: Backtest, ambiguity: FillAmbiguity): Results {
  const { metrics } = run;
  return {
    backtest_metrics: {
      sharpe_ratio: metrics.sharpe_ratio,
      calmar_ratio: metrics.calmar_ratio,
      max_drawdown: 100 * metrics.max_drawdown,
      win_rate: metrics.win_rate,
      profit_factor: metrics.profit_factor,
      htf_alignment: metrics.htf_alignment,
      total_trades: metrics.total_trades,
      avg_win: metrics.avg_win,
      avg_loss: metrics.avg_loss,
    },
    sharpe_rf0: metrics.sharpe_rf0,
    metrics: { ...metrics },
    costs: {
      ...run.costs,
      zero_cost_twin: { net_pnl: twin.metrics.net_pnl, total_trades: twin.metrics.total_trades },
    },
    refusals: refusalCounts(run),
    fill_ambiguity: {
      order: run.simulation.order,
      orders: Object.fromEntries(ambiguity.orders.map(({ order, net_pnl }) => [order, net_pnl])),
      least: ambiguity.least,
      greatest: ambiguity.greatest,
      differing_trades: ambiguity.differing.length,
      bars_without_minutes: run.simulation.barsWithoutMinutes,
    },
  };
}

/** How many signals were refused for each reason, in the order in which the reasons are tried. */
export function refusalCounts(run: Backtest): { readonly [reason: string]: Json } {
  const reasons = run.simulation.ledger.refusedReasons;
  return Object.fromEntries(
    REFUSALS.slice(1).map((name, k) => [name, reasons.filter((reason) => reason === k + 1).length]),
  );
}
