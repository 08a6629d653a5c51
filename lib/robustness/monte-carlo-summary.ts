import { mean, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import { DEEP_DRAWDOWN } from '../backtest/drawdown.js';
import { ratio } from '../backtest/ratios.js';
import type { MonteCarloRun } from './monte-carlo.js';

/** Of one figure over the runs that have it. Quantiles by linear interpolation (R type 7). */
export interface Distribution {
  /** Runs that have a value; the others had nothing to measure. */
  readonly values: number;
  readonly mean: number | null;
  /** Sample standard deviation, n - 1. */
  readonly std: number | null;
  readonly p05: number | null;
  readonly p25: number | null;
  readonly p50: number | null;
  readonly p75: number | null;
  readonly p95: number | null;
}

/** A share of runs and its standard error, sqrt(p (1 - p) / n): 500 runs know 5 % to within 1 point. */
export interface Probability {
  readonly probability: number;
  readonly standard_error: number;
}

/** Section `monte_carlo` of results.json: fractions, drawdowns <= 0. */
export interface MonteCarloSummary {
  readonly runs: number;
  readonly sharpe_mean: number | null;
  readonly sharpe_std: number | null;
  readonly calmar_mean: number | null;
  readonly calmar_std: number | null;
  /** 1 - sharpe_std / |sharpe_mean|, clipped to 0..1: how alike the runs are, not how good. Runs that all lose alike score near 1. */
  readonly robustness_score: number | null;
  readonly sharpe: Distribution;
  readonly sharpe_rf0: Distribution;
  readonly calmar: Distribution;
  readonly total_return: Distribution;
  readonly max_drawdown: Distribution;
  readonly trades: Distribution;
  readonly runs_without_trades: number;
  /** Share of runs that end below where they began. */
  readonly loss: Probability;
  readonly drawdown_beyond_20: Probability;
  /** Ruin is a drawdown beyond 50 %: what is left has to double to come back. */
  readonly ruin: Probability;
  /** The design's target: sharpe_std below 0.1; null where there is no Sharpe ratio to judge. */
  readonly sharpe_std_below_target: boolean | null;
  /** Why something above is null; null when nothing is. */
  readonly reason: string | null;
}

/** The design's target for the spread of Sharpe ratios over runs. */
export const SHARPE_STD_TARGET = 0.1;
const RUIN = -0.5;

/** What all runs together say. Throws without a run. */
export function summariseMonteCarlo(runs: readonly MonteCarloRun[]): MonteCarloSummary {
  if (runs.length === 0) throw new Error('summariseMonteCarlo: runs must be at least one, got none');
  const of = (value: (run: MonteCarloRun) => number | null) => distribution(runs.map(value));
  const share = (test: (run: MonteCarloRun) => boolean) => probability(runs.filter(test).length, runs.length);
  const sharpe = of((run) => run.sharpe);
  const calmar = of((run) => run.calmar);
  return {
    runs: runs.length,
    sharpe_mean: sharpe.mean,
    sharpe_std: sharpe.std,
    calmar_mean: calmar.mean,
    calmar_std: calmar.std,
    robustness_score: robustness(sharpe),
    sharpe,
    sharpe_rf0: of((run) => run.sharpe_rf0),
    calmar,
    total_return: of((run) => run.total_return),
    max_drawdown: of((run) => run.max_drawdown),
    trades: of((run) => run.trades),
    runs_without_trades: runs.filter((run) => run.trades === 0).length,
    loss: share((run) => run.total_return < 0),
    drawdown_beyond_20: share((run) => run.max_drawdown < DEEP_DRAWDOWN),
    ruin: share((run) => run.max_drawdown < RUIN),
    sharpe_std_below_target: sharpe.std === null ? null : sharpe.std < SHARPE_STD_TARGET,
    reason: reasonFor(runs, sharpe),
  };
}

function robustness({ mean: middle, std }: Distribution): number | null {
  if (middle === null || std === null) return null;
  // No Sharpe ratio at all is the opposite of a robust one.
  const relative = ratio(std, Math.abs(middle));
  return relative === null ? 0 : Math.min(1, Math.max(0, 1 - relative));
}

/** Mean, spread and quantiles of the values that are not null; a spread needs two. */
export function distribution(all: readonly (number | null)[]): Distribution {
  const sorted = all.filter((value): value is number => value !== null).sort((a, b) => a - b);
  const quantile = (p: number) => (sorted.length > 0 ? quantileSorted(sorted, p) : null);
  return {
    values: sorted.length,
    mean: sorted.length > 0 ? mean(sorted) : null,
    std: sorted.length > 1 ? sampleStandardDeviation(sorted) : null,
    p05: quantile(0.05),
    p25: quantile(0.25),
    p50: quantile(0.5),
    p75: quantile(0.75),
    p95: quantile(0.95),
  };
}

function probability(count: number, runs: number): Probability {
  const p = count / runs;
  return { probability: p, standard_error: Math.sqrt((p * (1 - p)) / runs) };
}

function reasonFor(runs: readonly MonteCarloRun[], sharpe: Distribution): string | null {
  const idle = runs.filter((run) => run.trades === 0).length;
  if (sharpe.values === runs.length) return sharpe.std === null ? 'A spread needs at least two runs.' : null;
  const without = runs.length - sharpe.values;
  return `${without} of ${runs.length} runs have no Sharpe ratio, because their equity never moved (${idle} took no trade); figures are over the others.`;
}
