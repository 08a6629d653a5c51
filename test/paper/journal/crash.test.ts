// Real processes, ended by SIGKILL while they write.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom } from '../../../lib/core/random.js';
import { journalPath } from '../../../lib/paper/journal/format.js';
import { JournalReader } from '../../../lib/paper/journal/reader.js';
import { PAPER_TRADES_HEADER, PaperTradesCsv, paperTradeRow } from '../../../lib/paper/paper-trades-csv.js';
import { madeInput, madeOrder, madeTrade, newFolder, openJournal, START, STEP } from './made.js';

/** Runs an engine; resolves with the last bar it said to be kept, once it has ended or was killed after `killAfter` bars. */
function engine(folder: string, csv: string, bars: number, killAfter = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [join(__dirname, 'journal-writer.js'), folder, csv, `${bars}`]);
  let said = '';
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const begun = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
    if (said.split('\n').length > killAfter) child.kill('SIGKILL');
  });
  const ended = new Promise<{ last: number; code: number | null; errors: string }>((resolve) => {
    child.on('close', (code) => {
      // A line that was cut off by the kill was not said.
      const lines = said.split('\n').slice(0, -1);
      resolve({ last: lines.length > 0 ? Number(lines[lines.length - 1]) : -1, code, errors });
    });
  });
  return { child, begun, ended };
}

/** All that a journal of `bars` bars must hold, no more and no less, in the journal and in paper_trades.csv. */
function assertWhole(folder: string, csv: string, bars: number): void {
  const journal = openJournal(folder);
  const traded = Array.from({ length: Math.ceil(bars / 7) }, (_, k) => madeTrade(7 * k));
  assert.equal(journal.lastBarTime(), START + (bars - 1) * STEP);
  let k = 0;
  for (const input of journal.barsAfter(null)) assert.deepEqual(input, madeInput(k++));
  assert.equal(k, bars);
  assert.deepEqual([...journal.trades()], traded);
  assert.deepEqual(
    journal.orders(),
    Array.from({ length: bars }, (_, order) => madeOrder(order)),
  );
  assert.equal(journal.fills().length, bars);
  const snapshot = journal.latestSnapshot();
  assert.ok(snapshot && snapshot.barTime <= START + (bars - 1) * STEP && snapshot.barTime > START + (bars - 52) * STEP);
  new PaperTradesCsv(csv, () => journal.trades()).repair();
  const rows = [PAPER_TRADES_HEADER, ...traded.map((trade) => paperTradeRow(trade))];
  assert.equal(readFileSync(csv, 'utf8'), `${rows.join('\n')}\n`);
  journal.close();
}

test('20 times kill -9 in the middle of writing: all that was said to be kept is kept, each bar and trade once', async () => {
  const folder = newFolder();
  const csv = join(folder, 'paper_trades.csv');
  const random = seededRandom(20);
  let bars = 0;
  for (let round = 0; round < 20; round++) {
    const { last, code, errors } = await engine(folder, csv, 100_000, 1 + Math.floor(30 * random())).ended;
    assert.equal(code, null, errors);
    const reader = new JournalReader(folder);
    const status = reader.status(START);
    assert.equal(status.engine.state, 'crashed');
    // One may have been written but not yet said.
    assert.ok([last + 1, last + 2].includes(status.counts.bars), `${status.counts.bars} bars, ${last} said last`);
    assert.ok(status.counts.bars > bars);
    bars = status.counts.bars;
    reader.close();
  }
  assertWhole(folder, csv, bars);
  const { last, code, errors } = await engine(folder, csv, 60).ended;
  assert.equal(code, 0, errors);
  assert.equal(last, bars + 59);
  assertWhole(folder, csv, bars + 60);
});

test('a reader sees bars grow in whole steps while another process writes, and does not hold it up', async () => {
  const folder = newFolder();
  const csv = join(folder, 'paper_trades.csv');
  const { child, begun, ended } = engine(folder, csv, 3000);
  await begun;
  const reader = new JournalReader(folder);
  let seen = 0;
  let running = true;
  const end = ended.finally(() => {
    running = false;
  });
  while (running) {
    const { report, counts, engine: process } = reader.status(START);
    assert.ok(counts.bars >= seen);
    assert.equal(report?.signal?.time, START + (counts.bars - 1) * STEP);
    assert.equal(counts.openOrders, counts.bars);
    if (process.state === 'running') assert.equal(process.pid, child.pid);
    seen = counts.bars;
    assert.ok(reader.trades().length >= Math.ceil(seen / 7));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { code, errors } = await end;
  assert.equal(code, 0, errors);
  assert.equal(reader.status(START).counts.bars, 3000);
  assert.equal(reader.status(START).engine.state, 'stopped');
  reader.close();
  assert.equal(statSync(`${journalPath(folder)}-wal`).size, 0);
});

test('the write-ahead log that a killed engine left is read, also after a reboot took its shared memory', async () => {
  const folder = newFolder();
  const csv = join(folder, 'paper_trades.csv');
  const { last } = await engine(folder, csv, 100_000, 40).ended;
  assert.ok(statSync(`${journalPath(folder)}-wal`).size > 0);
  rmSync(`${journalPath(folder)}-shm`);
  const reader = new JournalReader(folder);
  const { bars } = reader.status(START).counts;
  assert.ok(bars > last);
  reader.close();
  assertWhole(folder, csv, bars);
});

test('a second engine is refused with the number of the first, until that one is gone', async () => {
  const folder = newFolder();
  const csv = join(folder, 'paper_trades.csv');
  const { child, begun, ended } = engine(folder, csv, 1e9);
  await begun;
  assert.throws(() => openJournal(folder), new RegExp(`in use by process ${child.pid}; wait for it or stop it`));
  child.kill('SIGKILL');
  await ended;
  openJournal(folder).close();
  assert.ok(!existsSync(join(folder, '.lock')));
});
