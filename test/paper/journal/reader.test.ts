import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { journalPath } from '../../../lib/paper/journal/format.js';
import { JournalReader } from '../../../lib/paper/journal/reader.js';
import type { JournalEvent } from '../../../lib/paper/order-journal.js';
import {
  madeDecision,
  madeInput,
  madeOrder,
  madeOutcome,
  madeReport,
  madeTrade,
  newFolder,
  openJournal,
  SETTINGS,
  START,
  STEP,
} from './made.js';

const madeEvent = (k: number, change: Partial<JournalEvent> = {}): JournalEvent => ({
  at: START + k,
  source: 'feed',
  name: 'back',
  severity: 'info',
  detail: `event ${k}`,
  ...change,
});

test('where there is no journal the status says absent and every list is empty', () => {
  const folder = newFolder();
  const reader = new JournalReader(folder);
  const status = reader.status(START);
  assert.deepEqual(status.engine, { state: 'absent', pid: null, since: null });
  assert.equal(status.report, null);
  assert.equal(status.counts.bars, 0);
  assert.equal(reader.settings(), null);
  assert.deepEqual([reader.trades(), reader.equityCurve(), [...reader.bars(0, START)]], [[], [], []]);
  assert.deepEqual([reader.events(9), reader.alerts(9), reader.decisions(9), reader.verdicts(9)], [[], [], [], []]);
  // The journal may come later.
  const journal = openJournal(folder);
  assert.equal(reader.status(START).engine.state, 'running');
  journal.close();
  reader.close();
});

test('the status holds the last report, ages, counts and the last error, while the engine has the journal open', () => {
  const folder = newFolder();
  const journal = openJournal(folder, { at: START + 10 * STEP });
  const reader = new JournalReader(folder);
  journal.recordWarmUp([0, 1, 2].map((k) => madeInput(k)));
  const alert = { id: 'entry-1', kind: 'entry', at: START, subject: 'Long', body: 'Long at 42,000' } as const;
  journal.recordBar(
    madeInput(3),
    madeOutcome(3, {
      trades: [madeTrade(3)],
      events: [madeEvent(1, { severity: 'error', name: 'refused' }), madeEvent(2)],
      alerts: [{ alert, channels: ['email', 'telegram'] }],
    }),
  );
  journal.intend(madeOrder(3));
  const status = reader.status(START + 11 * STEP);
  assert.deepEqual(status.report, madeReport(3));
  assert.deepEqual(status.engine, { state: 'running', pid: process.pid, since: START + 10 * STEP });
  assert.equal(status.reportAge, STEP);
  assert.equal(status.barAge, 7 * STEP);
  assert.deepEqual(status.counts, {
    bars: 4,
    warmUpBars: 3,
    trades: 1,
    openOrders: 1,
    alertsSent: 0,
    alertsWaiting: 2,
    alertsFailed: 0,
  });
  assert.deepEqual(status.lastError, madeEvent(1, { severity: 'error', name: 'refused' }));
  assert.deepEqual(reader.settings(), SETTINGS);
  assert.deepEqual(reader.trades(), [madeTrade(3)]);
  assert.deepEqual(reader.orders({ open: true }), [madeOrder(3)]);
  assert.deepEqual(
    reader.events(5).map(({ detail }) => detail),
    ['event 2', 'event 1'],
  );
  assert.equal(reader.alerts(5)[0].deliveries.email?.state, 'waiting');
  assert.equal(journal.alerts.queue(alert, ['email']), false);
  journal.close();
  assert.deepEqual(reader.status(START + 12 * STEP).engine, {
    state: 'stopped',
    pid: process.pid,
    since: START + 10 * STEP,
  });
  reader.close();
});

test('a report between bars replaces the one of the bar', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  journal.recordBar(madeInput(0), madeOutcome(0));
  const report = madeReport(0, { foreign: ['0.5 ETH'] });
  journal.saveReport(report);
  const reader = new JournalReader(folder);
  assert.deepEqual(reader.status(START).report, report);
  reader.close();
  journal.close();
});

test('the equity curve is every traded bar, or the extremes of as many stretches as asked for', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  journal.recordWarmUp([0, 1, 2].map((k) => madeInput(k)));
  const equity = (k: number) => 10_000 + 500 * Math.sin(k / 70) - (k === 700 ? 4000 : 0);
  journal.atomically(() => {
    for (let k = 3; k < 1500; k++) {
      journal.recordBar(madeInput(k), madeOutcome(k, { decision: madeDecision(k, { equity: equity(k) }) }));
    }
  });
  const reader = new JournalReader(folder);
  const whole = reader.equityCurve();
  assert.equal(whole.length, 1497);
  assert.deepEqual(whole[0], { time: START + 3 * STEP, equity: equity(3) });
  assert.deepEqual(reader.equityCurve({ from: START + 1000 * STEP }), whole.slice(997));
  const sampled = reader.equityCurve({ points: 100 });
  assert.ok(sampled.length <= 100 && sampled.length > 50, `${sampled.length} points`);
  assert.ok(sampled.some((point) => point.time === START + 700 * STEP && point.equity === equity(700)));
  const times = new Set(whole.map(({ time }) => time));
  assert.ok(sampled.every(({ time }, k) => times.has(time) && (k === 0 || time > sampled[k - 1].time)));
  assert.throws(() => reader.equityCurve({ points: 1 }), /equityCurve: points must be at least 2, got 1/);
  assert.deepEqual([...reader.bars(START + 5 * STEP, START + 7 * STEP)], [madeInput(5), madeInput(6)]);
  reader.close();
  journal.close();
});

test('verdicts of quiet bars are a ring, decisions stay, events are bounded', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  journal.atomically(() => {
    for (let k = 0; k < 1000; k++) {
      const decision = madeDecision(k, k % 400 === 0 ? { side: 1, happened: ['signal', 'order'] } : {});
      journal.recordBar(madeInput(k), madeOutcome(k, { decision }));
    }
    for (let k = 0; k < 10_250; k++) journal.event(madeEvent(k));
  });
  const reader = new JournalReader(folder);
  const verdicts = reader.verdicts(1e6);
  assert.ok(verdicts.length >= 300 && verdicts.length < 400, `${verdicts.length} verdicts`);
  assert.deepEqual(verdicts[0], madeDecision(999));
  assert.deepEqual(
    reader.decisions(10).map(({ time }) => (time - START) / STEP),
    [800, 400, 0],
  );
  const events = reader.events(1e6);
  assert.ok(events.length >= 10_000 && events.length < 10_100, `${events.length} events`);
  assert.equal(events[0].detail, 'event 10249');
  reader.close();
  journal.close();
});

test('a journal that was moved away and begun anew is read anew', () => {
  const folder = newFolder();
  const first = openJournal(folder);
  first.recordBar(madeInput(0), madeOutcome(0));
  const reader = new JournalReader(folder);
  assert.equal(reader.status(START).counts.bars, 1);
  first.close();
  for (const end of ['', '-wal', '-shm'])
    renameSync(`${journalPath(folder)}${end}`, join(folder, `moved.sqlite${end}`));
  assert.equal(reader.status(START).engine.state, 'absent');
  const second = openJournal(folder);
  assert.equal(reader.status(START).counts.bars, 0);
  second.close();
  reader.close();
});

test('a damaged journal is a clear error for its readers', () => {
  const folder = newFolder();
  openJournal(folder).close();
  for (const end of ['', '-wal'])
    writeFileSync(`${journalPath(folder)}${end}`, end === '' ? 'no database. '.repeat(900) : '');
  assert.throws(() => new JournalReader(folder).status(START), {
    name: 'JournalFileError',
    message: /journal\.sqlite must be a sound SQLite file, got .*Move it away/,
  });
});

test('a journal in a folder that its reader may not write is read: copied alone, closed in order, and in use', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  journal.recordBar(madeInput(0), madeOutcome(0));
  const readBars = (where: string) => {
    for (const [path, mode] of [
      [join(where, '..'), 0o755],
      [where, 0o555],
    ] as const)
      chmodSync(path, mode);
    const module = JSON.stringify(join(__dirname, '../../../lib/paper/journal/reader.js'));
    const script = `const { JournalReader } = require(${module});
      console.log(new JournalReader(${JSON.stringify(where)}).status(0).counts.bars)`;
    // Root may write everywhere: the reader is somebody else then.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', ...user });
    chmodSync(where, 0o755);
    assert.equal(stderr, '');
    return Number(stdout);
  };
  assert.equal(readBars(folder), 1);
  journal.recordBar(madeInput(1), madeOutcome(1));
  journal.close();
  assert.equal(readBars(folder), 2);
  const copy = newFolder();
  mkdirSync(copy);
  copyFileSync(journalPath(folder), journalPath(copy));
  assert.equal(readBars(copy), 2);
});
