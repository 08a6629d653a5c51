import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../lib/core/random.js';
import type { Figure } from '../../lib/report/figure.js';
import { plainFigure } from '../../lib/report/figure-json.js';
import { dsrByTrials } from '../../lib/report/figures/dsr-trials.js';
import { livenessFigure } from '../../lib/report/figures/liveness.js';
import { pboLogits } from '../../lib/report/figures/pbo-logits.js';
import type { Liveness, LivenessCondition, LivenessStatus } from '../../lib/robustness/liveness.js';
import { overfittingReport } from '../../lib/robustness/overfitting/report.js';
import { lcgColumns } from '../robustness/lcg.js';

/** Title and subtitle as text; also shows that the figure is what JSON can hold. */
function heading(figure: Figure): string {
  const text = JSON.stringify(plainFigure(figure));
  assert.ok(!/NaN|Infinity/.test(text));
  return String((figure.layout.title as { text: string }).text)
    .replace(/<br>/g, ' ')
    .replace(/<[^>]*>/g, '');
}

const report = (trials: number, days: number) =>
  overfittingReport(
    lcgColumns(7, days, trials).map((returns) => ({ returns, period: 'train' })),
    0,
    { random: seededRandom(1), samples: 50 },
  );

test('DSR is drawn against the number of trials, falls as they grow, and is marked at those made', () => {
  const found = report(30, 160);
  const figure = dsrByTrials(found);
  assert.match(heading(figure), /After 30 trials the Sharpe ratio of .* beats luck with a probability of/);
  const [curve, , made] = figure.data;
  const y = curve.y as number[];
  assert.ok(y.every((value, k) => k === 0 || value <= y[k - 1]));
  assert.deepEqual(made.x, [30]);
  assert.deepEqual(made.y, [Math.round(1e4 * (found.dsr.value ?? Number.NaN)) / 100]);
});

test('the logits are drawn in two colours, and the title is PBO', () => {
  const found = report(10, 160);
  const figure = pboLogits(found);
  assert.match(
    heading(figure),
    /In 55\.6 % of 12,870 splits the best of one half ranks in the lower half of the other/,
  );
  const total = (figure.data[0].y as number[]).reduce((sum, share) => sum + share, 0);
  assert.ok(Math.abs(total - 100) < 0.2);
});

test('without enough evidence the figures say why', () => {
  const brief = report(10, 3);
  assert.match(JSON.stringify(pboLogits(brief).layout), /needs at least 4 days; there are 3/);
  const single = overfittingReport([{ returns: new Float64Array(40) }], 0, { random: seededRandom(1) });
  assert.match(JSON.stringify(dsrByTrials(single).layout), /All 40 returns are equal/);
});

const condition = (given: LivenessCondition['given'], trades: number) => ({
  given,
  signals_changed: trades,
  trades_changed: trades,
});
const parameter = (name: string, status: LivenessStatus, own: number, other: string, trades: number) => ({
  name,
  value: 1,
  low: 0,
  high: 2,
  status,
  sweep: [],
  conditions: [
    condition(null, own),
    condition({ name: other, value: 0 }, trades),
    condition({ name: other, value: 2 }, 0),
  ],
});
const found = (parameters: Liveness['parameters']): Liveness => ({
  steps: 5,
  base_signals: 20,
  base_trades: 12,
  runs: 9,
  parameters,
  dropped: [],
});

test('liveness is a table of trades changed, whose title names what is dead and what is masked', () => {
  const both = livenessFigure(found([parameter('a', 'inert', 0, 'b', 0), parameter('b', 'masked', 0, 'a', 7)]));
  assert.match(
    heading(both),
    /Of 2 searched parameters a changes no trade anywhere; b none until another parameter moves/,
  );
  const texts = (both.layout.annotations as { text: string }[]).map(({ text }) => text);
  assert.deepEqual(texts, ['<b>0</b>', '–', '–', '<b>0</b>', '<b>0</b>', '<b>0</b>', '7', '<b>0</b>', '–', '–']);
  const alive = livenessFigure(found([parameter('a', 'live', 3, 'b', 1), parameter('b', 'live', 2, 'a', 7)]));
  assert.match(heading(alive), /Each of the 2 searched parameters changes some of the 12 trades/);
  assert.match(heading(livenessFigure(found([]))), /No parameter is searched/);
});
