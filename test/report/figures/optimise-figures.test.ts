import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOptimiser } from '../../../lib/optimise/bayesian.js';
import type { Told } from '../../../lib/optimise/history.js';
import { importance } from '../../../lib/optimise/importance.js';
import type { Model } from '../../../lib/optimise/model.js';
import { type PartialDependence, partialDependence, posteriorSlice } from '../../../lib/optimise/posterior.js';
import { convergenceFigure } from '../../../lib/report/figures/convergence.js';
import { importanceFigure } from '../../../lib/report/figures/importance.js';
import { partialDependenceFigure } from '../../../lib/report/figures/partial-dependence.js';
import { posteriorHeatmap } from '../../../lib/report/figures/posterior-heatmap.js';
import { assertSound, headingOf, titleOf } from './support.js';

/** Names of the objective and of parameters, which have no unit. */
const NUMBERS = { numbers: ['score', 'a', 'b', 'c', 'n', 'rate', 'kind'] };

const objectiveName = 'score';
const toldOf = (...values: (number | null)[]): Told[] => values.map((value, k) => ({ point: { a: k }, value }));

/** A search of 20 points over every kind of dimension, its highest value at a = 0.7. */
function searched(): { model: Model; told: readonly Told[] } {
  const optimiser = createOptimiser({
    space: {
      dimensions: [
        { name: 'a', kind: 'real', low: 0, high: 1 },
        { name: 'rate', kind: 'real', low: 0.01, high: 10, scale: 'log' },
        { name: 'n', kind: 'integer', low: 1, high: 6 },
        { name: 'kind', kind: 'choice', choices: ['up', 'down'] },
      ],
      constraints: [{ words: 'n < 6 with a > 0.5', allows: ({ a, n }) => Number(a) <= 0.5 || Number(n) < 6 }],
    },
    seed: 3,
    direction: 'maximise',
    noise: 'none',
  });
  for (let k = 0; k < 20; k++) {
    const [point] = optimiser.ask();
    const value = 1 - (Number(point.a) - 0.7) ** 2 + (point.kind === 'up' ? 0.1 : 0);
    optimiser.tell(point, k === 4 ? null : value);
  }
  const model = optimiser.model();
  assert.ok(model);
  return { model, told: optimiser.told() };
}

const { model, told } = searched();

test('convergence shows every evaluation, the best so far, the initial design and what failed', () => {
  const figure = convergenceFigure(toldOf(1, null, 3, 2, 4, 0, 5, 4), { objectiveName, initial: 3 });
  assertSound(figure, NUMBERS);
  const [best, design, proposed, failed] = figure.data;
  assert.deepEqual(best.y, [1, 1, 3, 3, 4, 4, 5, 5]);
  assert.deepEqual([design.x, proposed.x, failed.x], [[1, 3], [4, 5, 6, 7, 8], [2]]);
  assert.match(
    titleOf(figure),
    /^The best score of 8 evaluations is 5, found at number 7; the initial design of 3 had reached 3$/,
  );
  assert.match(headingOf(figure), /1 evaluation failed\./);
});

test('the best so far is null until the first value, and falls when smaller is better', () => {
  const late = convergenceFigure(toldOf(null, null, 2), { objectiveName, initial: 2 });
  assert.deepEqual(late.data[0].y, [null, null, 2]);
  assert.match(titleOf(late), /the initial design of 2 had failed$/);
  const down = convergenceFigure(toldOf(3, 4, 1), { objectiveName, initial: 2, direction: 'minimise' });
  assert.deepEqual(down.data[0].y, [3, 3, 1]);
});

test('extreme losers are drawn at the edge, counted, and do not set the scale', () => {
  const values = [0.1, 0.2, 0.15, 0.3, 0.25, 0.28, 0.29, 0.27, -40, -60];
  const figure = convergenceFigure(toldOf(...values), { objectiveName, initial: 3 });
  assertSound(figure, NUMBERS);
  const beyond = figure.data.find(({ name }) => String(name).startsWith('beyond'));
  assert.deepEqual(beyond?.x, [9, 10]);
  const [low] = (figure.layout.yaxis as { range: number[] }).range;
  assert.ok(low > -2, `${low}`);
  assert.match(headingOf(figure), /2 values beyond .*, as far as -60, drawn at the edge/);
});

test('a random search that found more is a line and a sentence', () => {
  const figure = convergenceFigure(toldOf(1, 2), { objectiveName, random: 2.5 });
  assertSound(figure, NUMBERS);
  assert.match(headingOf(figure), /as many random points is 2\.5, better than the search/);
  const [shape] = figure.layout.shapes as { y0: number }[];
  assert.equal(shape.y0, 2.5);
  assert.match(headingOf(convergenceFigure(toldOf(1, 2), { objectiveName, random: 2 })), /is 2, the same/);
});

test('one evaluation, equal evaluations, none and all failed are drawn or said', () => {
  assertSound(convergenceFigure(toldOf(0), { objectiveName }), NUMBERS);
  assertSound(convergenceFigure(toldOf(...new Array<number>(12).fill(-1)), { objectiveName }), NUMBERS);
  assert.equal(titleOf(convergenceFigure([], { objectiveName })), 'No evaluation was made');
  assert.equal(titleOf(convergenceFigure(toldOf(null, null), { objectiveName })), 'All 2 evaluations failed');
  assert.equal(titleOf(convergenceFigure(toldOf(null), { objectiveName })), 'The one evaluation failed');
});

test('a thousand evaluations stay within the budget', () => {
  assertSound(
    convergenceFigure(toldOf(...Array.from({ length: 1000 }, (_, k) => Math.sin(k))), { objectiveName }),
    NUMBERS,
  );
});

test('the heatmap shows expectation and uncertainty, evaluations on both, and leaves out what constraints forbid', () => {
  const slice = posteriorSlice(model, ['a', 'n'], { a: 0.3, rate: 1, n: 2, kind: 'up' });
  const figure = posteriorHeatmap(slice, { told });
  const heats = figure.data.filter(({ type }) => type === 'heatmap');
  assert.equal(heats.length, 2);
  assert.equal((heats[0].z as unknown[]).length, 6);
  assert.equal((heats[0].z as (number | null)[][])[5][30], null);
  assert.equal((figure.data[1].x as unknown[]).length, 20);
  assert.match(
    titleOf(figure),
    /^Of this slice the model expects most at a\u00a0=\u00a00\.\d+, n\u00a0=\u00a0\d: 1\.\d+/,
  );
  assert.match(
    headingOf(figure),
    /20 evaluations marked, whose other parameters differ from those held\. Star: the best evaluated\. Held: rate 1, kind up\./,
  );
  assert.ok(JSON.stringify(figure).length < 150_000);
});

test('choices are named, log scales are logarithmic, and no evaluation need be given', () => {
  const slice = posteriorSlice(model, ['rate', 'kind'], { a: 0.3, rate: 1, n: 2, kind: 'up' });
  const figure = posteriorHeatmap(slice);
  assert.equal((figure.layout.xaxis as { type: string }).type, 'log');
  assert.deepEqual((figure.layout.yaxis as { categoryarray: string[] }).categoryarray, ['up', 'down']);
  assert.equal(figure.data.length, 2);
  assert.ok(!/evaluations marked|Star/.test(headingOf(figure)));
});

test('a slice without a difference is called so, and one that is forbidden everywhere is said', () => {
  const flat = { names: ['a', 'b'] as const, x: [0, 1], y: [0, 1], held: { a: 0, b: 0 } };
  const grid = (value: number | null) => [
    [value, value],
    [value, value],
  ];
  const alike = posteriorHeatmap({ ...flat, value: grid(1), sd: grid(0.2) });
  assertSound(alike, NUMBERS);
  assert.match(
    titleOf(alike),
    /^The model sees no difference over a and b: it expects 1 to 1, with a standard deviation of 0\.2$/,
  );
  const nothing = posteriorHeatmap({ ...flat, value: grid(null), sd: grid(null) });
  assert.equal(titleOf(nothing), 'Nothing is allowed over a and b');
});

test('one deep hole in the expectation does not take the whole colour scale', () => {
  const x = [0, 1, 2];
  const value = [
    [1, 0.9, 0.8],
    [0.9, 0.8, 0.9],
    [0.8, 0.9, -50],
  ];
  const figure = posteriorHeatmap({
    names: ['a', 'b'],
    x,
    y: x,
    value,
    sd: value.map(() => [0, 0, 0]),
    held: { a: 0, b: 0 },
  });
  assertSound(figure, NUMBERS);
  assert.equal(figure.data[0].zmin, 0.6);
  assert.match(headingOf(figure), /Colours end at 0\.6; the model expects as low as -50\./);
});

test('partial dependence is a panel for each parameter on one scale, with a band; choices have error bars', () => {
  const names = ['a', 'rate', 'n', 'kind'];
  const figure = partialDependenceFigure(names.map((name) => partialDependence(model, name)));
  assertSound(figure, NUMBERS);
  assert.match(titleOf(figure), /^a moves the expected objective most: /);
  const ranges = ['yaxis', 'yaxis2', 'yaxis3', 'yaxis4'].map(
    (key) => (figure.layout[key] as { range: number[] }).range,
  );
  for (const range of ranges) assert.deepEqual(range, ranges[0]);
  const choice = figure.data.find(({ error_y }) => error_y !== undefined);
  assert.deepEqual(choice?.x, ['up', 'down']);
  assert.equal(figure.data.filter(({ fill }) => fill === 'toself').length, 3);
});

test('partial dependence within the uncertainty is not called an effect; nulls and single values are survived', () => {
  const one = (name: string, value: (number | null)[]): PartialDependence => ({
    name,
    at: value.map((_, k) => k),
    value,
    sd: value.map((at) => (at === null ? null : 0.5)),
  });
  const figure = partialDependenceFigure([one('a', [1, 1.1, null]), one('b', [null, null]), one('c', [1])]);
  assertSound(figure, NUMBERS);
  assert.match(
    titleOf(figure),
    /^No parameter moves the expected objective beyond the model's own uncertainty: at most by 0\.1 \(a\)/,
  );
  assert.match(titleOf(partialDependenceFigure([one('a', [null])])), /no partial dependence/);
  assert.match(titleOf(partialDependenceFigure([])), /no partial dependence/);
});

test('importance has a pair of bars for each parameter, and the title names the first', () => {
  const figure = importanceFigure(importance(model));
  assertSound(figure, NUMBERS);
  assert.match(
    titleOf(figure),
    /^a takes part in \d+ % of what the model expects to vary, \d+ % alone; \d of 4 parameters in less than 5 %$/,
  );
  assert.deepEqual(
    figure.data.map(({ name }) => name),
    ['with interactions (total)', 'alone (first order)'],
  );
  const single = importanceFigure([{ name: 'a', alone: 1, total: 1 }]);
  assert.equal(titleOf(single), 'a takes part in 100 % of what the model expects to vary, 100 % alone');
});

test('without variation nothing is called important', () => {
  const idle = importanceFigure([{ name: 'a', alone: 0, total: 0 }]);
  assert.equal(titleOf(idle), 'The model expects the same objective everywhere');
  assert.equal(titleOf(importanceFigure([])), 'No parameter was searched');
});
