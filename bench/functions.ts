import type { Point, SpaceDefinition } from '../lib/optimise/space.js';

/** A function with a known least value, on its usual box. */
export interface Problem {
  readonly name: string;
  readonly space: SpaceDefinition;
  readonly optimum: number;
  evaluate(point: Point): number;
}

/** A problem of real coordinates x0, x1, ... */
function realProblem(
  name: string,
  bounds: readonly (readonly [low: number, high: number])[],
  optimum: number,
  value: (x: readonly number[]) => number,
): Problem {
  const dimensions = bounds.map(([low, high], d) => ({ name: `x${d}`, kind: 'real' as const, low, high }));
  return {
    name,
    space: { dimensions },
    optimum,
    evaluate: (point) => value(bounds.map((_, d) => Number(point[`x${d}`]))),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const box = (low: number, high: number, dimensions: number) =>
  Array.from({ length: dimensions }, () => [low, high] as const);

const branin = ([x, y]: readonly number[]) =>
  (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
  10;

/** Minus a sum of four Gaussian bumps. */
function hartmann(rates: readonly (readonly number[])[], centres: readonly (readonly number[])[]) {
  const heights = [1, 1.2, 3, 3.2];
  return (x: readonly number[]) =>
    -sum(
      heights.map((height, k) => height * Math.exp(-sum(x.map((at, d) => rates[k][d] * (at - centres[k][d]) ** 2)))),
    );
}

const hartmann3 = hartmann(
  [
    [3, 10, 30],
    [0.1, 10, 35],
    [3, 10, 30],
    [0.1, 10, 35],
  ],
  [
    [0.3689, 0.117, 0.2673],
    [0.4699, 0.4387, 0.747],
    [0.1091, 0.8732, 0.5547],
    [0.0381, 0.5743, 0.8828],
  ],
);

const hartmann6 = hartmann(
  [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
);

const rosenbrock = (x: readonly number[]) =>
  sum(x.slice(1).map((next, d) => 100 * (next - x[d] ** 2) ** 2 + (1 - x[d]) ** 2));

const ackley = (x: readonly number[]) =>
  20 +
  Math.E -
  20 * Math.exp(-0.2 * Math.sqrt(sum(x.map((at) => at * at)) / x.length)) -
  Math.exp(sum(x.map((at) => Math.cos(2 * Math.PI * at))) / x.length);

const AVERAGES = ['sma', 'ema', 'wma'] as const;
const PENALTY: Readonly<Record<string, number>> = { sma: 0.15, ema: 0, wma: 0.08 };

/** Like the search of a trading rule: integers, a choice, reals, one of them on a log scale. */
const mixed: Problem = {
  name: 'mixed',
  optimum: 0,
  space: {
    dimensions: [
      { name: 'f', kind: 'integer', low: 2, high: 40 },
      { name: 's', kind: 'integer', low: 10, high: 200 },
      { name: 'c', kind: 'choice', choices: AVERAGES },
      { name: 'm', kind: 'real', low: 0.5, high: 4 },
      { name: 'st', kind: 'real', low: 0.005, high: 0.2, scale: 'log' },
    ],
  },
  evaluate: ({ f, s, c, m, st }) =>
    ((Number(f) - 12) / 20) ** 2 +
    ((Number(s) - 50) / 80) ** 2 +
    PENALTY[String(c)] +
    ((Number(m) - 2) / 1.5) ** 2 +
    0.5 * Math.log(Number(st) / 0.03) ** 2 +
    0.05 * (1 - Math.cos((2 * Math.PI * (Number(m) - 2)) / 0.8)),
};

/** A finite space of 25,536 cells. */
const intcat: Problem = {
  name: 'intcat',
  optimum: 0,
  space: {
    dimensions: [
      { name: 'a', kind: 'integer', low: 2, high: 20 },
      { name: 'b', kind: 'integer', low: 5, high: 60 },
      { name: 'k', kind: 'integer', low: 1, high: 8 },
      { name: 'c', kind: 'choice', choices: AVERAGES },
    ],
  },
  evaluate: ({ a, b, k, c }) =>
    ((Number(a) - 7) / 10) ** 2 +
    ((Number(b) - 31) / 20) ** 2 +
    0.3 * ((Number(k) - 4) / 3) ** 2 +
    PENALTY[String(c)] +
    0.03 * (1 - Math.cos((2 * Math.PI * (Number(a) - 7)) / 4)),
};

/** The problems of the gates, by name. */
export const PROBLEMS = {
  branin: realProblem(
    'branin',
    [
      [-5, 10],
      [0, 15],
    ],
    0.39788735772973816,
    branin,
  ),
  hartmann3: realProblem('hartmann3', box(0, 1, 3), -3.86277978733266, hartmann3),
  hartmann6: realProblem('hartmann6', box(0, 1, 6), -3.32236801141551, hartmann6),
  rosenbrock4: realProblem('rosenbrock4', box(-5, 10, 4), 0, rosenbrock),
  ackley5: realProblem('ackley5', box(-32.768, 32.768, 5), 0, ackley),
  mixed,
  intcat,
} as const;
