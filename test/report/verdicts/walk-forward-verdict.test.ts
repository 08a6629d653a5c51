import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkForwardVerdict } from '../../../lib/report/verdicts/walk-forward-verdict.js';
import type { PeriodResult } from '../../../lib/robustness/walk-forward.js';
import { summariseWalkForward } from '../../../lib/robustness/walk-forward-summary.js';
import { noisy, period, steady } from '../figures/walk-forward-support.js';

const verdictOf = (...results: PeriodResult[]) => walkForwardVerdict(summariseWalkForward(results));
const last = (verdict: readonly string[]) => verdict[verdict.length - 1];

test('without a trade there is nothing to judge', () => {
  assert.deepEqual(verdictOf(period(1, { trades: 0, returns: [0, 0] })), [
    'No trade was taken in 1 test: there is nothing to judge.',
    'There is not enough evidence.',
  ]);
});

test('a loss beyond chance does not survive, however few its trades', () => {
  const verdict = verdictOf(period(1, { returns: steady(-0.002), train: -1, test: -5, trades: 20 }));
  assert.match(
    verdict[0],
    /^Out of sample the account went -5\.\d+ % in 30 days and 20 trades, up in 0 of 1 test; the t-statistic is -10\.\d+\.$/,
  );
  assert.match(verdict[1], /not measurable: the Sharpe ratio of train is not above 0 in any period/);
  assert.match(last(verdict), /^This strategy does not survive: it loses out of sample, by more than chance/);
});

test('few trades are not enough evidence, of a profit or of a small loss', () => {
  assert.match(last(verdictOf(period(1, { returns: steady(0.002), trades: 40 }))), /not enough evidence: 40 trades/);
  assert.match(last(verdictOf(period(1, { returns: noisy(-0.0001), trades: 1 }))), /not enough evidence: 1 trade in/);
});

test('a loss within chance does not survive, and chance is named', () => {
  assert.match(
    last(verdictOf(period(1, { returns: noisy(-0.0001), trades: 400 }))),
    /earns nothing out of sample, though chance/,
  );
});

test('a profit within chance is not enough evidence, and neither is one without a t-statistic', () => {
  assert.match(last(verdictOf(period(1, { returns: noisy(0.001), trades: 400 }))), /t-statistic below 2/);
  const alike = verdictOf(period(1, { returns: [0.01, 0.01], trades: 400 }));
  assert.match(alike[0], /there is no t-statistic, because the days do not differ/);
  assert.match(last(alike), /not enough evidence/);
});

test('a profit that random search found as well is not owed to the search', () => {
  const verdict = verdictOf(period(1, { returns: steady(0.002), random: steady(0.003), trades: 400 }));
  assert.match(verdict[2], /random search did better\.$/);
  assert.match(last(verdict), /the result is not owed to the search/);
});

test('a profit beyond chance and random survives only where all checks are met', () => {
  const good = { returns: steady(0.002), random: steady(0.001), trades: 400, train: 1, test: 0.95, calmar: 3 };
  const verdict = verdictOf(period(1, good));
  assert.match(verdict[2], /the search did better, which one comparison over 1 period does not prove/);
  assert.equal(verdict[3], '4 of 4 checks met.');
  assert.match(last(verdict), /^It survives this walk-forward\. .* nothing of markets to come\.$/);
  const worse = verdictOf(period(1, { ...good, calmar: 1.9 }));
  assert.match(worse[3], /^3 of 4 checks met; not met: mean Calmar ratio of the tests \(> 2\.0\)\.$/);
  assert.match(last(worse), /not all checks are met: that is not enough to trust it/);
});

test('degradation says over which periods it is, which way, and why it is missing', () => {
  const sentence = (...results: PeriodResult[]) => verdictOf(...results)[1];
  assert.equal(
    sentence(period(1, { train: 2, test: 1 }), period(2, { train: -1 })),
    '50 % of the Sharpe ratio of train is lost in test, over the 1 of 2 periods whose train is above 0.',
  );
  assert.equal(
    sentence(period(1, { train: 1, test: 1.5 })),
    'The Sharpe ratio is 50 % higher in test than in train, on average over 1 period.',
  );
  assert.match(sentence(period(1, { train: 1, test: null })), /no test has a Sharpe ratio to hold against/);
});

test('the period whose test chose the parameters is named, with what that costs', () => {
  const verdict = verdictOf(period(1, { returns: [0.01, 0] }), period(2, { returns: [0.03, 0] }));
  assert.match(verdict[4], /those of period 2, whose test scored best\. A test that chose them no longer counts/);
});
