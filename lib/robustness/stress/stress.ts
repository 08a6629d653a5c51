import { backtest } from '../../backtest/backtest.js';
import { DEEP_DRAWDOWN } from '../../backtest/drawdown.js';
import type { Bars } from '../../core/bars.js';
import { makeMarket } from '../../strategy/market.js';
import type { Parameter, ParameterValue } from '../../strategy/parameter.js';
import type { Strategy } from '../../strategy/strategy.js';
import { STRESS_SCENARIOS, type StressScenario, stressed } from './scenarios.js';

/** One run under stress; definitions as in `Metrics`. */
export interface StressResult {
  /** Deepest drawdown, a fraction <= 0. */
  readonly dd: number;
  /** Null where equity never moved. */
  readonly sharpe: number | null;
  readonly sharpe_rf0: number | null;
  readonly total_return: number;
  readonly trades: number;
  /** The drawdown stayed above -20 %. A run without trades survives, and shows nothing. */
  readonly survived: boolean;
}

/** Section `stress_tests` of results.json; `original` is the market as it was, in the same order of fills. */
export type StressResults = Readonly<Record<StressScenario | 'original', StressResult>>;

/**
 * The strategy under each scenario: other prices through the whole pipeline, parameters as given. There are no stressed
 * minutes, so "auto" and "finer" fill orders become pessimistic, for the original too.
 * Throws when the bars are fewer than one period of the whipsaw, three days.
 */
export function stressTests<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  bars: Bars,
  parameters: Readonly<Record<string, ParameterValue>> = {},
): StressResults {
  const given = { ...parameters, ...(parameters.intrabar === 'finer' && { intrabar: 'pessimistic' }) };
  const run = (under: Bars): StressResult => {
    const { metrics } = backtest(strategy, makeMarket(under), { parameters: given });
    return {
      dd: metrics.max_drawdown,
      sharpe: metrics.sharpe_ratio,
      sharpe_rf0: metrics.sharpe_rf0,
      total_return: metrics.total_return,
      trades: metrics.total_trades,
      survived: metrics.max_drawdown > DEEP_DRAWDOWN,
    };
  };
  const results = STRESS_SCENARIOS.map((scenario) => [scenario, run(stressed(bars, scenario))]);
  return { ...Object.fromEntries(results), original: run(bars) } as StressResults;
}
