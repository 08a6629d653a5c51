import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBLEMS, type Problem } from '../../bench/functions.js';
import { seededRandom } from '../../lib/core/random.js';
import { createOptimiser, type Optimiser, type OptimiserOptions } from '../../lib/optimise/bayesian.js';
import type { Point, SpaceDefinition } from '../../lib/optimise/space.js';

const LINE: SpaceDefinition = { dimensions: [{ name: 'x', kind: 'real', low: 0, high: 1 }] };
const EMAS: SpaceDefinition = {
  dimensions: [
    { name: 'ema1', kind: 'integer', low: 1, high: 4 },
    { name: 'ema2', kind: 'integer', low: 1, high: 4 },
  ],
  constraints: [{ words: 'ema1 < ema2', allows: ({ ema1, ema2 }) => ema1 < ema2 }],
};

function minimiser(space: SpaceDefinition, options: Partial<OptimiserOptions> = {}): Optimiser {
  return createOptimiser({ space, seed: 1, direction: 'minimise', ...options });
}

/** Asks and tells `count` points, `batch` at a time. */
function play(optimiser: Optimiser, evaluate: (point: Point) => number | null, count: number, batch = 1): Point[] {
  const points: Point[] = [];
  while (points.length < count) {
    const asked = optimiser.ask(batch);
    if (asked.length === 0) break;
    for (const point of asked) optimiser.tell(point, evaluate(point));
    points.push(...asked);
  }
  return points;
}

const keys = (points: readonly Point[]) => new Set(points.map((point) => JSON.stringify(point)));

for (const [problem, batch] of [
  [PROBLEMS.mixed, 1],
  [PROBLEMS.hartmann3, 4],
] as readonly (readonly [Problem, number])[]) {
  test(`equal seeds lead to equal points, other seeds to others: ${problem.name} in batches of ${batch}`, () => {
    const points = (seed: number) => play(minimiser(problem.space, { seed }), problem.evaluate, 24, batch);
    assert.deepEqual(points(7), points(7));
    assert.notDeepEqual(points(7)[0], points(8)[0]);
  });

  test(`points told at once lead to the very next question of points told one by one: ${problem.name}`, () => {
    const first = minimiser(problem.space);
    play(first, problem.evaluate, 24, batch);
    const told = JSON.parse(JSON.stringify(first.told())) as ReturnType<typeof first.told>;
    const second = minimiser(problem.space, { told });
    assert.deepEqual(second.ask(batch), first.ask(batch));
    assert.deepEqual(second.best(), first.best());
    assert.deepEqual(second.model()?.lengthScales, first.model()?.lengthScales);
  });
}

test('looking at the model in between changes no question', () => {
  const quiet = minimiser(LINE);
  const watched = minimiser(LINE);
  const evaluate = ({ x }: Point) => (Number(x) - 0.3) ** 2;
  const curious = play(
    watched,
    (point) => {
      watched.model();
      return evaluate(point);
    },
    15,
  );
  assert.deepEqual(curious, play(quiet, evaluate, 15));
});

test('to maximise a function is to minimise its opposite', () => {
  const { space, evaluate } = PROBLEMS.branin;
  const up = createOptimiser({ space, seed: 3, direction: 'maximise' });
  const down = createOptimiser({ space, seed: 3, direction: 'minimise' });
  assert.deepEqual(
    play(up, (point) => -evaluate(point), 20),
    play(down, evaluate, 20),
  );
  assert.equal(up.best()?.value, -(down.best()?.value ?? 0));
});

test('a finite space is asked for once over, within its constraints, and then for nothing', () => {
  for (const batch of [1, 4]) {
    const optimiser = minimiser(EMAS);
    const points = play(optimiser, ({ ema1, ema2 }) => Number(ema1) * Number(ema2), 100, batch);
    assert.equal(points.length, 6);
    assert.equal(keys(points).size, 6);
    assert.ok(points.every(({ ema1, ema2 }) => ema1 < ema2));
    assert.deepEqual(optimiser.ask(), []);
    assert.deepEqual(optimiser.best()?.point, { ema1: 1, ema2: 2 });
  }
});

test('a space of one point is asked for that point and is then exhausted', () => {
  const optimiser = minimiser({ dimensions: [{ name: 'c', kind: 'choice', choices: ['only'] }] });
  assert.deepEqual(optimiser.ask(3), [{ c: 'only' }]);
  optimiser.tell({ c: 'only' }, 1);
  assert.deepEqual(optimiser.ask(), []);
  assert.deepEqual(optimiser.best(), { point: { c: 'only' }, value: 1 });
});

test('pending points are not asked for again and hold others off', () => {
  const optimiser = minimiser(PROBLEMS.branin.space);
  play(optimiser, PROBLEMS.branin.evaluate, 12);
  const pending = [...optimiser.ask(2), ...optimiser.ask(2)];
  assert.equal(keys(pending).size, 4);
  const gaps = pending.flatMap((a, i) =>
    pending.slice(0, i).map((b) => Math.hypot(Number(a.x0) - Number(b.x0), Number(a.x1) - Number(b.x1))),
  );
  assert.ok(Math.min(...gaps) > 0.01, `gaps ${gaps}`);
});

test('an objective without any value is survived: points spread, and there is no best', () => {
  for (const nothing of [null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const optimiser = minimiser(LINE);
    const points = play(optimiser, () => nothing, 20);
    assert.equal(keys(points).size, 20);
    assert.equal(optimiser.best(), null);
    assert.equal(optimiser.model(), null);
    assert.ok(optimiser.told().every(({ value }) => value === null));
    const sorted = points.map(({ x }) => Number(x)).sort((a, b) => a - b);
    assert.ok(sorted.every((x, k) => k === 0 || x - sorted[k - 1] < 0.3));
  }
});

test('failures are remembered: the search keeps away from where evaluations fail', () => {
  const fails = ({ x }: Point) => Number(x) > 0.5;
  const optimiser = minimiser(LINE);
  const points = play(optimiser, (point) => (fails(point) ? Number.NaN : -Number(point.x)), 30);
  assert.ok(points.slice(15).filter(fails).length <= 5);
  assert.ok((optimiser.best()?.value ?? 0) < -0.45);
});

test('equal values everywhere are survived, and points still differ', () => {
  const optimiser = minimiser(PROBLEMS.mixed.space);
  const points = play(optimiser, () => 4.2, 25);
  assert.equal(keys(points).size, 25);
  assert.deepEqual(optimiser.best(), { point: points[0], value: 4.2 });
});

test('values of any size are survived', () => {
  for (const scale of [1e-300, 1e-9, 1e9, 1e300]) {
    const optimiser = minimiser(LINE);
    play(optimiser, ({ x }) => scale * (Number(x) - 0.3) ** 2, 14);
    assert.ok(Math.abs(Number(optimiser.best()?.point.x) - 0.3) < 0.1, `scale ${scale}`);
  }
});

test('the scale of the objective does not change the search', () => {
  const { space, evaluate } = PROBLEMS.branin;
  const near = play(minimiser(space), (point) => evaluate(point), 12);
  const far = play(minimiser(space), (point) => 1024 * evaluate(point), 12);
  assert.deepEqual(far, near);
});

test('a noisy objective is searched near its optimum, not at its luckiest value', () => {
  const random = seededRandom(2);
  const optimiser = minimiser(LINE, { noise: 'fitted' });
  const points = play(optimiser, ({ x }) => 4 * (Number(x) - 0.6) ** 2 + 0.3 * (random() - 0.5), 40);
  const late = points.slice(20).filter(({ x }) => Math.abs(Number(x) - 0.6) < 0.25);
  assert.ok(late.length >= 12, `${late.length} of 20 near`);
  const noise = optimiser.model()?.noise ?? 0;
  assert.ok(noise > 0.03, `noise ${noise}`);
});

test('points of another search may be told, and are not asked for', () => {
  const optimiser = minimiser(EMAS, { told: [{ point: { ema1: 1, ema2: 2 }, value: 3 }] });
  const points = play(optimiser, () => 1, 10);
  assert.equal(points.length, 5);
  assert.ok(!points.some(({ ema1, ema2 }) => ema1 === 1 && ema2 === 2));
});

test('the same point told twice is survived', () => {
  const optimiser = minimiser(LINE);
  for (let k = 0; k < 12; k++) optimiser.tell({ x: 0.5 }, k % 2);
  assert.equal(optimiser.ask().length, 1);
});

test('what is told must be of the space and within its constraints', () => {
  const optimiser = minimiser(EMAS);
  assert.throws(
    () => optimiser.tell({ ema1: 3, ema2: 2 }, 1),
    /tell: point must meet ema1 < ema2, got {"ema1":3,"ema2":2}/,
  );
  assert.throws(() => optimiser.tell({ ema1: 0, ema2: 2 }, 1), /ema1 must be a whole number from 1 to 4, got 0/);
  assert.throws(
    () => minimiser(LINE, { initial: 0 }),
    /createOptimiser: initial must be a whole number of at least 1, got 0/,
  );
  assert.throws(() => minimiser(LINE, { seed: Number.NaN }), /seed must be a finite number, got NaN/);
});
