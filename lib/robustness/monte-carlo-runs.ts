import type { Bars } from '../core/bars.js';
import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import { type Strategy, strategyParameters } from '../strategy/strategy.js';
import { type MonteCarloRun, MonteCarloWorkspace, monteCarloRun } from './monte-carlo.js';
import { type NoiseCharacter, noiseCharacter } from './perturb/character.js';
import { PERTURBATIONS, type PerturbationForm } from './perturb/perturb.js';

export interface MonteCarloOptions {
  readonly form: PerturbationForm;
  readonly runs: number;
  readonly seed: number;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Runs of one form of noise, the same bars without noise, and what the noise of the first run did to the returns. */
export interface MonteCarloResult {
  readonly form: PerturbationForm;
  readonly runs: readonly MonteCarloRun[];
  readonly original: MonteCarloRun;
  readonly character: NoiseCharacter;
}

/** Runs 0 to `runs` - 1 in this process, one after the other; each is what it would be among any number of others. */
export async function monteCarlo<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  bars: Bars,
  options: MonteCarloOptions,
): Promise<MonteCarloResult> {
  const { form, runs, seed, signal, onProgress } = options;
  if (!Number.isInteger(runs) || runs < 1) {
    throw new Error(`monteCarlo: runs must be a whole number of at least 1, got ${runs}`);
  }
  const parameters = strategyParameters(strategy, options.parameters);
  const workspace = new MonteCarloWorkspace(bars);
  const how = PERTURBATIONS[form];
  const one = (run: number, amount = how.amount) =>
    monteCarloRun(strategy, parameters, { ...how, amount }, seed, run, workspace);
  const done: MonteCarloRun[] = [];
  for (let run = 0; run < runs; run++) {
    signal?.throwIfAborted();
    done.push(one(run));
    onProgress?.(run + 1);
    // A timer, an interrupt or the drawing of progress has its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { form, runs: done, ...reference(strategy, bars, options) };
}

/** The run without noise, and the mark the noise of run 0 leaves on the bars. */
export function reference<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  bars: Bars,
  { form, seed, parameters }: Pick<MonteCarloOptions, 'form' | 'seed' | 'parameters'>,
): Pick<MonteCarloResult, 'original' | 'character'> {
  const workspace = new MonteCarloWorkspace(bars);
  const resolved = strategyParameters(strategy, parameters);
  const how = PERTURBATIONS[form];
  const character = noiseCharacter(bars, workspace.market(how, seed, 0).base);
  return { original: monteCarloRun(strategy, resolved, { ...how, amount: 0 }, seed, 0, workspace), character };
}
