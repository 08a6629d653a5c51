import type { Backtest } from '../../backtest/backtest.js';
import { explain } from '../../backtest/explain.js';
import { orderRuns, tradesByOrder } from '../../backtest/fill-ambiguity.js';
import { shownTrade } from '../figures/trade.js';
import type { Inspections } from './inspection.js';

/** Every trade of `run` with its explanation, its state at the signal, and its exit under each fill order. */
export function inspectionsOf(run: Backtest): Inspections {
  const runs = orderRuns(run);
  const byOrder = tradesByOrder(runs);
  const orders = runs.map(({ order }) => order);
  const trades = run.trades.map((trade) => {
    const { entry, size, levels, exit } = explain(run, trade);
    const exits = orders.map((order) => {
      const other = byOrder.get(trade.signalBar)?.[order];
      if (!other) return null;
      const { exitTime, exitMarket, exitPrice, exitReason, pnl } = other;
      return { exitTime, exitMarket, exitPrice, exitReason, pnl };
    });
    return { ...shownTrade(run, trade), ambiguous: trade.ambiguous, exits, words: { entry, size, levels, exit } };
  });
  return { order: run.simulation.order, orders, trades: trades.sort((a, b) => a.entryTime - b.entryTime) };
}
