import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { pathOf } from '../../../lib/run/receipt/places.js';
import { completeRuns, parseReceipt, type RunReceipt, receiptOf } from '../../../lib/run/receipt/receipt.js';
import { root } from '../../needs.js';
import { newFolder, record } from './made-run.js';

function read(out: string): RunReceipt {
  const receipt = receiptOf(out);
  assert.ok(receipt);
  return receipt;
}

test('a receipt tells of each run what it was given, what it found and what it wrote', () => {
  const out = newFolder();
  const bars = join(newFolder(), 'mine.csv');
  writeFileSync(bars, 'timestamp,open,high,low,close,volume\n');
  const parameters = `const bars: string = ${JSON.stringify(bars)};\nconst seed = 7;\nconst quick = false;\nconst redis: string = 'redis://:word@host';`;
  const settings = { bars, out, redis: 'redis://:word@host', tp_rr: '2.4' };
  record(out, { parameters, settings, files: { 'trades.csv': 'a\n', 'made.ipynb': '{}' } });
  const { runs, outputs, code } = read(out);
  const [run] = runs;
  assert.ok(run);
  assert.equal(run.started, '2024-01-01T00:00:00.000Z');
  assert.deepEqual(run.ended, { how: 'complete' });
  assert.deepEqual(run.settings, { bars: 'elsewhere:mine.csv', redis: '(not recorded)', tp_rr: '2.4' });
  assert.deepEqual(run.values, { bars: 'elsewhere:mine.csv', seed: 7, quick: false, redis: '(not recorded)' });
  assert.deepEqual(run.seeds, { seed: 7 });
  assert.deepEqual(run.found, { results: null, trials: { ...run.found.trials, trials: 0, last: 0 } });
  assert.deepEqual(Object.keys(outputs), ['made.ipynb', 'trades.csv']);
  // SHA-256 of "a\n".
  const sha256 = '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7';
  assert.deepEqual(outputs['trades.csv'], { sha256, bytes: 2, run: 1 });
  assert.ok(code[run.code]?.['lib/backtest/engine.ts']);
  assert.ok(code[run.code]?.['scripts/bootstrap.cjs']);
});

test('a receipt names no folder, user or computer, and no password', () => {
  const out = newFolder();
  const elsewhere = join(newFolder(), 'b.csv');
  writeFileSync(elsewhere, '');
  const settings = { bars: elsewhere, out, trade_lists: newFolder(), redis: 'redis://:word@host' };
  const parameters = Object.entries(settings).map(([name, value]) => `const ${name}: string = '${value}';`);
  record(out, { parameters: parameters.join('\n'), settings, files: { 'a.txt': 'a' }, ended: 'failed' });
  const text = readFileSync(join(out, 'run.json'), 'utf8');
  const user = userInfo().username;
  const words = [tmpdir(), root, basename(out), 'word@', ...[hostname(), user].filter((word) => word.length > 4)];
  for (const word of words) assert.ok(!text.includes(word), word);
  assert.deepEqual(read(out).runs[0]?.ended, { how: 'failed', cell: 3, error: 'RangeError' });
});

test('a later run of one notebook replaces its entry and the hashes of what it wrote, and nothing else', () => {
  const out = newFolder();
  record(out, { name: '01-data', files: { '01-data.ipynb': '1', 'results.json': '{"a":1}' } });
  record(out, { name: '03-backtest', files: { '03-backtest.ipynb': '2', 'results.json': '{"a":1,"b":2}' } });
  const before = read(out);
  record(out, {
    name: '03-backtest',
    settings: { tp_rr: '2.4' },
    files: { '03-backtest.ipynb': '3', 'results.json': '{}' },
  });
  const after = read(out);
  assert.deepEqual(
    after.runs.map(({ run, notebook }) => [run, notebook]),
    [
      [1, '01-data'],
      [3, '03-backtest'],
    ],
  );
  assert.deepEqual(after.outputs['01-data.ipynb'], before.outputs['01-data.ipynb']);
  assert.equal(after.outputs['results.json']?.run, 3);
  assert.equal(after.runs[1]?.found.results, before.outputs['results.json']?.sha256);
  assert.equal(after.runs[1]?.notes, undefined);
});

test('a failed run keeps the entry of the good one, of which the executed copy still is; a change by hand is noted', () => {
  const out = newFolder();
  record(out, { files: { 'made.ipynb': '1', 'results.json': '{"a":1}' } });
  writeFileSync(join(out, 'results.json'), '{"a":2}');
  record(out, { files: { 'made.failed.ipynb': '2', 'results.json': '{"a":3}' }, ended: 'failed' });
  const receipt = read(out);
  assert.deepEqual(
    receipt.runs.map(({ run, ended }) => [run, ended.how]),
    [
      [1, 'complete'],
      [2, 'failed'],
    ],
  );
  assert.match(receipt.runs[1]?.notes?.[0] ?? '', /results.json was not as the run before had left it/);
  assert.deepEqual(
    completeRuns(receipt).map(({ run }) => run),
    [1],
  );
});

test('a run that was stopped before it changed anything leaves no receipt, later it is an interrupted one', () => {
  const out = newFolder();
  record(out, { files: {}, ended: 'interrupted' });
  assert.equal(receiptOf(out), undefined);
  record(out, { files: { 'results.json': '{}' }, ended: 'interrupted' });
  assert.deepEqual(read(out).runs[0]?.ended, { how: 'interrupted' });
});

test('what lives is named as not covered, with the reason', () => {
  const out = newFolder();
  const files = {
    'paper/journal.sqlite': '',
    'paper/paper.log': '',
    'trials.sqlite-wal': '',
    'paper_trades.csv': '',
    'a.csv': '',
  };
  record(out, { parameters: "const feed: string = 'alpaca';", files });
  const { outputs, not_covered } = read(out);
  assert.deepEqual(Object.keys(outputs), ['a.csv']);
  assert.deepEqual(Object.keys(not_covered), [
    'paper/journal.sqlite',
    'paper/paper.log',
    'paper_trades.csv',
    'trials.sqlite-wal',
  ]);
  assert.match(not_covered['paper_trades.csv'] ?? '', /paper trading writes it as it goes on/);
});

test('a damaged receipt is one error that names the file: cut, changed, of another kind, or with paths that lead out', () => {
  const out = newFolder();
  record(out, { files: { 'trades.csv': 'a\n' } });
  const text = readFileSync(join(out, 'run.json'), 'utf8');
  const damaged = /^Error: parseReceipt: x must be the receipt of a run as it was written, got .*; move it away/;
  const { sha256: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
  for (const wrong of [
    text.slice(0, -20),
    text.replace('"bytes": 2', '"bytes": 3'),
    text.replace('"trades.csv"', '"../trades.csv"'),
    text.replace('"trades.csv"', '"/etc/passwd"'),
    '{}',
    '[]',
    JSON.stringify(rest),
  ]) {
    assert.throws(
      () => parseReceipt(wrong, 'x'),
      (error) => damaged.test(String(error)) && !String(error).includes('\n'),
    );
  }
  assert.throws(() => parseReceipt(text.replace('"bytes": 2', '"bytes": 3'), 'x'), /does not match its own hash/);
  writeFileSync(join(out, 'run.json'), '{');
  assert.throws(() => record(out, { files: {} }), /parseReceipt: .*run\.json must be the receipt/);
});

test('a place leads nowhere outside its folder, and files with the names of places or of all objects break no receipt', () => {
  for (const way of ['..', '../x', 'a/../../x', 'a\n/../../x', '/../x', '']) {
    for (const where of ['out', 'repository', 'elsewhere'])
      assert.equal(pathOf(`${where}:${way}`, '/o', '/e'), undefined);
  }
  assert.equal(pathOf('out:/etc/passwd', '/o'), '/o/etc/passwd');
  const out = newFolder();
  record(out, { files: { 'c:d.csv': '1', 'out:x': '2', constructor: '3', 'a.csv': '4' } });
  const { outputs, not_covered } = read(out);
  assert.deepEqual(Object.keys(outputs), ['a.csv', 'constructor']);
  assert.deepEqual(Object.keys(not_covered), ['c:d.csv', 'out:x']);
});

test('a receipt that is a folder, or nested beyond all measure, is one error', () => {
  const out = newFolder();
  record(out, { files: { 'a.csv': '4' } });
  const file = join(out, 'run.json');
  const deep = `{"a":${'['.repeat(2e5)}${']'.repeat(2e5)}}`;
  const text = readFileSync(file, 'utf8').replace('"computed_from": null', `"computed_from": ${deep}`);
  assert.throws(() => parseReceipt(text, 'x'), /^Error: parseReceipt: x must be .* its own hash/);
  rmSync(file);
  mkdirSync(file);
  assert.throws(() => read(out), /^Error: readReceipt: .*run\.json must be a file that can be read, got a folder$/);
});
