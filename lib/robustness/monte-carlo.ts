import { lastBarsOfDays } from '../backtest/daily.js';
import { maxDrawdown } from '../backtest/drawdown.js';
import { annualGrowth, ratio, sharpeRatio } from '../backtest/ratios.js';
import { simulate } from '../backtest/simulate.js';
import { bucketEdges, fillBuckets } from '../core/aggregate.js';
import type { Bars } from '../core/bars.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import { makeMarket } from '../strategy/market.js';
import type { Parameter, ParameterValue, ParameterValues } from '../strategy/parameter.js';
import { type Market, type Strategy, signalsOf, strategyParameters } from '../strategy/strategy.js';
import { Workspace } from '../strategy/workspace.js';
import { type Perturbation, perturb, roomFor } from './perturb/perturb.js';

/** What one perturbed run came to. Definitions as in `Metrics`; null where there is nothing to measure. */
export interface MonteCarloRun {
  readonly run: number;
  readonly sharpe: number | null;
  readonly sharpe_rf0: number | null;
  readonly calmar: number | null;
  readonly total_return: number;
  readonly max_drawdown: number;
  readonly trades: number;
}

/**
 * Memory that runs on the same bars share: perturbed bars of all timeframes, columns and equity. A run allocates nothing
 * that grows with the bars, so memory is flat in the number of runs. One workspace serves one thread.
 */
export class MonteCarloWorkspace {
  readonly #columns = new Workspace();
  readonly #equity: Float64Array;
  readonly #days: Int32Array;
  readonly #room: Market;
  readonly #edges: { readonly minutes15: Int32Array; readonly hour1: Int32Array };

  /** Throws when there are no bars, or when their step does not divide 15 minutes. */
  constructor(readonly bars: Bars) {
    if (bars.time.length === 0) throw new Error('MonteCarloWorkspace: bars must be at least one, got none');
    this.#room = makeMarket(roomFor(bars));
    const { minutes15, hour1 } = this.#room;
    this.#edges = { minutes15: bucketEdges(bars, minutes15.step), hour1: bucketEdges(bars, hour1.step) };
    this.#equity = new Float64Array(bars.time.length);
    this.#days = lastBarsOfDays(bars.time);
  }

  /** The market of one run, valid until the next: its 15m and 1h bars are made of its perturbed base bars. */
  market(how: Perturbation, seed: number, run: number): Market {
    // New objects on the same memory: columns are kept by the identity of their bars, and these have changed.
    const base = { ...perturb(this.bars, how, seed, run, this.#room.base) };
    const minutes15 = { ...fillBuckets(base, this.#edges.minutes15, this.#room.minutes15) };
    return { base, minutes15, hour1: { ...fillBuckets(base, this.#edges.hour1, this.#room.hour1) } };
  }

  get columns(): Workspace {
    return this.#columns;
  }

  get equity(): Float64Array {
    return this.#equity;
  }

  /** The last bar of each UTC day. */
  get days(): Int32Array {
    return this.#days;
  }
}

/**
 * Run `run` of a Monte Carlo: perturbs the base bars, makes 15m and 1h bars of them, computes indicators, profiles and
 * signals, and trades them. Equal arguments give equal numbers, whatever ran before in the workspace and in whichever
 * thread. There are no perturbed minutes: the order of fills is `parameters.intrabar`, and "auto" and "finer" become
 * pessimistic. With an amount of 0 the numbers are those of a backtest of the bars in that order.
 */
export function monteCarloRun<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  parameters: ParameterValues<T> & BacktestParameters,
  how: Perturbation,
  seed: number,
  run: number,
  workspace: MonteCarloWorkspace,
): MonteCarloRun {
  const market = workspace.market(how, seed, run);
  const signals = signalsOf(strategy, market, parameters, workspace.columns);
  const intrabar = parameters.intrabar === 'finer' ? 'pessimistic' : parameters.intrabar;
  const { equity, ledger } = simulate(
    { bars: market.base, signals, equity: workspace.equity },
    { ...parameters, intrabar },
  );
  const { initial, risk_free } = parameters;
  const final = equity[equity.length - 1];
  const returns = dailyReturns(equity, workspace.days, initial);
  const max_drawdown = maxDrawdown(equity, initial);
  return {
    run,
    sharpe: sharpeRatio(returns, risk_free),
    sharpe_rf0: sharpeRatio(returns, 0),
    calmar: ratio(annualGrowth(initial, final, returns.length), -max_drawdown),
    total_return: final / initial - 1,
    max_drawdown,
    trades: ledger.trades,
  };
}

/** Which runs of a Monte Carlo to make: `from` (inclusive) to `to` (exclusive) of the series that `seed` begins. */
export interface RunRange {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Runs of one stretch on one workspace: a task for a thread. Stretches put together in order are what one long stretch
 * gives, byte for byte. `parameters` are those that differ from the defaults. Throws on impossible ones.
 */
export function monteCarloRuns<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  bars: Bars,
  parameters: Readonly<Record<string, ParameterValue>>,
  how: Perturbation,
  { seed, from, to }: RunRange,
): MonteCarloRun[] {
  const resolved = strategyParameters(strategy, parameters);
  const workspace = new MonteCarloWorkspace(bars);
  return Array.from({ length: to - from }, (_, k) => monteCarloRun(strategy, resolved, how, seed, from + k, workspace));
}

function dailyReturns(equity: Float64Array, days: Int32Array, initial: number): Float64Array {
  return Float64Array.from(days, (i, k) => equity[i] / (k === 0 ? initial : equity[days[k - 1]]) - 1);
}
