import type { Compute } from '../lib/compute/compute.js';
import { createCompute } from '../lib/compute/compute.js';
import type { TASKS } from './compute-tasks.js';
import { fiveMinuteBars } from './data.js';
import { type BenchCase, median } from './measure.js';

const RUNS = 40;
const MODULE = require.resolve('./compute-tasks.js');

/** Wall time of the runs on warm threads, ms. */
async function wallTime(
  compute: Compute<typeof TASKS>,
  shared: Parameters<typeof TASKS.monteCarlo>[0],
): Promise<number> {
  const runs = Array.from({ length: RUNS }, (_, run) => run);
  const start = performance.now();
  await compute.map('monteCarlo', shared, runs);
  return performance.now() - start;
}

/** How many times as fast two threads are as one, turn by turn. Another process on one of two cores halves the second. */
async function speedup(): Promise<number> {
  const shared = { bars: fiveMinuteBars() };
  const one = await createCompute<typeof TASKS>({ kind: 'threads', module: MODULE, threads: 1 });
  const two = await createCompute<typeof TASKS>({ kind: 'threads', module: MODULE, threads: 2 });
  for (const compute of [one, two]) await compute.map('monteCarlo', shared, [0, 1, 2, 3, 4, 5]);
  const ratios: number[] = [];
  for (let turn = 0; turn < 3; turn++) ratios.push((await wallTime(one, shared)) / (await wallTime(two, shared)));
  await Promise.all([one.close(), two.close()]);
  return median(ratios);
}

export const COMPUTE_CASES: readonly BenchCase[] = [
  {
    name: 'compute.threads',
    what: `${RUNS} Monte Carlo runs of the whole pipeline: two threads, times as fast as one`,
    unit: 'x',
    goal: 1.7,
    better: 'higher',
    measure: speedup,
  },
];
