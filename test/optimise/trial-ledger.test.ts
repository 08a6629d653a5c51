import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'libsql';
import { LEDGER_VERSION } from '../../lib/optimise/open-ledger.js';
import { trialKey } from '../../lib/optimise/trial.js';
import { TrialLedger } from '../../lib/optimise/trial-ledger.js';
import { madeTrial } from './made-trial.js';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'trials-')), 'outputs', 'trials.sqlite');

function withLedger<T>(file: string, work: (ledger: TrialLedger) => T): T {
  const ledger = new TrialLedger(file);
  try {
    return work(ledger);
  } finally {
    ledger.close();
  }
}

/** Runs a writer process; resolves with what it said, once it has ended or was killed after `killAfter` lines. */
function writer(file: string, first: number, count: number, killAfter = Number.POSITIVE_INFINITY) {
  return new Promise<{ lines: string[]; code: number | null; errors: string }>((resolve) => {
    const child = spawn(process.execPath, [join(__dirname, 'ledger-writer.js'), file, `${first}`, `${count}`]);
    let said = '';
    let errors = '';
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (said.split('\n').length > killAfter) child.kill('SIGKILL');
    });
    // A line that was cut off by the kill was not said.
    child.on('close', (code) => resolve({ lines: said.split('\n').slice(0, -1), code, errors }));
  });
}

test('an evaluation is found again with its returns bit for bit', () => {
  const file = newFile();
  const trial = madeTrial(3, { returns: Float64Array.of(0.1, -0, 1e-310, Number.MAX_VALUE, 1 / 3) });
  withLedger(file, (ledger) => assert.equal(ledger.record(trial), 'added'));
  const found = withLedger(file, (ledger) => ledger.find(trial));
  assert.deepEqual(found, trial);
  assert.ok(Object.is(found?.returns[1], -0));
});

test('an evaluation made again does not count twice, in whatever order its parameters are written', () => {
  withLedger(newFile(), (ledger) => {
    ledger.record(madeTrial(1));
    const again = madeTrial(1, { parameters: { entry_trend: 'required', vol_thresh: 1 / 7 }, seed: 7, recordedAt: 5 });
    assert.equal(ledger.record(again), 'known');
    assert.equal(ledger.countTrials('d1'), 1);
    assert.equal(ledger.find(again)?.seed, 42);
  });
});

test('data, strategy, parameters, period and costs each make another evaluation', () => {
  const trial = madeTrial(1);
  const others = [
    { dataHash: 'd2' },
    { strategy: 'mine' },
    { parameters: { ...trial.parameters, vol_thresh: 1 } },
    { period: { from: trial.period.from + 1, to: trial.period.to } },
    { period: { from: trial.period.from, to: trial.period.to + 1 } },
    { costsHash: 'c2' },
  ].map((change) => madeTrial(1, change));
  assert.equal(new Set([trial, ...others].map(trialKey)).size, 7);
  withLedger(newFile(), (ledger) => {
    for (const one of [trial, ...others]) ledger.record(one);
    assert.equal(ledger.countTrials('d1'), 6);
    assert.equal(ledger.countTrials('d1', { strategy: 'mtf-gap' }), 5);
    assert.equal(ledger.countTrials('d1', { strategy: 'mtf-gap', period: trial.period }), 3);
    assert.equal(ledger.trialsOf('d1', { strategy: 'mine' })[0].strategy, 'mine');
    assert.equal(ledger.countTrials('unknown'), 0);
    assert.deepEqual(ledger.trialsOf('unknown'), []);
  });
});

test('a failed evaluation is remembered, counts, and is replaced by one that succeeds', () => {
  const failed = madeTrial(1, { objective: null, failure: 'no trade', returns: new Float64Array(0) });
  withLedger(newFile(), (ledger) => {
    assert.equal(ledger.record(failed), 'added');
    assert.equal(ledger.record(failed), 'known');
    assert.deepEqual(ledger.find(failed), failed);
    assert.equal(ledger.record(madeTrial(1)), 'replaced');
    assert.equal(ledger.record(failed), 'known');
    assert.deepEqual(ledger.find(failed), madeTrial(1));
    assert.equal(ledger.countTrials('d1'), 1);
  });
});

test('the same evaluation that comes to something else is an error, and the first is kept', () => {
  withLedger(newFile(), (ledger) => {
    ledger.record(madeTrial(1));
    assert.throws(() => ledger.record(madeTrial(1, { objective: 9 })), /must come to what it came to before, got 9/);
    assert.throws(() => ledger.record(madeTrial(1, { returns: new Float64Array(90) })), /into costsHash/);
    assert.deepEqual(ledger.find(madeTrial(1)), madeTrial(1));
  });
});

test('NaN as an objective, a failure without words and broken times are refused before anything is written', () => {
  withLedger(newFile(), (ledger) => {
    assert.throws(() => ledger.record(madeTrial(1, { objective: Number.NaN })), /objective must be finite.*got NaN/);
    assert.throws(() => ledger.record(madeTrial(1, { objective: null })), /null with a failure/);
    assert.throws(() => ledger.record(madeTrial(1, { recordedAt: 0.5 })), /recordedAt must be whole milliseconds/);
    assert.throws(() => ledger.record(madeTrial(1, { details: { sharpe: Number.NaN } })), /numbers must be finite/);
    assert.equal(ledger.countTrials('d1'), 0);
  });
});

test('several processes write at once, also the same trials: each is kept once', async () => {
  const file = newFile();
  const runs = await Promise.all([0, 30, 60, 60].map((first) => writer(file, first, 60)));
  for (const { code, errors } of runs) assert.equal(code, 0, errors);
  const said = runs.flatMap(({ lines }) => lines);
  assert.equal(said.length, 240);
  assert.equal(said.filter((line) => line.endsWith('added')).length, 120);
  withLedger(file, (ledger) => {
    assert.equal(ledger.countTrials('d1'), 120);
    for (let k = 0; k < 120; k++) assert.deepEqual(ledger.find(madeTrial(k)), madeTrial(k));
  });
});

test('kill -9 in the middle of writing: all that was said to be kept is kept, and a rerun does the rest', async () => {
  const file = newFile();
  const [killed, other] = await Promise.all([writer(file, 0, 100_000, 40), writer(file, 200_000, 60)]);
  assert.equal(killed.code, null);
  assert.equal(other.code, 0, other.errors);
  assert.ok(killed.lines.length >= 40);
  const kept = killed.lines.length;
  withLedger(file, (ledger) => {
    for (let k = 0; k < kept; k++) assert.deepEqual(ledger.find(madeTrial(k)), madeTrial(k));
    const trials = ledger.countTrials('d1');
    // One may have been written but not yet said.
    assert.ok(trials === kept + 60 || trials === kept + 61, `${trials} trials, ${kept} said`);
  });
  const { lines, code } = await writer(file, 0, kept + 20);
  assert.equal(code, 0);
  assert.equal(lines.filter((line) => line.endsWith('known')).length >= kept, true);
  withLedger(file, (ledger) => assert.equal(ledger.countTrials('d1'), kept + 20 + 60));
});

test('trials are read in the same order, whichever was written first', () => {
  const read = (order: readonly number[]) =>
    withLedger(newFile(), (ledger) => {
      for (const k of order) ledger.record(madeTrial(k));
      return ledger.trialsOf('d1');
    });
  assert.deepEqual(read([1, 2, 3, 4]), read([3, 1, 4, 2]));
});

test('a damaged file is a clear error and stays as it is', () => {
  const file = newFile();
  withLedger(file, (ledger) => {
    for (let k = 0; k < 60; k++) ledger.record(madeTrial(k));
  });
  const whole = readFileSync(file);
  const holed = Buffer.from(whole);
  holed.fill(0xa5, 8192, 24576);
  for (const damaged of [Buffer.from('not a database. '.repeat(400)), whole.subarray(0, 5000), holed]) {
    writeFileSync(file, damaged);
    assert.throws(() => new TrialLedger(file), /must be a sound SQLite file, got .*nothing was changed/);
    assert.deepEqual(readFileSync(file), damaged);
  }
});

test('a ledger of another version and a file of another program are refused and stay as they are', () => {
  const file = newFile();
  withLedger(file, (ledger) => ledger.record(madeTrial(1)));
  const later = new Database(file);
  later.exec(`PRAGMA user_version = ${LEDGER_VERSION + 1}`);
  later.close();
  const before = readFileSync(file);
  assert.throws(() => new TrialLedger(file), /must be a ledger of version 1, got version 2; nothing was changed/);
  assert.deepEqual(readFileSync(file), before);

  const foreign = join(mkdtempSync(join(tmpdir(), 'trials-')), 'other.sqlite');
  const other = new Database(foreign);
  other.exec('CREATE TABLE photographs (name TEXT)');
  other.close();
  const photographs = readFileSync(foreign);
  assert.throws(() => new TrialLedger(foreign), /got another program's SQLite file; nothing was changed/);
  assert.deepEqual(readFileSync(foreign), photographs);
});

test('a folder in the place of the file is a clear error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trials-'));
  assert.throws(() => new TrialLedger(folder), /openLedgerFile: .* must be/);
});
