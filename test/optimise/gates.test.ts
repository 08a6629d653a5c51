// The gates of the bench on few seeds: enough to notice that the optimiser has stopped finding optima.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBLEMS, type Problem } from '../../bench/functions.js';
import { createOptimiser } from '../../lib/optimise/bayesian.js';

/** Least value found by each evaluation, minus the optimum, and how many points were proposed again. */
function search(problem: Problem, seed: number, count: number): { regret: number; repeats: number } {
  const optimiser = createOptimiser({ space: problem.space, seed, direction: 'minimise' });
  const seen = new Set<string>();
  for (let k = 0; k < count; k++) {
    const [point] = optimiser.ask();
    seen.add(JSON.stringify(point));
    optimiser.tell(point, problem.evaluate(point));
  }
  return { regret: Number(optimiser.best()?.value) - problem.optimum, repeats: count - seen.size };
}

test('Branin is within 1e-3 after 50 evaluations, median of three seeds, and never beyond 0.02', () => {
  const regrets = [1, 2, 3].map((seed) => search(PROBLEMS.branin, seed, 50).regret).sort((a, b) => a - b);
  assert.ok(regrets[1] <= 1e-3 && regrets[2] <= 0.02, `regrets ${regrets}`);
});

test('the optimum among 25,536 cells is found within 50 evaluations', () => {
  for (const seed of [1, 2]) assert.equal(search(PROBLEMS.intcat, seed, 50).regret, 0);
});

test('100 evaluations on a finite space are of 100 points', () => {
  assert.equal(search(PROBLEMS.intcat, 3, 100).repeats, 0);
});

test('a choice, integers, a logarithm and reals are optimised together', () => {
  assert.ok(search(PROBLEMS.mixed, 1, 50).regret <= 2e-3);
});
