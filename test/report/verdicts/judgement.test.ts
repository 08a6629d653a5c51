import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, type Findings } from '../../../lib/report/verdicts/judgement.js';

const findings = (t: number | null, dsr: number | null) =>
  ({
    causality: { ok: true },
    run: { metrics: { net_pnl: 1 } },
    summary: { stitched: { total_return: 0.1, t_statistic: t }, checks: [], test_trades: [30] },
    overfitting: { dsr: { value: dsr } },
  }) as unknown as Findings;

test('what could not be measured is no finding against a strategy, and none for it', () => {
  assert.equal(
    answerOf(findings(null, null)),
    'Not yet: it earned out of sample, but its t-statistic is not known and whether luck explains it cannot be measured.',
  );
});

test('a weak result is named with what it falls short of; a strong one is believed so far', () => {
  assert.equal(
    answerOf(findings(1.5, 0.4)),
    'Not yet: it earned out of sample, but its t-statistic is 1.50, below 2 and luck explains it (DSR below 95 %).',
  );
  assert.match(answerOf(findings(3, 0.99)), /^So far, yes/);
});
