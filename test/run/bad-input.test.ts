import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { root } from '../needs.js';

const notebook = join(root, 'notebooks', '03-backtest.ipynb');
/** What an earlier run left, by file; but for the notebook the content does not matter, only that nobody touches it. */
const EARLIER: Readonly<Record<string, string>> = {
  '03-backtest.html': 'a page',
  '03-backtest.ipynb': readFileSync(notebook, 'utf8'),
  'equity_curve.png': 'a picture',
  'results.json': 'results',
  'trades.csv': 'trades',
};

function folderOfEarlierRun(): string {
  const out = mkdtempSync(join(tmpdir(), 'bad-input-'));
  for (const [name, content] of Object.entries(EARLIER)) writeFileSync(join(out, name), content);
  return out;
}

function brokenCsv(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'bad-csv-')), 'bars.csv');
  const row = (minute: string, high: string) => `2024-01-01T00:${minute}:00Z,100,${high},99,100,1`;
  const rows = ['timestamp,open,high,low,close,volume', row('00', '101'), row('05', 'abc'), row('10', '101')];
  writeFileSync(file, `${rows.join('\n')}\n`);
  return file;
}

const CASES: readonly { what: string; settings: Readonly<Record<string, string>>; error: RegExp }[] = [
  {
    what: 'text in a price',
    settings: { bars: brokenCsv() },
    error: /high must be a number, got "abc", in .*bars\.csv, row 3 \(2024-01-01T00:05:00Z\)/,
  },
  {
    what: 'an unknown parameter',
    settings: { tprr: '2' },
    error: /tprr must be a known parameter.*did you mean tp_rr\?/,
  },
  {
    what: 'a parameter that is NaN',
    settings: { tp_rr: 'NaN' },
    error: /tp_rr must be a number from 0\.01 to 100, got/,
  },
];

for (const { what, settings, error } of CASES) {
  test(`${what} ends notebook 03 with one clear error and leaves the outputs of an earlier run as they were`, async () => {
    const out = folderOfEarlierRun();
    const { failure } = await runNotebook(notebook, { settings: { ...settings, out }, environment: process.env });
    assert.match(failure?.error.message ?? '', error);
    assert.match(failure?.sourceLine ?? '', /openLab/);
    for (const [name, content] of Object.entries(EARLIER)) assert.equal(readFileSync(join(out, name), 'utf8'), content);
    const added = readdirSync(out).filter((name) => !(name in EARLIER));
    assert.deepEqual(added.sort(), ['03-backtest.failed.html', '03-backtest.failed.ipynb']);
  });
}
