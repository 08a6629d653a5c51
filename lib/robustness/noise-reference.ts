import type { Bars } from '../core/bars.js';
import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import { type Strategy, strategyParameters } from '../strategy/strategy.js';
import { type MonteCarloRun, MonteCarloWorkspace, monteCarloRun } from './monte-carlo.js';
import { type NoiseCharacter, noiseCharacter } from './perturb/character.js';
import { PERTURBATIONS, type PerturbationForm } from './perturb/perturb.js';

/** What perturbed runs are held against: the same run without noise, and the mark the noise leaves on the returns. */
export interface NoiseReference {
  readonly original: MonteCarloRun;
  /** Of run 0. */
  readonly character: NoiseCharacter;
}

/** The reference of one form of noise; equal arguments give equal numbers. */
export function noiseReference<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  bars: Bars,
  parameters: Readonly<Record<string, ParameterValue>>,
  form: PerturbationForm,
  seed: number,
): NoiseReference {
  const workspace = new MonteCarloWorkspace(bars);
  const how = PERTURBATIONS[form];
  const character = noiseCharacter(bars, workspace.market(how, seed, 0).base);
  const resolved = strategyParameters(strategy, parameters);
  return { original: monteCarloRun(strategy, resolved, { ...how, amount: 0 }, seed, 0, workspace), character };
}
