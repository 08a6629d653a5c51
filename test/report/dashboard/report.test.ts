import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Report, reportOf } from '../../../lib/report/report-page/report.js';
import { reportHtml } from '../../../lib/report/report-page/report-html.js';
import type { ReportSection } from '../../../lib/report/report-page/section.js';
import { testedSection } from '../../../lib/report/report-page/subject.js';
import { checkResults, type Results } from '../../../lib/report/results.js';
import { RESULTS } from './pieces.js';

const results = JSON.parse(JSON.stringify(RESULTS)) as Results;
const every = ({ sections }: Report): ReportSection[] => sections.flatMap((one) => [one, ...(one.parts ?? [])]);
const section = (report: Report, id: string) => every(report).find((one) => one.id === id)!;

test('a report says what came out, and that made-up bars are made up', () => {
  const report = reportOf(results);
  assert.ok(report.isMadeUp);
  assert.match(reportHtml(report), /made up: nothing below says anything about BTC/);
  assert.match(section(report, 'result').sentences[0], /^\d+ trades (lose|make) /);
  assert.match(report.answer[0].sentence, /earn money|made money/);
  assert.ok(
    !reportOf({ ...results, receipt: { '03-backtest': { ...RESULTS.receipt['03-backtest'], source: 'csv' } } })
      .isMadeUp,
  );
});

test('a target that is missed says so', () => {
  const { table, sentences } = section(reportOf(results), 'targets');
  const missed = table!.rows.filter(({ met }) => met !== 'met').length;
  assert.ok(missed > 0);
  assert.match(
    sentences[0],
    new RegExp(`^${missed} of ${table!.rows.length} targets are missed or cannot be measured`),
  );
  assert.match(reportHtml(reportOf(results)), /✖ missed/);
});

test('a profit names the cost that would end it, a loss gross of costs that no cost helps', () => {
  const costs = { ...(results.costs as object), break_even_per_side: 0.0031, round_trip: 0.004 };
  const words = (given: object) =>
    section(reportOf({ ...results, costs: given } as unknown as Results), 'change').sentences[0];
  assert.equal(words(costs), 'Costs: it breaks even at a cost of 0.310 % per side; this run pays 0.200 %.');
  assert.match(words({ ...costs, break_even_per_side: -0.001 }), /no cost level helps/);
});

test('whatever is missing is named with the notebook that makes it, and nothing fails', () => {
  for (const name of Object.keys(results)) {
    const { [name]: _, ...rest } = results;
    assert.ok(reportHtml(reportOf(rest as Results)).length > 100, name);
  }
  const none = reportOf({});
  assert.equal(none.answer.length, 0);
  assert.match(reportHtml(none), /Not run yet: npm run notebook -- 05-walk-forward/);
});

test('a section of an older version, with less than is told, counts as not run', () => {
  const old = checkResults({
    optimization: { method: 'a', n_calls: 1, best_params: {} },
    walk_forward: { periods: 0, train_sharpe: [], test_sharpe: [], degradation: null, reason: 'none' },
  });
  const report = reportOf(old);
  assert.equal(section(report, 'search').missing, '04-optimisation');
  assert.equal(section(report, 'walk-forward').missing, '05-walk-forward');
});

test('without a trade no fill order decided anything, and nothing is said of one', () => {
  const metrics = { ...(results.metrics as object), total_trades: 0 };
  const { sentences } = section(reportOf({ ...results, metrics } as unknown as Results), 'change');
  assert.ok(sentences.length > 0);
  assert.ok(!sentences.some((sentence) => sentence.includes('order of fills')));
});

test('the size of a trade is said as what limits it: risk at the stop, and the cap on the position', () => {
  const parameters = { initial: 10_000, risk: 0.01, max_position: 0.05, fee: 0.001, slippage: 0.001 };
  const said = (changed: object) => {
    const receipt = {
      source: 'sample',
      data_hash: '',
      from: '',
      to: '',
      bars: 1,
      parameters: { ...parameters, ...changed },
    };
    return testedSection({ receipt: { '03-backtest': receipt } }).sentences[0] ?? '';
  };
  assert.match(
    said({}),
    /risks at most 1\.00 % of equity a trade, with a position of at most 5\.00 % of equity, and pays/,
  );
  assert.match(said({ max_position: 0 }), /risks at most 1\.00 % of equity a trade and pays/);
});
