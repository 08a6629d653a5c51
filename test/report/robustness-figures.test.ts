import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../lib/report/figure.js';
import { monteCarloDistributions, shuffledDrawdowns } from '../../lib/report/figures/monte-carlo.js';
import { noiseForms } from '../../lib/report/figures/noise-forms.js';
import { stressSurvival } from '../../lib/report/figures/stress.js';
import type { MonteCarloRun } from '../../lib/robustness/monte-carlo.js';
import { summariseMonteCarlo } from '../../lib/robustness/monte-carlo-summary.js';
import { shuffleTrades } from '../../lib/robustness/perturb/trade-shuffle.js';
import type { StressResult, StressResults } from '../../lib/robustness/stress/stress.js';
import { assertLegible } from './figures/legible.js';

function heading(figure: Figure): string {
  assertLegible(figure);
  return (figure.layout.title as { text: string }).text.replace(/<br>/g, ' ').replace(/<[^>]+>/g, '');
}

const runs = Array.from(
  { length: 20 },
  (_, k): MonteCarloRun => ({
    ...{ run: k, sharpe: 1 + k / 100, sharpe_rf0: 1.2, calmar: 1, trades: 40 },
    total_return: k < 5 ? -0.01 * (k + 1) : 0.01 * k,
    max_drawdown: -0.02 * (k + 1),
  }),
);

test('the title of a Monte Carlo says how many runs lose, fall deep, and how far Sharpe ratios spread', () => {
  const title = heading(monteCarloDistributions(runs, summariseMonteCarlo(runs), 'level', runs[0]));
  assert.match(
    title,
    /^25 % of 20 runs lose and 50 % fall more than 20 %; the Sharpe ratio is 1\.10 .* within the target of 0\.1/,
  );
  assert.match(title, /how alike the Sharpe ratios are, not how good/);
});

test('all shares of runs add up to 100 in every panel', () => {
  const { data } = monteCarloDistributions(runs, summariseMonteCarlo(runs), 'bootstrap');
  const panels = data.filter(({ type }) => type === 'bar');
  assert.equal(panels.length, 3);
  for (const { y } of panels)
    assert.equal(
      (y as number[]).reduce((sum, part) => sum + part, 0),
      100,
    );
});

test('runs without trades give a figure that says so', () => {
  const idle = {
    ...runs[0],
    sharpe: null,
    sharpe_rf0: null,
    calmar: null,
    trades: 0,
    total_return: 0,
    max_drawdown: 0,
  };
  const figure = monteCarloDistributions([idle, idle], summariseMonteCarlo([idle, idle]), 'level');
  assert.match(heading(figure), /The runs have no Sharpe ratio to compare/);
  assert.match(heading(shuffledDrawdowns(shuffleTrades(new Float64Array(), 5, 1))), /There are no trades/);
});

test('an order of trades that hardly matters is called so, one that does is counted', () => {
  const little = shuffleTrades(new Float64Array(50).fill(-0.001), 100, 1);
  assert.match(
    heading(shuffledDrawdowns(little)),
    /^The order of the trades hardly matters: one in twenty of 100 orders/,
  );
  const lucky = shuffleTrades(
    Float64Array.from({ length: 40 }, (_, k) => (k % 2 ? 0.05 : -0.045)),
    400,
    1,
  );
  assert.match(heading(shuffledDrawdowns(lucky)), /^100 % of other orders of the same trades fall deeper/);
});

test('the form that shakes returns most is named with its multiple', () => {
  const summary = summariseMonteCarlo(runs);
  const calm = { form: 'level' as const, summary, character: { volatility_multiple: 1.1, autocorrelation: 0 } };
  const wild = { form: 'bar' as const, summary, character: { volatility_multiple: 54, autocorrelation: -0.5 } };
  assert.match(heading(noiseForms([calm, wild], -0.18)), /^Noise on every bar makes returns 54\.0 times as volatile/);
});

const result = (more: Partial<StressResult> = {}): StressResult => ({
  ...{ dd: -0.1, sharpe: 1, sharpe_rf0: 1, total_return: 0.1, trades: 9, survived: true },
  ...more,
});

const under = (more: Partial<StressResults>): StressResults => ({
  ...{ high_vol: result(), bear_market: result(), flash_crash: result(), low_vol: result(), whipsaw: result() },
  original: result(),
  ...more,
});

test('the title of the stress tests counts survivors and names the worst', () => {
  const deep = result({ dd: -0.31, total_return: -0.3, survived: false });
  assert.match(
    heading(stressSurvival(under({ flash_crash: deep }))),
    /^4 of 5 scenarios stay above a drawdown of 20 %; the worst is flash crash at -31\.00 %/,
  );
  const idle = result({ dd: 0, sharpe: null, total_return: 0, trades: 0 });
  const none = { high_vol: idle, bear_market: idle, flash_crash: idle, low_vol: idle, whipsaw: idle, original: idle };
  assert.match(heading(stressSurvival(none)), /^No trade is taken under any scenario: it survives, and shows nothing/);
});
