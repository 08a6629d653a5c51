import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../lib/core/random.js';
import { checkResults } from '../../lib/report/results.js';
import { overfittingVerdict } from '../../lib/report/verdicts/overfitting-verdict.js';
import { scoredTrials } from '../../lib/robustness/overfitting/from-ledger.js';
import { overfittingReport, type ScoredTrial } from '../../lib/robustness/overfitting/report.js';
import { madeTrial } from '../optimise/made-trial.js';
import { lcgColumns } from './lcg.js';

const options = () => ({ random: seededRandom(1), samples: 500 });
const noise = lcgColumns(7, 160, 10).map((returns): ScoredTrial => ({ returns, period: 'train' }));

function reportOf(trials: readonly ScoredTrial[], chosen = 0) {
  const report = overfittingReport(trials, chosen, options());
  checkResults({ overfitting: { ...report, verdict: overfittingVerdict(report) } });
  return report;
}

test('the report holds all statistics, counts every trial, and is what the schema describes', () => {
  const report = reportOf(noise, 3);
  assert.equal(report.trials, 10);
  assert.equal(report.trials_together, 10);
  assert.equal(report.days, 160);
  const { pbo, spa, dsr, psr } = report;
  assert.equal(pbo.value, 7156 / 12870);
  assert.ok(pbo.value !== null && spa.value !== null && dsr.value !== null && psr.value !== null);
  assert.equal(
    pbo.logits.counts.reduce((sum, count) => sum + count, 0),
    12870,
  );
  assert.ok(dsr.value < psr.value);
  const { '10': ten, '46': middle, '100': hundred } = dsr.sensitivity;
  assert.equal(ten, dsr.value);
  assert.ok(ten && middle && hundred && ten > middle && middle > hundred);
});

test('the bins of the logits at or below zero hold the share that is PBO', () => {
  const { pbo } = reportOf(noise);
  assert.ok(pbo.value !== null);
  const { counts, from, width } = pbo.logits;
  const lower = counts.filter((_, k) => from + (k + 1) * width <= 1e-9).reduce((sum, count) => sum + count, 0);
  assert.equal(lower / pbo.splits, pbo.value);
});

test('equal seeds give equal reports', () => {
  assert.deepEqual(reportOf(noise), reportOf(noise));
});

test('trials of other periods deflate, but are not compared day by day', () => {
  const other = lcgColumns(8, 90, 5).map((returns): ScoredTrial => ({ returns, period: 'other' }));
  const sameLength = lcgColumns(9, 160, 5).map((returns): ScoredTrial => ({ returns, period: 'other' }));
  const report = reportOf([...noise, ...other, ...sameLength]);
  assert.equal(report.trials, 20);
  assert.equal(report.trials_together, 10);
  assert.deepEqual(report.pbo, reportOf(noise).pbo);
});

test('failed trials and trials without trades count for DSR', () => {
  const idle: ScoredTrial = { returns: new Float64Array(160), period: 'train' };
  const failed: ScoredTrial = { returns: new Float64Array(0), period: 'train' };
  const { dsr } = reportOf([...noise, idle, failed]);
  assert.deepEqual([dsr.trials, dsr.measurable], [12, 10]);
});

test('one trial is no search: DSR is PSR, PBO is null with its reason', () => {
  const { psr, dsr, pbo } = reportOf(noise.slice(0, 1));
  assert.equal(dsr.value, psr.value);
  assert.deepEqual(pbo, {
    value: null,
    reason: 'PBO chooses from at least 2 trials over the same days; over these there is 1.',
  });
});

test('a chosen strategy without trades, and a handful of days, give nulls with reasons, never NaN', () => {
  const idle: ScoredTrial = { returns: new Float64Array(160), period: 'train' };
  const quiet = reportOf([idle, idle]);
  for (const statistic of [quiet.sharpe, quiet.psr, quiet.dsr, quiet.min_trl_days, quiet.pbo, quiet.spa]) {
    assert.equal(statistic.value, null);
    assert.ok('reason' in statistic && statistic.reason);
  }
  const brief = reportOf(
    noise.map(({ returns, period }) => ({ returns: returns.subarray(0, 3), period: period ?? '' })),
  );
  assert.equal(brief.pbo.value, null);
  assert.equal(brief.spa.value, null);
});

test('a chosen one that does not exist is refused', () => {
  assert.throws(() => overfittingReport([], 0, options()), /chosen must be an index of the 0 trials, got 0/);
});

test('the verdict follows from the figures: luck, evidence, or not enough of it', () => {
  const verdict = (trials: readonly ScoredTrial[], chosen = 0) =>
    overfittingVerdict(reportOf(trials, chosen)).join(' ');
  assert.match(verdict(noise), /The evidence does not tell this strategy from the best of a search without skill/);
  const skilled = noise.map(({ returns }, n) => ({ returns: n === 9 ? returns.map((r) => r + 0.006) : returns }));
  assert.match(verdict(skilled, 9), /The result is more than luck explains/);
  const losing = noise.map(({ returns }) => ({ returns: returns.map((r) => r - 0.01) }));
  assert.match(verdict(losing), /The chosen strategy lost/);
  assert.match(verdict([{ returns: new Float64Array(50) }]), /There is not enough evidence/);
});

test('trials of the ledger are scored as they are; those of other days are kept apart', () => {
  const trials = Array.from({ length: 6 }, (_, k) => madeTrial(k));
  const later = madeTrial(9, { period: { from: 1, to: 2 } });
  const report = reportOf(scoredTrials([...trials, later]));
  assert.deepEqual([report.trials, report.trials_together, report.days], [7, 6, 90]);
});
