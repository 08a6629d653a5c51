import { indexMinutes } from '../backtest/minutes.js';
import type { Bars } from '../core/bars.js';
import type { Trial } from '../optimise/trial.js';
import { TrialLedger } from '../optimise/trial-ledger.js';
import { type HigherBars, makeMarket } from '../strategy/market.js';
import { mtfStrategy } from '../strategy/mtf.js';
import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import type { Strategy } from '../strategy/strategy.js';
import { type MonteCarloRun, monteCarloRuns } from './monte-carlo.js';
import type { WalkPeriod } from './periods.js';
import { PERTURBATIONS, type PerturbationForm } from './perturb/perturb.js';
import type { SearchOptions } from './search.js';
import type { EvaluationInput } from './segment.js';
import { type PeriodResult, walkOne } from './walk-forward.js';

/** Strategies that can be named to a thread or another machine: code of a notebook cell cannot travel. */
const STRATEGIES: readonly Strategy[] = [mtfStrategy as unknown as Strategy];

/** What all periods of a walk-forward share. Plain data: it travels. */
export interface WalkShared {
  readonly strategy: string;
  readonly bars: Bars;
  readonly higher?: HigherBars;
  readonly finer?: Bars;
  readonly fixed: Readonly<Record<string, ParameterValue>>;
  readonly minTrades: number;
}

export interface WalkItem {
  readonly period: WalkPeriod;
  readonly search: Pick<SearchOptions, 'budget' | 'seed' | 'purpose' | 'dropped'>;
  /** The ledger's file, where this machine has it: evaluations are recorded as they are made. Else they come back. */
  readonly ledger: string | null;
  /** Makes evaluations again that the ledger has. */
  readonly recompute?: boolean;
  /** Written into the ledger, ms UTC. */
  readonly now: number;
}

export interface WalkOutcome {
  readonly result: PeriodResult;
  /** Evaluations still to be recorded. */
  readonly trials: readonly Trial[];
}

export interface MonteCarloShared {
  readonly strategy: string;
  readonly bars: Bars;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** Runs `from` (inclusive) to `to` (exclusive). */
export interface MonteCarloItem {
  readonly form: PerturbationForm;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** What threads and workers can be asked to do. */
export const TASKS = { walkPeriod, monteCarlo };

async function walkPeriod(
  shared: WalkShared,
  { period, search, ledger, recompute = false, now }: WalkItem,
): Promise<WalkOutcome> {
  const trials: Trial[] = [];
  const file = ledger === null ? undefined : new TrialLedger(ledger, { recompute });
  const remembered = file ?? { find: () => undefined, record: (trial: Trial) => trials.push(trial) };
  try {
    const result = await walkOne(inputOf(shared), period, { ...search, ledger: remembered, clock: () => now });
    if (!result) throw new Error('walkPeriod: a search without a signal must end, got a stop');
    return { result, trials };
  } finally {
    file?.close();
  }
}

function monteCarlo(shared: MonteCarloShared, { form, seed, from, to }: MonteCarloItem): MonteCarloRun[] {
  const { strategy, bars, parameters } = shared;
  return monteCarloRuns(strategyNamed(strategy), bars, parameters, PERTURBATIONS[form], { seed, from, to });
}

/** The built-in strategy of this name. Throws for others, saying what to do. */
export function strategyNamed<T extends readonly Parameter[] = readonly Parameter[]>(name: string): Strategy<T> {
  const found = STRATEGIES.find((strategy) => strategy.name === name);
  if (found) return found as unknown as Strategy<T>;
  throw new Error(
    `strategyNamed: strategy must be ${STRATEGIES.map((one) => one.name).join(' or ')} to run in threads or on other machines, got ${name}; run your own inline`,
  );
}

const INPUTS = new WeakMap<WalkShared, EvaluationInput>();

/** The market of the shared bars, made once in each thread. */
function inputOf(shared: WalkShared): EvaluationInput {
  const known = INPUTS.get(shared);
  if (known) return known;
  const input = {
    strategy: strategyNamed(shared.strategy),
    market: makeMarket(shared.bars, shared.higher),
    fixed: shared.fixed,
    minTrades: shared.minTrades,
    ...(shared.finer && { minutes: indexMinutes(shared.bars, shared.finer) }),
  };
  INPUTS.set(shared, input);
  return input;
}
