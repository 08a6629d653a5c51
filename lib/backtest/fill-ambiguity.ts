import { type Backtest, rerun } from './backtest.js';
import { FILL_ORDERS, type FillOrder } from './intrabar.js';
import type { Metrics } from './metrics.js';
import type { Trade } from './trades.js';

/** What one fill order makes of a run's signals. */
export interface OrderRun {
  readonly order: FillOrder;
  readonly trades: readonly Trade[];
  readonly metrics: Metrics;
}

/** One trade under every order; null where an order did not take it (its slot or size differed). */
export interface AmbiguousTrade {
  /** Bar of the signal: at most one trade comes of it. */
  readonly signalBar: number;
  readonly pnl: Readonly<Partial<Record<FillOrder, number | null>>>;
  readonly least: number;
  readonly greatest: number;
}

/** The same signals under each fill order. Orders are conventions, not bounds: finer can be worse than pessimistic. */
export interface FillAmbiguity {
  readonly orders: readonly { readonly order: FillOrder; readonly net_pnl: number; readonly trades: number }[];
  /** Net P&L if each trade had its least, or its greatest, of the orders. USD. */
  readonly least: number;
  readonly greatest: number;
  readonly trades: number;
  /** Trades that leave at another price under another order, or that some order did not take. */
  readonly differing: readonly AmbiguousTrade[];
}

const kept = new WeakMap<Backtest, readonly OrderRun[]>();

/** The run's signals under the four orders (three without 1-minute bars); computed once for a run, then kept with it. */
export function orderRuns(run: Backtest): readonly OrderRun[] {
  const known = kept.get(run);
  if (known) return known;
  const orders = FILL_ORDERS.filter((order) => order !== 'finer' || run.minutes);
  const runs = orders.map((order) => {
    const { trades, metrics } = rerun(run, { intrabar: order });
    return { order, trades, metrics };
  });
  kept.set(run, runs);
  return runs;
}

/** For each signal bar that some order entered on, in order of time, its trade under each order that did. */
export function tradesByOrder(runs: readonly OrderRun[]): ReadonlyMap<number, Partial<Record<FillOrder, Trade>>> {
  const byBar = new Map<number, Partial<Record<FillOrder, Trade>>>();
  for (const { order, trades } of runs) {
    for (const trade of trades) byBar.set(trade.signalBar, { ...byBar.get(trade.signalBar), [order]: trade });
  }
  return new Map([...byBar].sort(([a], [b]) => a - b));
}

/** P&L under the four orders (three without 1-minute bars), in all and per trade. */
export function fillAmbiguity(run: Backtest): FillAmbiguity {
  const runs = orderRuns(run);
  const orders = runs.map(({ order }) => order);
  const taken = [...tradesByOrder(runs)];
  const trades = taken.map(([signalBar, byOrder]) => compared(signalBar, byOrder, orders));
  return {
    orders: runs.map(({ order, metrics }) => ({
      order,
      net_pnl: metrics.net_pnl,
      trades: metrics.total_trades,
    })),
    least: trades.reduce((sum, trade) => sum + trade.least, 0),
    greatest: trades.reduce((sum, trade) => sum + trade.greatest, 0),
    trades: trades.length,
    differing: trades.filter((_, k) => {
      const exits = orders.map((order) => taken[k][1][order]?.exitPrice);
      return exits.some((price) => price !== exits[0]);
    }),
  };
}

function compared(
  signalBar: number,
  byOrder: Partial<Record<FillOrder, Trade>>,
  orders: readonly FillOrder[],
): AmbiguousTrade {
  const pnl = orders.map((order) => byOrder[order]?.pnl ?? null);
  const taken = pnl.filter((value) => value !== null);
  return {
    signalBar,
    pnl: Object.fromEntries(orders.map((order, k) => [order, pnl[k]])),
    least: Math.min(...taken),
    greatest: Math.max(...taken),
  };
}
