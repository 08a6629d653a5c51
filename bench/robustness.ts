import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrialLedger } from '../lib/optimise/trial-ledger.js';
import { monteCarloOn, openCompute, walkForwardOn } from '../lib/robustness/run-tasks.js';
import { mtfStrategy } from '../lib/strategy/mtf.js';
import { fiveMinuteBars } from './data.js';
import type { BenchCase } from './measure.js';

const two = () => openCompute({ kind: 'threads', threads: 2 });
const seconds = (start: number) => (performance.now() - start) / 1000;

/** Six periods of 100 evaluations and 100 random ones each, every evaluation recorded; starting the threads included. */
async function walkForwardTime(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-walk-'));
  const ledger = new TrialLedger(join(folder, 'trials.sqlite'));
  const bars = fiveMinuteBars();
  const start = performance.now();
  const compute = await two();
  await walkForwardOn(compute, {
    shared: { strategy: mtfStrategy.name, bars, fixed: {}, minTrades: 20 },
    search: { budget: 100, seed: 1, purpose: 'bench' },
    ledger,
    clock: Date.now,
  });
  const time = seconds(start);
  await compute.close();
  ledger.close();
  rmSync(folder, { recursive: true });
  return time;
}

async function monteCarloTime(): Promise<number> {
  const bars = fiveMinuteBars();
  const start = performance.now();
  const compute = await two();
  await monteCarloOn(compute, { strategy: mtfStrategy.name, bars, parameters: {}, form: 'level', runs: 500, seed: 1 });
  const time = seconds(start);
  await compute.close();
  return time;
}

export const ROBUSTNESS_CASES: readonly BenchCase[] = [
  {
    name: 'walk-forward',
    what: 'six periods of 100 evaluations, and as many at random, on two threads',
    unit: 's',
    goal: 30,
    better: 'lower',
    processes: 1,
    measure: walkForwardTime,
  },
  {
    name: 'monte-carlo.500',
    what: '500 runs of the whole pipeline on two threads',
    unit: 's',
    goal: 30,
    better: 'lower',
    processes: 1,
    measure: monteCarloTime,
  },
];
