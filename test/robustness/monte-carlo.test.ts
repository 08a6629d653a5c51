import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../../lib/backtest/backtest.js';
import {
  type MonteCarloRun,
  MonteCarloWorkspace,
  monteCarloRun,
  monteCarloRuns,
} from '../../lib/robustness/monte-carlo.js';
import { summariseMonteCarlo } from '../../lib/robustness/monte-carlo-summary.js';
import { PERTURBATION_FORMS, PERTURBATIONS, perturb, roomFor } from '../../lib/robustness/perturb/perturb.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { strategyParameters } from '../../lib/strategy/strategy.js';
import { randomCase } from '../backtest/random-case.js';
import { scripted, toColumns } from '../helpers.js';
import { randomMarket, SMALL } from '../reference/market.js';

const base = toColumns(randomMarket(41, 1200).bars);
const GIVEN = { ...SMALL, poc_proximity: 'off', value_area: 'off', min_strength: 0, slippage: 0, min_notional: 0 };
const parameters = strategyParameters(mtfStrategy, GIVEN);

test('a run is a backtest of the perturbed bars, figure for figure, whatever ran before', () => {
  const workspace = new MonteCarloWorkspace(base);
  let trades = 0;
  for (const form of PERTURBATION_FORMS) {
    for (const run of [3, 0, 3]) {
      const how = PERTURBATIONS[form];
      const found = monteCarloRun(mtfStrategy, parameters, how, 7, run, workspace);
      const market = makeMarket(perturb(base, how, 7, run, roomFor(base)));
      const { metrics } = backtest(mtfStrategy, market, { parameters: { ...parameters } });
      assert.deepEqual(found, {
        run,
        sharpe: metrics.sharpe_ratio,
        sharpe_rf0: metrics.sharpe_rf0,
        calmar: metrics.calmar_ratio,
        total_return: metrics.total_return,
        max_drawdown: metrics.max_drawdown,
        trades: metrics.total_trades,
      });
      trades += found.trades;
    }
  }
  assert.ok(trades > 50, `${trades} trades prove little`);
});

test('stretches of runs put together are one long stretch, byte for byte', () => {
  const stretch = (from: number, to: number) =>
    monteCarloRuns(mtfStrategy, base, GIVEN, PERTURBATIONS.bootstrap, { seed: 3, from, to });
  assert.equal(JSON.stringify([...stretch(0, 2), ...stretch(2, 5)]), JSON.stringify(stretch(0, 5)));
  assert.throws(
    () => monteCarloRuns(mtfStrategy, base, { fee: -1 }, PERTURBATIONS.level, { seed: 3, from: 0, to: 1 }),
    /fee must be/,
  );
});

test('without noise a run is the backtest itself, with any parameters', () => {
  for (let seed = 51; seed <= 60; seed++) {
    const one = randomCase(seed, 600);
    const bars = toColumns(one.bars);
    const given = { ...one.parameters, intrabar: 'path' as const };
    const resolved = strategyParameters(mtfStrategy, given);
    const how = { ...PERTURBATIONS.level, amount: 0 };
    const found = monteCarloRun(mtfStrategy, resolved, how, 1, 0, new MonteCarloWorkspace(bars));
    const { metrics } = backtest(mtfStrategy, makeMarket(bars), { parameters: given });
    assert.equal(found.total_return, metrics.total_return, `seed ${seed}`);
    assert.equal(found.sharpe, metrics.sharpe_ratio, `seed ${seed}`);
  }
});

test('a workspace serves other parameters and other strategies by turns', () => {
  const workspace = new MonteCarloWorkspace(base);
  const script = scripted({ sides: { 20: 1, 60: -1 } });
  const ours = () => monteCarloRun(mtfStrategy, parameters, PERTURBATIONS.level, 1, 1, workspace);
  const first = ours();
  const other = monteCarloRun(
    script,
    strategyParameters(script, { slippage: 0 }),
    PERTURBATIONS.level,
    1,
    1,
    workspace,
  );
  const shorter = strategyParameters(mtfStrategy, { ...GIVEN, vp_len: 7, ema1_entry: 3 });
  monteCarloRun(mtfStrategy, shorter, PERTURBATIONS.level, 1, 1, workspace);
  assert.ok(other.trades > 0);
  assert.deepEqual(ours(), first);
});

test('an order of fills that needs minutes becomes pessimistic, because perturbed bars have none', () => {
  const workspace = new MonteCarloWorkspace(base);
  const by = (intrabar: 'finer' | 'pessimistic') =>
    monteCarloRun(mtfStrategy, { ...parameters, intrabar }, PERTURBATIONS.level, 1, 1, workspace);
  assert.deepEqual(by('finer'), by('pessimistic'));
});

const run = (k: number, more: Partial<MonteCarloRun> = {}): MonteCarloRun => ({
  ...{ run: k, sharpe: 1, sharpe_rf0: 1, calmar: 2, total_return: 0.1, max_drawdown: -0.1, trades: 5 },
  ...more,
});

test('mean, spread and robustness of a summary are those of the runs', () => {
  const summary = summariseMonteCarlo([run(0, { sharpe: 1 }), run(1, { sharpe: 2 }), run(2, { sharpe: 3 })]);
  assert.deepEqual([summary.runs, summary.sharpe_mean, summary.sharpe_std, summary.robustness_score], [3, 2, 1, 0.5]);
  assert.deepEqual([summary.sharpe.p50, summary.sharpe_std_below_target, summary.reason], [2, false, null]);
  assert.equal(summariseMonteCarlo([run(0), run(1)]).sharpe_std_below_target, true);
  assert.equal(summariseMonteCarlo([run(0, { sharpe: -9 }), run(1, { sharpe: 10 })]).robustness_score, 0);
  assert.equal(summariseMonteCarlo([run(0, { sharpe: -1 }), run(1, { sharpe: 1 })]).robustness_score, 0);
});

test('ruin and deep drawdowns are shares of runs with their standard errors', () => {
  const depths = [-0.1, -0.2, -0.21, -0.6].map((max_drawdown, k) => run(k, { max_drawdown, total_return: -0.01 * k }));
  const summary = summariseMonteCarlo(depths);
  assert.deepEqual(summary.drawdown_beyond_20, { probability: 0.5, standard_error: 0.25 });
  assert.equal(summary.ruin.probability, 0.25);
  assert.equal(summary.loss.probability, 0.75);
});

test('runs without trades count, and where nothing is left to measure there is null and a reason', () => {
  const idle = { sharpe: null, sharpe_rf0: null, calmar: null, total_return: 0, max_drawdown: 0, trades: 0 };
  const none = summariseMonteCarlo([run(0, idle), run(1, idle)]);
  const { sharpe_mean, sharpe_std, calmar_mean, robustness_score, sharpe_std_below_target } = none;
  assert.deepEqual(
    [sharpe_mean, sharpe_std, calmar_mean, robustness_score, sharpe_std_below_target],
    [null, null, null, null, null],
  );
  assert.equal(none.runs_without_trades, 2);
  assert.match(
    none.reason ?? '',
    /^2 of 2 runs have no Sharpe ratio, because their equity never moved \(2 took no trade\)/,
  );
  assert.match(summariseMonteCarlo([run(0)]).reason ?? '', /at least two runs/);
  assert.throws(() => summariseMonteCarlo([]), /summariseMonteCarlo: runs must be at least one, got none/);
  assert.doesNotMatch(JSON.stringify(none), /NaN|Infinity/);
});

test('no bars are refused', () => {
  const none = { ...base, time: new Float64Array() };
  assert.throws(() => new MonteCarloWorkspace(none), /MonteCarloWorkspace: bars must be at least one, got none/);
});
