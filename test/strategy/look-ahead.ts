// One look-ahead test for any strategy: cut the data after every bar and demand that the past stays as it was.

import { deepStrictEqual } from 'node:assert/strict';
import { type Backtest, backtest } from '../../lib/backtest/backtest.js';
import { type Bars, sliceBars } from '../../lib/core/bars.js';
import { makeMarket } from '../../lib/strategy/market.js';
import type { Parameter, ParameterValue } from '../../lib/strategy/parameter.js';
import type { Column, Columns, Strategy } from '../../lib/strategy/strategy.js';

export interface LookAheadCase {
  readonly base: Bars;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly finer?: Bars;
}

/** The first value, signal or trade that changes when the future is cut off; null when none does. */
export function firstLookAhead<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  { base, parameters, finer }: LookAheadCase,
): string | null {
  const run = (bars: Bars) => backtest(strategy, makeMarket(bars), { parameters, ...(finer && { finer }) });
  const whole = run(base);
  for (let cut = 1; cut < base.time.length; cut++) {
    const difference = changedPast(run(sliceBars(base, 0, cut)), whole, cut);
    if (difference !== null) return `cut after bar ${cut - 1}: ${difference}`;
  }
  return null;
}

function changedPast<T extends readonly Parameter[]>(part: Backtest<T>, whole: Backtest<T>, cut: number) {
  const series = (run: Backtest<T>): Record<string, Column | Int8Array> => ({
    ...run.result.columns,
    'signal side': run.result.signals.side,
    ...prefixed('15m ', run.result.columns15m),
    ...prefixed('1h ', run.result.columns1h),
  });
  const later = series(whole);
  for (const [name, column] of Object.entries(series(part))) {
    const at = column.findIndex((value, i) => !Object.is(value, later[name][i]));
    if (at >= 0) return `${name} at ${at} was ${column[at]}, is ${later[name][at]} with the future known`;
  }
  // The last point is taken after the positions have closed for want of data.
  const equity = part.simulation.equity.subarray(0, cut - 1);
  const moved = equity.findIndex((value, i) => value !== whole.simulation.equity[i]);
  if (moved >= 0) return `equity at ${moved}`;
  return changedTrades(part, whole, cut);
}

function prefixed(prefix: string, columns: Columns = {}): Columns {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [prefix + name, column]));
}

function changedTrades<T extends readonly Parameter[]>(part: Backtest<T>, whole: Backtest<T>, cut: number) {
  try {
    deepStrictEqual(
      part.trades.filter(({ exitReason }) => exitReason !== 'end-of-data'),
      whole.trades.filter(({ exitBar }) => exitBar < cut),
    );
    return null;
  } catch (error) {
    return `trades: ${(error as Error).message}`;
  }
}
