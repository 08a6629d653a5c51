import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksTable } from '../../../lib/report/figures/checks-table.js';
import { stitchedFigure } from '../../../lib/report/figures/stitched.js';
import { walkForwardFigure } from '../../../lib/report/figures/walk-forward.js';
import type { PeriodResult } from '../../../lib/robustness/walk-forward.js';
import { summariseWalkForward } from '../../../lib/robustness/walk-forward-summary.js';
import { assertSound, headingOf, titleOf } from './support.js';
import { noisy, period, steady } from './walk-forward-support.js';

const summaryOf = (...results: PeriodResult[]) => summariseWalkForward(results);
const tickWords = (figure: ReturnType<typeof walkForwardFigure>) =>
  (figure.layout.xaxis as { ticktext: string[] }).ticktext;

test('train and test stand side by side by period, with what is lost between them', () => {
  const figure = walkForwardFigure(
    summaryOf(period(1, { train: 2, test: 1 }), period(2, { train: 1, test: 1.2 }), period(3, { train: -1, test: 3 })),
  );
  assertSound(figure);
  assert.deepEqual(figure.data[0].y, [2, 1, -1]);
  assert.deepEqual(figure.data[1].y, [1, 1.2, 3]);
  const words = tickWords(figure);
  assert.match(words[0], /<b>1<\/b><br>loses 50 %<br>40 test trades/);
  assert.match(words[1], /gains 20 %/);
  assert.match(words[2], /n\/a: train<br>not above 0<br>40 test trades<br><b>final parameters<\/b>/);
  assert.equal(
    titleOf(figure),
    '15 % is lost of the Sharpe ratio of train, the mean of the 2 that have one; test is above 0 in 3 of 3 periods',
  );
});

test('no degradation is measured where no train is above 0, and the title says so', () => {
  const figure = walkForwardFigure(summaryOf(period(1, { train: -1, test: -2 }), period(2, { train: null })));
  assertSound(figure);
  assert.equal(titleOf(figure), 'Degradation n/a: train not above 0 in any period; test is above 0 in 1 of 2 periods');
  assert.deepEqual(figure.data[0].y, [-1, null]);
  assert.match(tickWords(figure)[1], /train has<br>no Sharpe ratio/);
  const [absent] = figure.layout.annotations as { text: string; x: number }[];
  assert.deepEqual([absent.text, absent.x], ['n/a', 1 - 0.165]);
  assert.ok(!/Median/.test(headingOf(figure)));
});

test('a train above 0 whose test has no ratio is not called a train below 0', () => {
  const figure = walkForwardFigure(summaryOf(period(1, { train: 1, test: null })));
  assertSound(figure);
  assert.match(
    titleOf(figure),
    /^Degradation n\/a: no test to hold against a train above 0; test is above 0 in 0 of 1/,
  );
  assert.match(tickWords(figure)[0], /n\/a: test has<br>no Sharpe ratio/);
});

test('a gain from train to test is called a gain, and many periods are numbered only', () => {
  const results = Array.from({ length: 24 }, (_, k) => period(k + 1, { train: 1, test: 1.1 }));
  const figure = walkForwardFigure(summariseWalkForward(results));
  assertSound(figure);
  assert.match(titleOf(figure), /^10 % is gained on the Sharpe ratio of train on average; test is above 0 in 24 of 24/);
  assert.match(headingOf(figure), /Median degradation -10 %\./);
  assert.deepEqual(tickWords(figure).slice(0, 2), ['1', '2']);
});

test('the stitched equity runs over test days only, beside the random baseline, with its t-statistic in the title', () => {
  const results = [
    period(1, { returns: noisy(0.001), random: steady(0.001) }),
    period(2, { returns: noisy(0.001), random: steady(0.001) }),
  ];
  const summary = summariseWalkForward(results);
  const figure = stitchedFigure(results, summary);
  assertSound(figure);
  const [random, found] = figure.data;
  assert.equal((found.y as number[]).length, 61);
  assert.equal((found.y as number[])[0], 0);
  assert.equal((found.y as number[])[60], Math.round(1e5 * summary.stitched.total_return) / 1e3);
  assert.equal((random.y as number[])[60], Math.round(1e5 * summary.random_stitched.total_return) / 1e3);
  assert.equal((found.text as string[])[1], '2024-02-07');
  assert.equal((found.text as string[])[30], '2024-03-07');
  assert.match(
    titleOf(figure),
    /^Out of sample: \+\d\.\d\d % in 60 days of test, t = 0\.\d\d: not to be told from chance$/,
  );
  assert.match(headingOf(figure), /best of as many random evaluations: \+/);
  const notes = (figure.layout.annotations as { text: string }[]).map(({ text }) => text);
  assert.deepEqual(notes[0], '<b>1</b> 2024-02-07<br>to 2024-03-07');
  assert.equal(notes.length, 2);
});

test('a t-statistic beyond 2 is called more than chance, either way', () => {
  const titleFor = (mean: number) => {
    const results = [period(1, { returns: steady(mean) })];
    return titleOf(stitchedFigure(results, summariseWalkForward(results)));
  };
  assert.match(titleFor(0.001), /more than chance alone explains$/);
  assert.match(titleFor(-0.001), /a larger loss than chance alone explains$/);
  assert.match(titleFor(0), /there is no t-statistic, the days do not differ$/);
});

test('one test of one day is drawn, no test day at all is said', () => {
  const one = [period(1, { returns: [0.01] })];
  assertSound(stitchedFigure(one, summariseWalkForward(one)));
  const none = [period(1, { returns: [] })];
  assert.equal(titleOf(stitchedFigure(none, summariseWalkForward(none))), 'No test day was traded');
});

test('dates stand above at most eight of many periods, and long walks stay small', () => {
  const results = Array.from({ length: 24 }, (_, k) => period(k + 1, { returns: noisy(0.001, 60) }));
  const figure = stitchedFigure(results, summariseWalkForward(results));
  assertSound(figure);
  assert.equal((figure.layout.annotations as unknown[]).length, 8);
});

test('checks are rows in the unit of their target, with a reason where nothing was measured', () => {
  const { checks } = summaryOf(period(1, { train: -1, calmar: 2.5, alignment: 0.5 }));
  const rows = checksTable(checks);
  assert.deepEqual(
    rows.map(({ found, met }) => [found, met]),
    [
      ['2.50', 'yes'],
      ['n/a', 'no: nothing to measure'],
      ['2.50', 'yes'],
      ['50.0 %', 'no'],
    ],
  );
  assert.equal(rows[1].target, '< 15 %');
});
