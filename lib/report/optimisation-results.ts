import type { Metrics } from '../backtest/metrics.js';
import type { PointValue } from '../optimise/axis.js';
import type { OptimiseResult } from '../optimise/optimise.js';
import type { Liveness } from '../robustness/liveness.js';

/** The section `optimization` of results.json. */
export interface OptimisationResults {
  readonly method: string;
  /** Evaluations made, failed ones included. */
  readonly n_calls: number;
  /** What the search found, and the values that dropped parameters keep. */
  readonly best_params: Readonly<Record<string, PointValue>>;
  readonly objective: string;
  /** Null when no evaluation succeeded. */
  readonly best_value: number | null;
  /** The best parameters on the part they were found on, and on the part held out. */
  readonly train: Metrics;
  readonly holdout: Metrics;
  readonly searched: readonly string[];
  readonly dropped: readonly string[];
  readonly failed: number;
  readonly ended: OptimiseResult['ended'];
}

/** Condenses a search and one look at the part held out. */
export function optimisationResults(
  found: OptimiseResult,
  alive: Pick<Liveness, 'parameters' | 'dropped'>,
  train: { readonly metrics: Metrics },
  holdout: { readonly metrics: Metrics },
): OptimisationResults {
  const kept = alive.parameters.filter(({ name }) => alive.dropped.includes(name));
  return {
    method: 'Bayesian: Gaussian process, log expected improvement',
    n_calls: found.told.length,
    best_params: { ...Object.fromEntries(kept.map(({ name, value }) => [name, value])), ...found.best?.point },
    objective: 'Calmar ratio; CAGR where it is not above 0',
    best_value: found.best?.value ?? null,
    train: train.metrics,
    holdout: holdout.metrics,
    searched: found.optimiser.space.dimensions.map(({ name }) => name),
    dropped: alive.dropped,
    failed: found.failed,
    ended: found.ended,
  };
}
