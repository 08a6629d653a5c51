import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../lib/core/random.js';
import { checkResults } from '../../lib/report/results.js';
import { overfittingReport } from '../../lib/robustness/overfitting/report.js';
import { summariseWalkForward } from '../../lib/robustness/walk-forward-summary.js';
import { lcgColumns } from '../robustness/lcg.js';
import { smallRun } from './figures/support.js';
import { noisy, period } from './figures/walk-forward-support.js';

const summary = summariseWalkForward([period(1, { train: -1, calmar: null }), period(2, { returns: noisy(0.001) })]);
const optimization = {
  method: 'Gaussian process, log expected improvement',
  n_calls: 100,
  best_params: { ema1_entry: 21, fill_order: 'worst', flag: true },
  objective: 'Calmar',
  best_value: 1.5,
  train: { ...smallRun(1500).metrics },
  holdout: null,
  searched: ['ema1_entry'],
  dropped: ['atr_multi'],
  failed: 0,
  ended: 'budget',
  verdict: ['words'],
};

test('a summary of a walk-forward is what results.json takes, nulls and all', () => {
  const walk_forward = { ...summary, verdict: ['words'], window: 'rolling', budget: 15, seed: 1 };
  const text = JSON.stringify({ walk_forward });
  assert.deepEqual(JSON.parse(text), { walk_forward });
  assert.doesNotThrow(() => checkResults(JSON.parse(text)));
  assert.doesNotThrow(() =>
    checkResults({
      walk_forward: { periods: 0, train_sharpe: [], test_sharpe: [], degradation: null, reason: 'none' },
    }),
  );
});

test('a walk-forward with another field, a check met by nothing or a rising drawdown is refused', () => {
  const refuse = (changes: object, words: RegExp) =>
    assert.throws(() => checkResults({ walk_forward: { ...summary, ...changes } }), words);
  refuse({ more: 1 }, /must NOT have additional properties/);
  refuse({ degradation: 'n/a' }, /degradation must be number,null/);
  refuse({ checks: [{ name: 'a', target: '> 1', value: null, met: true }] }, /met must be equal to constant/);
  refuse({ stitched: { ...summary.stitched, max_drawdown: 0.1 } }, /max_drawdown must be <= 0/);
  refuse({ test_trades: [1.5] }, /must be integer/);
});

test('an optimisation with metrics of its parts is taken; without a best it is null', () => {
  assert.doesNotThrow(() => checkResults({ optimization }));
  const none = { ...optimization, best_params: null, best_value: null, train: null, reason: 'none has a value' };
  assert.doesNotThrow(() => checkResults({ optimization: none }));
  assert.doesNotThrow(() => checkResults({ optimization: { method: 'a', n_calls: 1, best_params: {} } }));
});

test('an optimisation without its method, with another field or an unknown end is refused', () => {
  assert.throws(() => checkResults({ optimization: { n_calls: 1, best_params: {} } }), /method/);
  assert.throws(() => checkResults({ optimization: { ...optimization, more: 1 } }), /additional properties/);
  assert.throws(
    () => checkResults({ optimization: { ...optimization, ended: 'early' } }),
    /ended must be equal to one/,
  );
  assert.throws(() => checkResults({ optimization: { ...optimization, best_params: { a: null } } }), /best_params/);
});

test('an overfitting report with a measured PBO is taken: a probability is a number', () => {
  const trials = lcgColumns(7, 160, 10).map((returns) => ({ returns, period: 'train' }));
  const report = overfittingReport(trials, 0, { random: seededRandom(1), samples: 50 });
  assert.equal(typeof report.pbo.value, 'number');
  assert.doesNotThrow(() => checkResults({ overfitting: JSON.parse(JSON.stringify(report)) }));
});
