import { backtest } from '../lib/backtest/backtest.js';
import type { Bars } from '../lib/core/bars.js';
import { certifyCausality } from '../lib/robustness/causality/causality.js';
import { MonteCarloWorkspace, monteCarloRun } from '../lib/robustness/monte-carlo.js';
import { PERTURBATIONS } from '../lib/robustness/perturb/perturb.js';
import { makeMarket } from '../lib/strategy/market.js';
import { mtfStrategy } from '../lib/strategy/mtf.js';
import type { ParameterValue } from '../lib/strategy/parameter.js';
import { strategyParameters } from '../lib/strategy/strategy.js';
import { fiveMinuteBars } from './data.js';
import { type BenchCase, medianTime, peakMemory, timed } from './measure.js';

/** A profile of one bar and two rows costs nothing: what is left is all but the profile. */
const UNPROFILED = { vp_len: 1, vp_rows: 2 };

function runsOn(bars: Bars, given: Readonly<Record<string, ParameterValue>> = {}): () => unknown {
  const parameters = strategyParameters(mtfStrategy, given);
  const workspace = new MonteCarloWorkspace(bars);
  let run = 0;
  return () => monteCarloRun(mtfStrategy, parameters, PERTURBATIONS.level, 1, run++, workspace);
}

/** Growth of resident memory over further runs, MB. */
function growth(): number {
  const run = runsOn(fiveMinuteBars());
  for (let k = 0; k < 50; k++) run();
  const before = peakMemory();
  for (let k = 0; k < 300; k++) run();
  return peakMemory() - before;
}

function certificateInBacktests(): number {
  const bars = fiveMinuteBars();
  const one = medianTime(() => backtest(mtfStrategy, makeMarket(bars)), { runs: 5, warmup: 2 });
  return timed(() => certifyCausality(mtfStrategy, bars)) / one;
}

export const MONTE_CARLO_CASES: readonly BenchCase[] = [
  {
    name: 'monte-carlo.run',
    what: 'one run on one thread: noise, all indicators, profiles, backtest (500 on two threads: 250 times)',
    unit: 'ms',
    goal: 110,
    better: 'lower',
    measure: () => medianTime(runsOn(fiveMinuteBars()), { runs: 40, warmup: 8 }),
  },
  {
    name: 'monte-carlo.unprofiled',
    what: 'the same with a profile of one bar and two rows',
    unit: 'ms',
    goal: 24,
    better: 'lower',
    measure: () => medianTime(runsOn(fiveMinuteBars(), UNPROFILED), { runs: 40, warmup: 8 }),
  },
  {
    name: 'monte-carlo.memory',
    what: 'growth of peak memory from 50 runs to 350',
    unit: 'MB',
    goal: 20,
    better: 'lower',
    measure: growth,
  },
  {
    name: 'causality',
    what: 'certificate of the built-in strategy at 200 cuts, in backtests of the same bars',
    unit: 'x',
    goal: 10,
    better: 'lower',
    measure: certificateInBacktests,
  },
];
