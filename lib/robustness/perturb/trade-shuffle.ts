import { quantileSorted } from 'simple-statistics';
import type { Trade } from '../../backtest/trades.js';
import { seededRandom } from '../../core/random.js';
import { runSeed } from './run-seed.js';

export interface TradeShuffle {
  readonly runs: number;
  /** Deepest drawdown of each order, fractions <= 0, run by run. */
  readonly max_drawdowns: Float64Array;
  /** Drawdown of the order in which the trades happened, measured in the same way. */
  readonly original: number;
  /** Compounded return of all trades, a fraction: the same in every order. */
  readonly total_return: number;
  /** Share of orders with a deeper drawdown than the original's: near 1 the run was lucky, near 0 unlucky. */
  readonly share_deeper: number | null;
  /** Quantile (linear interpolation, R type 7) by its name; null without trades. */
  readonly quantiles: { readonly p05: number; readonly p50: number; readonly p95: number } | null;
}

/** Products in another order differ in their last bits: that is not a deeper drawdown. */
const ROUNDING = 1e-9;

/** What each trade did to the account: pnl over the equity its size was taken from, in order of exit. */
export function tradeReturns(trades: readonly Pick<Trade, 'pnl' | 'equityAtSignal'>[]): Float64Array {
  return Float64Array.from(trades, ({ pnl, equityAtSignal }) => pnl / equityAtSignal);
}

/**
 * The same trades in other orders: `runs` random permutations of their returns, compounded one after the other, and the
 * drawdown of each after every trade. Shows how much of a run's drawdown was the luck of the order; says nothing of
 * whether the trades would happen again. Drawdowns inside a trade, and trades open at the same time, are not seen.
 */
export function shuffleTrades(returns: Float64Array, runs: number, seed: number): TradeShuffle {
  if (!Number.isInteger(runs) || runs < 1) {
    throw new Error(`shuffleTrades: runs must be a whole number, at least 1, got ${runs}`);
  }
  const order = Float64Array.from(returns);
  const max_drawdowns = Float64Array.from({ length: runs }, (_, run) => {
    order.set(returns);
    shuffle(order, runSeed(seed, run));
    return compounded(order).deepest;
  });
  const original = compounded(returns);
  const sorted = Array.from(max_drawdowns).sort((a, b) => a - b);
  const deeper = max_drawdowns.reduce((count, depth) => count + (depth < original.deepest - ROUNDING ? 1 : 0), 0);
  const traded = returns.length > 0;
  const quantile = (p: number) => quantileSorted(sorted, p);
  return {
    runs,
    max_drawdowns,
    original: original.deepest,
    total_return: original.total,
    share_deeper: traded ? deeper / runs : null,
    quantiles: traded ? { p05: quantile(0.05), p50: quantile(0.5), p95: quantile(0.95) } : null,
  };
}

/** Fisher and Yates. */
function shuffle(values: Float64Array, seed: number): void {
  const random = seededRandom(seed);
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}

function compounded(returns: Float64Array): { deepest: number; total: number } {
  let equity = 1;
  let peak = 1;
  let deepest = 0;
  for (const r of returns) {
    equity *= 1 + r;
    peak = Math.max(peak, equity);
    deepest = Math.min(deepest, equity / peak - 1);
  }
  return { deepest, total: equity - 1 };
}
