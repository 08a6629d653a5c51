import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minimise, type Objective } from '../../lib/optimise/lbfgs.js';
import { close } from './close.js';

const rosenbrock: Objective = ([x, y], gradient) => {
  gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
  gradient[1] = 200 * (y - x * x);
  return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
};
const start = () => Float64Array.of(-1.2, 1);

test("finds the bottom of Rosenbrock's valley", () => {
  const { x, iterations } = minimise(rosenbrock, start(), {
    lower: [-5, -5],
    upper: [5, 5],
    maxIterations: 200,
    gradientTolerance: 1e-8,
  });
  close(x[0], 1, 1e-6);
  close(x[1], 1, 1e-6);
  assert.ok(iterations < 100);
});

test('stops at the bound that holds it, and moves on along it', () => {
  const { x } = minimise(rosenbrock, start(), { lower: [-5, -5], upper: [0.5, 5], maxIterations: 200 });
  assert.equal(x[0], 0.5);
  close(x[1], 0.25, 1e-5);
});

test('steps back from where the objective is not allowed', () => {
  const bowl: Objective = ([x], gradient) => {
    gradient[0] = 2 * (x - 3);
    return x > 1 ? Number.POSITIVE_INFINITY : (x - 3) ** 2;
  };
  const { x } = minimise(bowl, Float64Array.of(0), { lower: [-9], upper: [9], maxIterations: 100 });
  assert.ok(x[0] <= 1 && x[0] > 0.9);
});

test('returns the start when nothing is lower, or when it is not allowed', () => {
  const flat: Objective = (_, gradient) => {
    gradient.fill(0);
    return 1;
  };
  assert.deepEqual([...minimise(flat, Float64Array.of(0.3), { lower: [0], upper: [1] }).x], [0.3]);
  const { x, value } = minimise(() => Number.POSITIVE_INFINITY, Float64Array.of(0.3), { lower: [0], upper: [1] });
  assert.deepEqual([x[0], value], [0.3, Number.POSITIVE_INFINITY]);
});
