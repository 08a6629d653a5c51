import type { Bars } from '../core/bars.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import { checkSignals } from '../strategy/check-signals.js';
import type { Parameter, ParameterValue, ParameterValues } from '../strategy/parameter.js';
import { type Market, type Strategy, type StrategyResult, strategyParameters } from '../strategy/strategy.js';
import type { Workspace } from '../strategy/workspace.js';
import { type Costs, costsOf } from './costs.js';
import { type Metrics, measure } from './metrics.js';
import { indexMinutes, type MinuteIndex } from './minutes.js';
import { type Simulation, simulate } from './simulate.js';
import { type Trade, tradesOf } from './trades.js';

export interface BacktestOptions {
  /** Values that differ from the defaults, of the strategy's table and the backtest's. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** 1-minute bars for the finer fill order. */
  readonly finer?: Bars;
  /** Reuses arrays and unchanged columns of an earlier run on the same market. */
  readonly workspace?: Workspace;
}

/** A finished run: what went in, what the strategy said, what the engine did, what came out. */
export interface Backtest<
  T extends readonly Parameter[] = readonly Parameter[],
  R extends StrategyResult = StrategyResult,
> {
  readonly strategy: Strategy<T, R>;
  readonly market: Market;
  /** Every parameter in force, the strategy's and the engine's. */
  readonly parameters: ParameterValues<T> & BacktestParameters;
  /** 1-minute bars by their 5m bar, where any were given. */
  readonly minutes?: MinuteIndex;
  /** Columns and signals at each close. */
  readonly result: R;
  /** Equity at each close, USD, and what the engine kept of each trade. */
  readonly simulation: Simulation;
  /** Closed trades, in the order of trades.csv. */
  readonly trades: readonly Trade[];
  /** Returns as fractions, money in USD; each ratio's definition stands at its name. */
  readonly metrics: Metrics;
  /** Fees and slippage of the trades as they happened, USD, and what they mean in R. */
  readonly costs: Costs;
}

/**
 * Runs `strategy` on `market`: columns and signals, then the engine over every bar.
 * Throws on unknown or impossible parameters, and on signals that do not fit the bars.
 */
export function backtest<T extends readonly Parameter[], R extends StrategyResult = StrategyResult>(
  strategy: Strategy<T, R>,
  market: Market,
  options: BacktestOptions = {},
): Backtest<T, R> {
  const parameters = strategyParameters(strategy, options.parameters);
  const result = strategy.compute(market, parameters, options.workspace);
  checkSignals(strategy.name, result.signals, market.base);
  const minutes = options.finer && indexMinutes(market.base, options.finer);
  return { strategy, market, ...replay(market, result, parameters, minutes) };
}

/** Parameters that act after the signals: those a run can change without computing its columns again. */
export type EngineChanges = Partial<Omit<BacktestParameters, 'vol_adjust_len'>> & { readonly minStopSlippage?: number };

/** The same signals under other engine parameters: other costs, another fill order. Throws on impossible ones. */
export function rerun<T extends readonly Parameter[], R extends StrategyResult = StrategyResult>(
  run: Backtest<T, R>,
  changes: EngineChanges,
): Backtest<T, R> {
  const { minStopSlippage, ...parameters } = changes;
  const { strategy, market } = run;
  const changed = strategyParameters(strategy, { ...run.parameters, ...parameters });
  return { strategy, market, ...replay(market, run.result, changed, run.minutes, minStopSlippage) };
}

/** The run without fee and slippage; `min-stop` is still tested with the run's own, so the same signals are refused. */
export function zeroCostTwin<T extends readonly Parameter[], R extends StrategyResult = StrategyResult>(
  run: Backtest<T, R>,
): Backtest<T, R> {
  return rerun(run, { fee: 0, slippage: 0, minStopSlippage: run.parameters.slippage });
}

/** Net P&L in USD at each cost per side (a fraction, half fee and half slippage), same signals and same `min-stop` test. */
export function pnlByCost(run: Backtest, costs: readonly number[]): number[] {
  const minStopSlippage = run.parameters.slippage;
  return costs.map((cost) => rerun(run, { fee: cost / 2, slippage: cost / 2, minStopSlippage }).metrics.net_pnl);
}

function replay<P extends BacktestParameters, R extends StrategyResult>(
  market: Market,
  result: R,
  parameters: P,
  minutes: MinuteIndex | undefined,
  minStopSlippage?: number,
) {
  const bars = market.base;
  const { signals } = result;
  const simulation = simulate(
    { bars, signals, ...(minutes && { minutes }), ...(minStopSlippage !== undefined && { minStopSlippage }) },
    parameters,
  );
  const trades = tradesOf(simulation.ledger, bars, result);
  return {
    parameters,
    ...(minutes && { minutes }),
    result,
    simulation,
    trades,
    metrics: measure(bars, signals, simulation, trades, parameters),
    costs: costsOf(trades, bars, signals, parameters),
  };
}
