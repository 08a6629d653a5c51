import { dailyEquity } from '../backtest/daily.js';
import { sliceFeed } from '../backtest/feed.js';
import { type Metrics, measure } from '../backtest/metrics.js';
import type { MinuteIndex } from '../backtest/minutes.js';
import { simulate } from '../backtest/simulate.js';
import { tradesOf } from '../backtest/trades.js';
import type { Bars } from '../core/bars.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import { type Market, type Strategy, signalsOf, strategyParameters } from '../strategy/strategy.js';
import type { Workspace } from '../strategy/workspace.js';
import { calmarObjective } from './objective.js';

/** Bars `from` (inclusive) to `to` (exclusive) of the base frame. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** What is evaluated, and everything but the searched parameters that decides the outcome. */
export interface EvaluationInput<T extends readonly Parameter[] = readonly Parameter[]> {
  readonly strategy: Strategy<T>;
  readonly market: Market;
  readonly minutes?: MinuteIndex;
  /** Parameters that are not searched, where they differ from the defaults. */
  readonly fixed: Readonly<Record<string, ParameterValue>>;
  readonly minTrades: number;
}

export interface Evaluation {
  readonly objective: number;
  readonly metrics: Metrics;
  /** Daily returns of the segment, fractions. */
  readonly returns: Float64Array;
  readonly equity: Float64Array;
  readonly time: Float64Array;
}

/**
 * Trades one segment with its own initial equity. Indicators are those of the whole data, which at each bar use only the
 * bars before: the segment is warmed up by its past. A signal on the bar before it is not taken; what is open at its end
 * closes there.
 */
export function evaluateSegment(
  input: EvaluationInput,
  point: Readonly<Record<string, ParameterValue>>,
  segment: Segment,
  workspace: Workspace,
): Evaluation {
  const { strategy, market, minutes, minTrades } = input;
  const parameters = strategyParameters(strategy, { ...input.fixed, ...point });
  const whole = signalsOf(strategy, market, parameters, workspace);
  const feed = sliceFeed({ bars: market.base, signals: whole, ...(minutes && { minutes }) }, segment.from, segment.to);
  const { bars, signals } = feed;
  const simulation = simulate(feed, parameters as BacktestParameters);
  const trades = tradesOf(simulation.ledger, bars, { signals, columns: {} });
  const metrics = measure(bars, signals, simulation, trades, parameters);
  return {
    objective: calmarObjective(metrics, minTrades),
    metrics,
    returns: dailyEquity(bars.time, simulation.equity, parameters.initial).returns,
    equity: simulation.equity,
    time: bars.time,
  };
}

/** The segment's first bar and the moment after its last, ms UTC. */
export function periodOf({ time, step }: Bars, { from, to }: Segment): { readonly from: number; readonly to: number } {
  return { from: time[from], to: time[to - 1] + step };
}
