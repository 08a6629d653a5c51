import type { Bars } from '../lib/core/bars.js';
import { type MonteCarloRun, MonteCarloWorkspace, monteCarloRun } from '../lib/robustness/monte-carlo.js';
import { PERTURBATIONS } from '../lib/robustness/perturb/perturb.js';
import { mtfStrategy } from '../lib/strategy/mtf.js';
import { strategyParameters } from '../lib/strategy/strategy.js';

const workspaces = new WeakMap<Bars, MonteCarloWorkspace>();

/** One run of the whole pipeline on perturbed bars. */
function monteCarlo({ bars }: { readonly bars: Bars }, run: number): MonteCarloRun {
  const workspace = workspaces.get(bars) ?? new MonteCarloWorkspace(bars);
  workspaces.set(bars, workspace);
  const parameters = strategyParameters(mtfStrategy, { intrabar: 'pessimistic' });
  return monteCarloRun(mtfStrategy, parameters, PERTURBATIONS.level, 1, run, workspace);
}

export const TASKS = { monteCarlo };
