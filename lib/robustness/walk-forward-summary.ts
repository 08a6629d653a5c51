import { mean, sampleStandardDeviation } from 'simple-statistics';
import { maxDrawdown } from '../backtest/drawdown.js';
import { annualGrowth, ratio, sharpeRatio } from '../backtest/ratios.js';
import type { Point } from '../optimise/space.js';
import type { PeriodResult } from './walk-forward.js';

/** One of the design's four checks (three for a strategy without a 1h trend): a target, what was found, and whether it is met. */
export interface Check {
  readonly name: string;
  readonly target: string;
  readonly value: number | null;
  readonly met: boolean;
}

/** The section `walk_forward` of results.json. Ratios null where they do not exist. */
export interface WalkForwardSummary {
  readonly periods: number;
  readonly train_sharpe: readonly (number | null)[];
  readonly test_sharpe: readonly (number | null)[];
  /** Mean over the periods that have one. */
  readonly degradation: number | null;
  readonly degradations: readonly (number | null)[];
  readonly train_calmar: readonly (number | null)[];
  readonly test_calmar: readonly (number | null)[];
  readonly test_trades: readonly number[];
  readonly test_return: readonly number[];
  /** Test returns of what as many random evaluations found. */
  readonly random_test_return: readonly number[];
  readonly checks: readonly Check[];
  readonly stitched: Stitched;
  readonly random_stitched: Stitched;
  /** Parameters of the period whose test scored best; of equal ones the most recent. */
  readonly final_params: Point;
  readonly final_period: number;
}

/** The test parts one after the other, each with the equity the one before left. */
export interface Stitched {
  readonly days: number;
  readonly total_return: number;
  readonly max_drawdown: number;
  readonly sharpe_rf0: number | null;
  readonly cagr: number | null;
  /** Mean daily return over its standard error; beyond about 2 it is unlikely to be chance alone. */
  readonly t_statistic: number | null;
}

/** Condenses a walk-forward: ratios by period, the four checks, the stitched out-of-sample equity, the final parameters. */
export function summariseWalkForward(results: readonly PeriodResult[]): WalkForwardSummary {
  if (results.length === 0) throw new Error('summariseWalkForward: periods must be at least one, got none');
  const best = results.reduce((top, result) => (result.test.objective >= top.test.objective ? result : top));
  const degradations = results.map(({ degradation }) => degradation);
  const returns = (parts: readonly { readonly returns: Float64Array }[]) => parts.flatMap((part) => [...part.returns]);
  return {
    periods: results.length,
    train_sharpe: results.map(({ train }) => train.metrics.sharpe_ratio),
    test_sharpe: results.map(({ test }) => test.metrics.sharpe_ratio),
    degradation: meanOf(degradations),
    degradations,
    train_calmar: results.map(({ train }) => train.metrics.calmar_ratio),
    test_calmar: results.map(({ test }) => test.metrics.calmar_ratio),
    test_trades: results.map(({ test }) => test.metrics.total_trades),
    test_return: results.map(({ test }) => test.metrics.total_return),
    random_test_return: results.map(({ random }) => random.test.metrics.total_return),
    checks: checksOf(results),
    stitched: stitch(returns(results.map(({ test }) => test))),
    random_stitched: stitch(returns(results.map(({ random }) => random.test))),
    final_params: best.parameters,
    final_period: best.number,
  };
}

/** Equity of the stitched test parts, from 1, after each day. */
export function stitchedEquity(
  results: readonly PeriodResult[],
  of: (result: PeriodResult) => Float64Array,
): Float64Array {
  let equity = 1;
  return Float64Array.from(
    results.flatMap((result) => [...of(result)]),
    (daily) => {
      equity *= 1 + daily;
      return equity;
    },
  );
}

function checksOf(results: readonly PeriodResult[]): Check[] {
  const calmars = results.map(({ test }) => test.metrics.calmar_ratio);
  const known = calmars.filter((value) => value !== null);
  const lowest = known.length < calmars.length ? null : Math.min(...known);
  const alignments = results.map(({ test }) => test.metrics.htf_alignment);
  const degradation = meanOf(results.map((result) => result.degradation));
  const check = (name: string, target: string, value: number | null, met: boolean): Check => ({
    name,
    target,
    value,
    met,
  });
  const average = meanOf(calmars);
  const alignment = meanOf(alignments);
  const checks = [
    check('mean Calmar ratio of the tests', '> 2.0', average, average !== null && average > 2),
    check('mean degradation of the Sharpe ratio', '< 15 %', degradation, degradation !== null && degradation < 0.15),
    check('least Calmar ratio of a test', '> 1.8', lowest, lowest !== null && lowest > 1.8),
  ];
  // A strategy without a 1h trend has nothing to be aligned with.
  const hasNoTrend = alignment === null && results.some(({ test }) => test.metrics.total_trades > 0);
  if (hasNoTrend) return checks;
  return [
    ...checks,
    check('mean 1h alignment of the tests', '> 68 %', alignment, alignment !== null && alignment > 0.68),
  ];
}

function stitch(returns: readonly number[]): Stitched {
  const daily = Float64Array.from(returns);
  let equity = 1;
  const curve = daily.map((value) => {
    equity *= 1 + value;
    return equity;
  });
  const varies = returns.length > 1 && returns.some((value) => value !== returns[0]);
  const error = varies ? sampleStandardDeviation([...returns]) / Math.sqrt(returns.length) : null;
  return {
    days: returns.length,
    total_return: equity - 1,
    max_drawdown: maxDrawdown(curve, 1),
    sharpe_rf0: sharpeRatio(daily, 0),
    cagr: annualGrowth(1, equity, returns.length),
    t_statistic: varies ? ratio(mean([...returns]), error) : null,
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}
