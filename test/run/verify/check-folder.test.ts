import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openLedgerFile } from '../../../lib/optimise/open-ledger.js';
import { TrialLedger } from '../../../lib/optimise/trial-ledger.js';
import { readCheckout } from '../../../lib/run/receipt/checkout.js';
import { type RunReceipt, receiptOf } from '../../../lib/run/receipt/receipt.js';
import { checkFolder, checkoutNotices } from '../../../lib/run/verify/check-folder.js';
import { printable } from '../../../lib/run/verify/words.js';
import { madeTrial } from '../../optimise/made-trial.js';
import { newFolder, record } from '../receipt/made-run.js';

function problems(out: string): string[] {
  return checkFolder(read(out), out).problems.map(({ name, what }) => `${what} ${name}`);
}

function read(out: string): RunReceipt {
  const receipt = receiptOf(out);
  assert.ok(receipt);
  return receipt;
}

test('a folder is as its receipt says, and any single changed byte of any covered file is found', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?\.(csv|json|png)$/);
  const files = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ minLength: 1, maxLength: 40 })), {
    minLength: 1,
    maxLength: 5,
    // A file and a folder of one name cannot be, nor two names that differ in their folder's part alone.
    selector: ([path]) => path.split(/[./]/)[0],
  });
  const property = fc.property(
    files,
    fc.nat(),
    fc.nat(),
    fc.integer({ min: 1, max: 255 }),
    (made, which, where, by) => {
      const out = newFolder();
      record(out, { files: Object.fromEntries(made) });
      assert.deepEqual(problems(out), []);
      const [path, content] = made[which % made.length] ?? ['', new Uint8Array()];
      const changed = Uint8Array.from(content);
      changed[where % content.length] ^= by;
      writeFileSync(join(out, path), changed);
      assert.deepEqual(problems(out), [`altered ${path}`]);
      writeFileSync(join(out, path), content);
      assert.deepEqual(problems(out), []);
      rmSync(out, { recursive: true });
    },
  );
  fc.assert(property, { numRuns: 15 });
});

test('altered, missing and extra files are named; live files and hidden ones are not extra', () => {
  const out = newFolder();
  record(out, { name: '03-backtest', files: { 'trades.csv': 'a\n', 'equity.png': 'p', 'results.json': '{}' } });
  appendFileSync(join(out, 'trades.csv'), 'b\n');
  rmSync(join(out, 'equity.png'));
  writeFileSync(join(out, 'notes.txt'), 'mine');
  writeFileSync(join(out, '.lock'), '1');
  mkdirSync(join(out, 'paper'));
  writeFileSync(join(out, 'paper', 'paper.log'), '');
  const check = checkFolder(read(out), out);
  assert.deepEqual(
    check.problems.map(({ name, what }) => [what, name]),
    [
      ['missing', 'equity.png'],
      ['altered', 'trades.csv'],
      ['extra', 'notes.txt'],
    ],
  );
  assert.match(check.problems[0]?.detail ?? '', /03-backtest wrote it/);
  assert.match(check.problems[1]?.detail ?? '', /03-backtest wrote 2 bytes of SHA-256 87428fc52280, now 4 bytes of/);
  assert.deepEqual(Object.keys(check.notCovered).sort(), ['paper/paper.log', 'run.json']);
});

test('links that lead back, a folder in the place of a file and names of all objects are looked at, and end', () => {
  const out = newFolder();
  record(out, { files: { 'trades.csv': 'a\n', 'b/c.csv': '' } });
  for (const name of ['loop', 'again', 'b/up']) symlinkSync(out, join(out, name));
  assert.deepEqual(problems(out), []);
  writeFileSync(join(out, 'constructor'), '');
  rmSync(join(out, 'trades.csv'));
  mkdirSync(join(out, 'trades.csv'));
  assert.deepEqual(problems(out), ['altered trades.csv', 'extra constructor']);
});

test('what a terminal would obey is shown, not sent', () => {
  assert.equal(printable('a\u001b[31m\u0000\u202eb é'), 'a\\u001b[31m\\u0000\\u202eb é');
});

test('of a trial ledger the content counts: it may be opened and closed, and gain trials, but not lose or change one', () => {
  const out = newFolder();
  const file = join(out, 'trials.sqlite');
  const write = (trials: readonly number[]) => {
    const ledger = new TrialLedger(file);
    for (const k of trials) ledger.record(madeTrial(k));
    ledger.close();
  };
  write([1, 2, 3]);
  const bytes = readFileSync(file);
  rmSync(file);
  record(out, { files: { 'trials.sqlite': bytes } });
  assert.deepEqual(read(out).outputs['trials.sqlite']?.trials, 3);
  write([2]);
  assert.deepEqual(problems(out), []);
  assert.deepEqual(checkFolder(read(out), out).notices, []);
  write([4, 5]);
  const grown = checkFolder(read(out), out);
  assert.deepEqual(grown.problems, []);
  assert.deepEqual(grown.notices, ['trials.sqlite: 2 trials were added; the recorded 3 are unchanged']);
  for (const change of [
    'DELETE FROM trials WHERE id = 2',
    'DELETE FROM trials WHERE id > 2',
    "UPDATE trials SET details = '{}' WHERE id = 1",
  ]) {
    const asGrown = readFileSync(file);
    const db = openLedgerFile(file);
    db.exec(change);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    assert.deepEqual(problems(out), ['altered trials.sqlite'], change);
    writeFileSync(file, asGrown);
  }
  assert.deepEqual(problems(out), []);
  writeFileSync(file, 'no database at all, but long enough to be looked at as one'.repeat(30));
  assert.deepEqual(problems(out), ['altered trials.sqlite']);
});

test('what differs in the checkout is a notice that names it', () => {
  const out = newFolder();
  record(out, { files: { a: '1' } });
  const receipt = read(out);
  const now = readCheckout();
  assert.deepEqual(checkoutNotices(receipt, out, now), []);
  const files = { ...now.files, 'lib/core/time.ts': 'f'.repeat(64), 'lib/core/new.ts': 'f'.repeat(64) };
  const other = {
    files,
    code: 'e'.repeat(64),
    lockfile: 'd'.repeat(64),
    environment: { ...now.environment, node: 'v99.0.0' },
  };
  const notices = checkoutNotices(receipt, out, other);
  assert.equal(notices[0], 'code differs from that of made: lib/core/new.ts (added), lib/core/time.ts');
  assert.equal(notices[1], 'package-lock.json differs (made)');
  assert.equal(notices[2], `node is v99.0.0, was ${now.environment.node} (made)`);
});
