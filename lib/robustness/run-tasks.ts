import { type Compute, type ComputeOptions, createCompute } from '../compute/compute.js';
import type { Bars } from '../core/bars.js';
import type { TrialLedger } from '../optimise/trial-ledger.js';
import type { ParameterValue } from '../strategy/parameter.js';
import type { MonteCarloRun } from './monte-carlo.js';
import { type PeriodOptions, walkPeriods } from './periods.js';
import type { PerturbationForm } from './perturb/perturb.js';
import type { SearchOptions } from './search.js';
import { strategyNamed, type TASKS, type WalkShared } from './tasks.js';
import type { PeriodResult } from './walk-forward.js';

/** Where the tasks of this folder run. */
export type LabCompute = Compute<typeof TASKS>;

type Place<Options> = Options extends unknown ? Omit<Options, 'module'> : never;

/** Opens a place to run walk-forward and Monte Carlo: `{ kind: 'threads' }`, `{ kind: 'inline' }`, or a cluster. Close it when done. */
export function openCompute(place: Place<ComputeOptions>): Promise<LabCompute> {
  return createCompute<typeof TASKS>({ ...place, module: require.resolve('./tasks.js') } as ComputeOptions);
}

export interface WalkForwardTask {
  readonly shared: WalkShared;
  readonly search: Pick<SearchOptions, 'budget' | 'seed' | 'purpose' | 'dropped'> & PeriodOptions;
  readonly ledger: TrialLedger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told after each period: periods done, of how many, and what is left, ms. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly budget: number;
    readonly best: number;
    readonly remaining: number;
  }) => void;
  readonly signal?: AbortSignal;
}

/**
 * A walk-forward with its periods spread over threads or machines. Equal to the one in turn, byte for byte. Evaluations
 * made before are read from the ledger; other machines, which have no such file, make them again, and they are recorded
 * as periods end.
 */
export async function walkForwardOn(compute: LabCompute, task: WalkForwardTask): Promise<PeriodResult[]> {
  const { shared, search, ledger, clock, signal } = task;
  strategyNamed(shared.strategy);
  const periods = walkPeriods(shared.bars, search);
  const { budget, seed, purpose, dropped } = search;
  const own = { budget, seed, purpose, ...(dropped && { dropped }) };
  const start = clock();
  const file = compute.kind === 'cluster' ? null : ledger.file;
  const items = periods.map((period) => ({
    period,
    search: own,
    ledger: file,
    recompute: ledger.recompute,
    now: start,
  }));
  let done = 0;
  let best = Number.NEGATIVE_INFINITY;
  const outcomes = await compute.map('walkPeriod', shared, items, {
    onResult: (_, { result, trials }) => {
      for (const trial of trials) ledger.record(trial);
      done++;
      best = Math.max(best, result.test.objective);
      const remaining = ((clock() - start) / done) * (periods.length - done);
      task.onProgress?.({ done, budget: periods.length, best, remaining });
    },
    ...(signal && { signal }),
  });
  return outcomes.map(({ result }) => result);
}

export interface MonteCarloTask {
  readonly strategy: string;
  readonly bars: Bars;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly form: PerturbationForm;
  readonly runs: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Runs in one task: enough that the bars' memory is used again, few enough that progress shows. */
const CHUNK = 10;

/** Monte Carlo runs spread over threads or machines, in order of their numbers. */
export async function monteCarloOn(compute: LabCompute, task: MonteCarloTask): Promise<MonteCarloRun[]> {
  const { strategy, bars, parameters, form, runs, seed, signal } = task;
  if (!Number.isInteger(runs) || runs < 1) {
    throw new Error(`monteCarloOn: runs must be a whole number of at least 1, got ${runs}`);
  }
  strategyNamed(strategy);
  const items = Array.from({ length: Math.ceil(runs / CHUNK) }, (_, k) => ({
    form,
    seed,
    from: k * CHUNK,
    to: Math.min(runs, (k + 1) * CHUNK),
  }));
  let done = 0;
  const chunks = await compute.map('monteCarlo', { strategy, bars, parameters }, items, {
    onResult: (_, chunk) => {
      done += chunk.length;
      task.onProgress?.(done);
    },
    ...(signal && { signal }),
  });
  return chunks.flat();
}
