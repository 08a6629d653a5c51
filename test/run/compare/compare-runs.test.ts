import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareRuns } from '../../../lib/run/compare/compare-runs.js';
import { comparisonLines } from '../../../lib/run/compare/lines.js';
import { compareTrades, parseTrades, type TradeLine } from '../../../lib/run/compare/trades.js';
import { compareRunsTables, compareRunsVerdict } from '../../../lib/run/compare/words.js';
import { newFolder, record } from '../receipt/made-run.js';

const HEADER = 'timestamp,direction,entry_price,exit_price,pnl,qty,exit_reason,exit_timestamp';
const EARLY = '2024-01-01T00:00:00Z,long,100,110,10,1,target,2024-01-01T01:00:00Z';
const MIDDLE = '2024-01-02T00:00:00Z,short,100,105,-5,1,stop,2024-01-02T01:00:00Z';
const LATE = '2024-01-03T00:00:00Z,long,100,102,2,1,trailing,2024-01-03T01:00:00Z';

const trades = (...rows: string[]): TradeLine[] => parseTrades([HEADER, ...rows, ''].join('\n'), 'trades.csv');
const csv = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;

function results(pnl: number, sharpe: number, parameters: object, hash = 'a'.repeat(64), more: string[] = []): string {
  const entry = { source: 'csv', data_hash: hash, bars: 3, from: '', to: '', strategy: 'made', parameters };
  const receipt = Object.fromEntries(['03-backtest', ...more].map((name) => [name, entry]));
  return JSON.stringify({ sharpe_rf0: sharpe, metrics: metrics(pnl), receipt });
}

function metrics(pnl: number): object {
  return {
    net_pnl: pnl,
    total_return: pnl / 1000,
    max_drawdown: -0.1,
    sharpe_rf0: 1,
    calmar_ratio: 1,
    total_trades: 2,
  };
}

test('trades are matched by entry and direction: gained, lost, ended otherwise, of another size, and the same', () => {
  const a = trades(EARLY, MIDDLE, LATE, '2024-01-05T00:00:00Z,long,1,2,1,1,target,2024-01-05T01:00:00Z');
  const b = trades(
    EARLY,
    MIDDLE.replace('short', 'long'),
    LATE.replace(',2,1,trailing', ',4,2,trailing'),
    '2024-01-05T00:00:00Z,long,1,5,4,1,trailing,2024-01-05T02:00:00Z',
  );
  const { same, resized, changed, gained, lost, pnl } = compareTrades(a, b);
  assert.equal(same, 1);
  assert.equal(resized, 1);
  assert.deepEqual(
    changed.map(({ entry, change }) => [entry, change]),
    [['2024-01-05T00:00:00Z', 3]],
  );
  assert.deepEqual(
    gained.map(({ entry, direction }) => [entry, direction]),
    [['2024-01-02T00:00:00Z', 'long']],
  );
  assert.deepEqual(
    lost.map(({ entry, direction }) => [entry, direction]),
    [['2024-01-02T00:00:00Z', 'short']],
  );
  assert.deepEqual(pnl, { resized: 2, changed: 3, gained: -5, lost: 5, total: 5 });
});

test('what changed adds up to the difference in P&L, and swapping the runs turns gained into lost', () => {
  const [a, b] = [trades(EARLY, MIDDLE), trades(EARLY.replace(',10,', ',7,'), LATE)];
  const sum = (list: readonly TradeLine[]) => list.reduce((total, { pnl }) => total + pnl, 0);
  assert.equal(compareTrades(a, b).pnl.total, sum(b) - sum(a));
  assert.deepEqual(compareTrades(b, a).gained, compareTrades(a, b).lost);
  assert.deepEqual(compareTrades(a, a), {
    same: 2,
    resized: 0,
    changed: [],
    gained: [],
    lost: [],
    pnl: { resized: 0, changed: 0, gained: 0, lost: 0, total: 0 },
  });
});

test('a trades.csv without its columns, or with a P&L that is no number, with half a row or a trade twice, is refused by row', () => {
  assert.throws(
    () => parseTrades('a,b\n', 'x.csv'),
    /parseTrades: x.csv must have the columns of trades.csv, got none of timestamp/,
  );
  assert.throws(
    () => trades(EARLY, MIDDLE.replace('-5', 'five')),
    /pnl must be a number, got "five" in row 2 of trades.csv/,
  );
  assert.throws(
    () => trades(EARLY, '2024-01-02T00:00:00Z,sho'),
    /row must have 8 values, got 2 in row 2 of trades.csv/,
  );
  assert.throws(() => trades(EARLY, MIDDLE, EARLY), /must be there once, got 2024-01-01T00:00:00Z long twice/);
  assert.deepEqual(parseTrades(csv(EARLY, LATE).replaceAll('\n', '\r\n'), 'x'), trades(EARLY, LATE));
});

test('two folders: what was given, the figures in order of weight, and the trades, as data, sentences and lines', () => {
  const [a, b] = [newFolder(), newFolder()];
  const run = (out: string, parameters: string, pnl: number, set: object, rows: string[]) =>
    record(out, {
      name: '03-backtest',
      parameters,
      files: { 'results.json': results(pnl, pnl / 5, set), 'trades.csv': csv(...rows) },
    });
  run(a, 'const seed = 1;', 5, { tp_rr: 2.2, fee: 0.001 }, [EARLY, MIDDLE]);
  run(b, 'const seed = 2;', 12, { tp_rr: 2.4, fee: 0.001 }, [EARLY, LATE]);
  const comparison = compareRuns(a, join(b, 'run.json'));
  assert.deepEqual(
    comparison.inputs.map(({ what, name, a, b, notebooks }) => [what, name, a, b, ...notebooks]),
    [
      ['parameters', 'tp_rr', '2.2', '2.4', '03-backtest'],
      ['parameters', 'seed', '1', '2', '03-backtest'],
    ],
  );
  assert.deepEqual(
    comparison.figures.map(({ figure, change }) => [figure, Number(change?.toFixed(9))]),
    [
      ['metrics.net_pnl', 7],
      ['sharpe_rf0', 1.4],
      ['metrics.total_return', 0.007],
    ],
  );
  assert.deepEqual(compareRunsVerdict(comparison), [
    'B made 7.00 USD more than A: net P&L 5.00 in A, 12.00 in B.',
    'Figures of results.json that differ: 3.',
    'Parameters: tp_rr 2.2 in A, 2.4 in B; seed 1 in A, 2 in B.',
    'Trades: 1 the same, 0 the same but for their size (0.00 USD), 0 came out otherwise (0.00 USD), 1 are lost (+5.00 USD without them), 1 gained (+2.00 USD): together +7.00 USD.',
  ]);
  const lines = comparisonLines(comparison, 1);
  assert.ok(
    lines.some((line) => /^ {2}metrics\.net_pnl +5 +12 +\+7$/.test(line)),
    lines.join('\n'),
  );
  assert.ok(lines.includes('  and 2 more'));
  assert.equal(compareRunsTables(comparison, 1).figures.length, 1);
  assert.deepEqual(compareRunsVerdict(compareRuns(a, a)), [
    'No figure that both have differs.',
    'Data, parameters, code and environment are the same.',
    'All 2 trades are the same.',
  ]);
});

test('without run.json code is said to be unknown; other data and notebooks of one side are named', () => {
  const [a, b] = [newFolder(), newFolder()];
  writeFileSync(join(a, 'results.json'), results(5, 1, {}));
  writeFileSync(join(b, 'results.json'), results(5, 1, {}, 'b'.repeat(64), ['01-data']));
  const verdict = compareRunsVerdict(compareRuns(a, b));
  assert.deepEqual(verdict, [
    'No figure that both have differs.',
    'Only B has 01-data.',
    'The bars are not the same: figures tell of other data, not only of other rules.',
    'Code and environment are not known of both: only headless runs write run.json.',
    'Trades are not compared: one of the runs has no trades.csv.',
  ]);
  writeFileSync(join(b, 'results.json'), '{"sharpe_rf0":1}');
  assert.ok(compareRunsVerdict(compareRuns(a, b)).some((line) => line.startsWith('They have no notebook in common')));
  rmSync(join(a, 'results.json'));
  assert.throws(() => compareRuns(a, b), /compareRuns: folder must hold run.json or results.json, got neither/);
  assert.throws(() => compareRuns(join(a, 'x'), b), /run must be a folder of results or a run.json, got none/);
});
