import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { copyTrials, EMPTY_LEDGER, ledgerContent } from '../../lib/optimise/ledger-content.js';
import { TrialLedger } from '../../lib/optimise/trial-ledger.js';
import { madeTrial } from './made-trial.js';

const root = mkdtempSync(join(tmpdir(), 'content-'));
after(() => rmSync(root, { recursive: true, force: true }));

function made(numbers: readonly number[], recordedAt = 1): string {
  const file = join(mkdtempSync(join(root, 'ledger-')), 'trials.sqlite');
  const ledger = new TrialLedger(file);
  for (const k of numbers) ledger.record(madeTrial(k, { recordedAt, purpose: `at ${recordedAt}` }));
  ledger.close();
  return file;
}

test('equal trials are equal content, in whatever order, when and why they were made', () => {
  const content = ledgerContent(made([1, 2, 3]));
  assert.deepEqual(ledgerContent(made([3, 1, 2], 99)), content);
  assert.equal(content.trials, 3);
  assert.notEqual(ledgerContent(made([1, 2])).sha256, content.sha256);
  assert.notEqual(ledgerContent(made([1, 2, 4])).sha256, content.sha256);
  assert.deepEqual(ledgerContent(made([])), EMPTY_LEDGER);
});

test('the content up to a row is what the ledger held when that row was its last, and can be copied', () => {
  const [before, file] = [ledgerContent(made([5, 6])), made([5, 6, 7, 8])];
  assert.deepEqual(ledgerContent(file, before.last), before);
  const copy = made([]);
  copyTrials(file, copy, before.last);
  assert.deepEqual(ledgerContent(copy), before);
  copyTrials(file, copy, Number.MAX_SAFE_INTEGER);
  copyTrials(file, copy, before.last);
  assert.deepEqual(ledgerContent(copy), ledgerContent(file));
});

test('a ledger that is to be recomputed gives nothing back, and refuses an evaluation that comes to something else', () => {
  const file = made([1]);
  const ledger = new TrialLedger(file, { recompute: true });
  const trial = madeTrial(1);
  assert.equal(ledger.find(trial), undefined);
  assert.equal(ledger.record(trial), 'known');
  assert.throws(() => ledger.record({ ...trial, objective: 123.5 }), /must come to what it came to before, got 123\.5/);
  assert.equal(ledger.countTrials(trial.dataHash), 1);
  ledger.close();
});
