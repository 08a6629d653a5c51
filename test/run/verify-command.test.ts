// The commands themselves, on a notebook that backtests a few hundred bars: run, verify, rerun, compare.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { seededRandom } from '../../lib/core/random.js';
import { isoTime } from '../../lib/core/time.js';
import { receiptOf, writeReceipt } from '../../lib/run/receipt/receipt.js';
import { root } from '../needs.js';

/** Inside the repository, where a notebook finds the package; a receipt names it from there. */
let folder = '';
let notebook = '';
const bars = () => join(folder, 'data', 'mine.csv');
const out = () => join(folder, 'out');
const temporary = () => join(folder, 'tmp');

before(() => {
  mkdirSync(join(root, 'outputs', 'test'), { recursive: true });
  folder = mkdtempSync(join(root, 'outputs', 'test', 'verify-'));
  for (const name of ['data', 'tmp', 'books']) mkdirSync(join(folder, name));
  notebook = join(folder, 'books', 'receipt.ipynb');
  copyFileSync(join(root, 'test', 'run', 'fixtures', 'receipt.ipynb'), notebook);
  writeFileSync(bars(), madeBars());
});
after(() => rmSync(folder, { recursive: true, force: true }));

function madeBars(): string {
  const random = seededRandom(3);
  const start = Date.UTC(2024, 0, 1);
  let close = 100;
  const rows = Array.from({ length: 400 }, (_, i) => {
    const open = close;
    close = open * (1 + (random() - 0.5) / 50);
    const [high, low] = [Math.max(open, close) * 1.004, Math.min(open, close) * 0.996];
    return `${isoTime(start + i * 300_000)},${open},${high},${low},${close},1`;
  });
  return `timestamp,open,high,low,close,volume\n${rows.join('\n')}\n`;
}

function command(name: string, words: readonly string[]) {
  return spawn(process.execPath, [join(root, 'dist', 'scripts', `${name}.js`), ...words], {
    cwd: root,
    env: { ...process.env, INIT_CWD: folder, TMPDIR: temporary() },
  });
}

async function run(name: string, ...words: string[]): Promise<{ code: number | null; text: string }> {
  const child = command(name, words);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

test('a run leaves a receipt that verifies, and a rerun gives the same bytes though the ledger held trials before', async () => {
  for (const seed of ['7', '8']) {
    const made = await run(
      'notebook',
      notebook,
      '--set',
      'out=out',
      '--set',
      'bars=data/mine.csv',
      '--set',
      `seed=${seed}`,
    );
    assert.equal(made.code, 0, made.text);
    assert.match(made.text, /wrote receipt\.html, receipt\.ipynb, results\.json, trades\.csv/);
  }
  const executed = readFileSync(join(out(), 'receipt.ipynb'), 'utf8');
  assert.match(executed, /taken from the ledger/);
  const runs = receiptOf(out())?.runs ?? [];
  assert.deepEqual(
    runs.map(({ run, seeds, found }) => [run, seeds.seed, found.trials?.trials]),
    [
      [1, 7, 0],
      [2, 8, 1],
    ],
    'the trial is of the first run, all else of the second',
  );
  const text = readFileSync(join(out(), 'run.json'), 'utf8') + readFileSync(join(out(), 'results.json'), 'utf8');
  assert.ok(!text.includes(root), 'no folder of the machine');

  const good = await run('verify', 'out/run.json', '--rerun', '--threads', '1');
  assert.equal(good.code, 0, good.text);
  assert.match(good.text, /^Unaltered: every covered file is as its run left it\.$/m);
  assert.match(good.text, /^ {2}equal {4}results\.json\n {2}equal {4}trades\.csv\n {2}equal {4}trials\.sqlite$/m);
  assert.match(good.text, /^The rerun gave the same bytes: 3 files/m);
  assert.deepEqual(readdirSync(temporary()), [], 'the temporary folder is gone');
});

test('an altered byte, a missing and an extra file end verify with 1 and their names', async () => {
  const trades = readFileSync(join(out(), 'trades.csv'));
  appendFileSync(join(out(), 'trades.csv'), ' ');
  writeFileSync(join(out(), 'more.txt'), '');
  const bad = await run('verify', 'out');
  assert.equal(bad.code, 1);
  assert.match(bad.text, /^ {2}altered {2}trades\.csv: receipt wrote \d+ bytes/m);
  assert.match(bad.text, /^ {2}extra {4}more\.txt/m);
  assert.match(bad.text, /^Not as recorded: 2 files\.$/m);
  writeFileSync(join(out(), 'trades.csv'), trades);
  rmSync(join(out(), 'more.txt'));
});

test('after a change of the notebook the rerun names the first figure that differs, and verify alone only tells of it', async () => {
  writeFileSync(notebook, readFileSync(notebook, 'utf8').replace('fee: cost', 'fee: 2 * cost'));
  const alone = await run('verify', 'out');
  assert.equal(alone.code, 0, alone.text);
  assert.match(alone.text, /notice +receipt: the notebook's file was changed since/);
  // Whatever a receipt says, what comes out goes into the temporary folder.
  mkdirSync(join(out(), 'more'));
  const { runs = [], ...rest } = receiptOf(out()) ?? assert.fail();
  const led = runs.map((entry) => ({ ...entry, settings: { ...entry.settings, out: 'out:more' } }));
  writeReceipt(out(), { ...rest, runs: led });
  const again = await run('verify', 'out', '--rerun');
  assert.deepEqual(readdirSync(join(out(), 'more')), []);
  assert.equal(again.code, 1, again.text);
  assert.match(
    again.text,
    /First difference: results\.json, sharpe_rf0: -?[\d.]+ in the receipt's folder, -?[\d.]+ in the rerun$/m,
  );
  assert.match(again.text, /differs {2}trades\.csv: row 1 \(2024-01-01T[\d:]+Z\), \w+: \S+ in the receipt's folder/);
});

test('compare tells what was given and what came of it, of folders and receipts', async () => {
  cpSync(out(), join(folder, 'other'), { recursive: true });
  const trades = readFileSync(join(out(), 'trades.csv'), 'utf8').trimEnd().split('\n');
  writeFileSync(join(folder, 'other', 'trades.csv'), `${trades.slice(0, -1).join('\n')}\n`);
  const { code, text } = await run('compare', 'out', 'other/run.json');
  assert.equal(code, 0, text);
  assert.match(text, /^A {2}out\nB {2}other\n\nNo figure that both have differs\.$/m);
  assert.match(text, /^Trades: .* 1 are lost /m);
  assert.match(text, /^ {2}lost +2024-01-0[\dT:-]+Z +(long|short) /m);
});

test('bars that are gone or have become others stop a rerun; an interrupt ends it and leaves nothing behind', async () => {
  const text = readFileSync(bars(), 'utf8');
  writeFileSync(bars(), text.replace('100', '101'));
  const other = await run('verify', 'out', '--rerun');
  assert.equal(other.code, 1);
  assert.match(other.text, /rerun: bars of receipt must be the file that was read then, got another content/);
  writeFileSync(bars(), text);
  writeFileSync(notebook, readFileSync(notebook, 'utf8').replace('const ledger', 'while (true);\\nconst ledger'));
  const child = command('verify', ['out', '--rerun']);
  child.stdout.resume();
  const closed = once(child, 'close') as Promise<[number | null]>;
  while (!readdirSync(temporary()).some((name) => name.startsWith('mtf-rerun-'))) await pause(50);
  await pause(1500);
  child.kill('SIGINT');
  const [code] = await closed;
  assert.notEqual(code, 0);
  assert.deepEqual(readdirSync(temporary()), []);
});

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
