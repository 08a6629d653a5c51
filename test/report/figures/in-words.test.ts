import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNumber } from '../../../lib/core/format.js';
import { inWords } from '../../../lib/report/figures/in-words.js';

test("the lab's columns have names, units, percent and yes; parameters and unknown columns stay", () => {
  const row = {
    scenario: 'high_vol',
    dd: -0.1732,
    sharpe_rf0: -11.6899,
    trades: 1859,
    survived: true,
    tp_rr: 2.1555,
    note: null,
  };
  assert.deepEqual(inWords([row]), [
    {
      Scenario: 'high volatility',
      'Deepest drawdown': '-17.32 %',
      'Sharpe ratio at rf 0': '-11.69',
      Trades: '1,859',
      Survived: 'yes',
      tp_rr: '2.1555',
      Note: '–',
    },
  ]);
  assert.deepEqual(inWords([{ calmar_ratio: null, side: 'long', scenario: 'mine' }]), [
    { 'Calmar ratio': '–', Side: 'long', Scenario: 'mine' },
  ]);
});

test('what rounds to zero has no minus', () => {
  assert.deepEqual([formatNumber(-0.001), formatNumber(-0.4, 0), formatNumber(-0.006)], ['0.00', '0', '-0.01']);
});
