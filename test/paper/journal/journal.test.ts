import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'libsql';
import { journalPath } from '../../../lib/paper/journal/format.js';
import { madeInput, madeOrder, madeOutcome, madeTrade, newFolder, openJournal, START, STEP } from './made.js';

test('bars come back as they were written, bit for bit, in order, from any point', () => {
  const journal = openJournal(newFolder());
  assert.equal(journal.lastBarTime(), null);
  assert.deepEqual([...journal.barsAfter(null)], []);
  const inputs = Array.from({ length: 1203 }, (_, k) =>
    madeInput(k, k === 700 ? { minutes: [], origin: 'rest', control: { hold: true, kill: true, reason: 'KILL' } } : {}),
  );
  journal.atomically(() => {
    for (const [k, input] of inputs.entries()) journal.recordBar(input, madeOutcome(k));
  });
  assert.deepEqual([...journal.barsAfter(null)], inputs);
  assert.deepEqual([...journal.barsAfter(START + 699 * STEP)], inputs.slice(700));
  assert.equal(journal.lastBarTime(), START + 1202 * STEP);
  journal.close();
});

test('orders, fills, kept values and trades are there after reopening', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  journal.intend(madeOrder(1));
  journal.update(madeOrder(1).clientId, { state: 'partially-filled', serverId: 's1', filledQuantity: '0.001' });
  const fill = { executionId: 'e1', clientId: madeOrder(1).clientId, at: START, quantity: '0.001', price: '42000.5' };
  assert.equal(journal.fill(fill), true);
  assert.equal(journal.fill(fill), false);
  journal.keep('levels', { stop: 41_800.25, list: [1, null] });
  journal.trade(madeTrade(1));
  journal.trade(madeTrade(1));
  journal.close();
  const again = openJournal(folder);
  assert.deepEqual(again.orders({ open: true }), [
    madeOrder(1, { state: 'partially-filled', serverId: 's1', filledQuantity: '0.001' }),
  ]);
  assert.deepEqual(again.fills(), [fill]);
  assert.deepEqual(again.kept('levels'), { stop: 41_800.25, list: [1, null] });
  assert.deepEqual([...again.trades()], [madeTrade(1)]);
  again.close();
});

test('thousands of warm-up bars are written as one, before bars that are traded', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  const bars = Array.from({ length: 3000 }, (_, k) => madeInput(k, { origin: 'rest', warmUp: true }));
  journal.recordWarmUp(bars);
  journal.recordBar(madeInput(3000), madeOutcome(3000));
  assert.deepEqual([...journal.barsAfter(START + 2998 * STEP)], [bars[2999], madeInput(3000)]);
  journal.close();
});

test('orders and fills can be asked for by what is open, by signal and by id', () => {
  const journal = openJournal(newFolder());
  for (let k = 0; k < 4; k++) journal.intend(madeOrder(k));
  journal.intend(madeOrder(3, { clientId: 'stop-3', role: 'protect', type: 'stop_limit', stopPrice: '41000' }));
  for (const [k, state] of (['filled', 'canceled', 'accepted', 'filled'] as const).entries()) {
    journal.update(madeOrder(k).clientId, { state });
    journal.fill({ executionId: `e${k}`, clientId: madeOrder(k).clientId, at: START, quantity: '1', price: '2' });
  }
  const ids = (filter: Parameters<typeof journal.orders>[0]) => journal.orders(filter).map(({ clientId }) => clientId);
  assert.deepEqual(ids({ open: true }), [madeOrder(2).clientId, 'stop-3']);
  assert.deepEqual(ids({ signalTimes: [madeOrder(3).signalTime] }), [madeOrder(3).clientId, 'stop-3']);
  assert.deepEqual(ids({ open: true, signalTimes: [madeOrder(3).signalTime] }), ['stop-3']);
  assert.deepEqual(ids({ clientIds: ['stop-3', 'none'] }), ['stop-3']);
  assert.deepEqual(ids({ signalTimes: [] }), []);
  assert.equal(ids({}).length, 5);
  const fills = journal.fills({ clientIds: [madeOrder(1).clientId] });
  assert.deepEqual(
    fills.map(({ executionId }) => executionId),
    ['e1'],
  );
  assert.equal(journal.fills().length, 4);
  journal.close();
});

test('an order is changed in what is told, and nothing else', () => {
  const journal = openJournal(newFolder());
  journal.intend(madeOrder(1));
  journal.update(madeOrder(1).clientId, {});
  assert.deepEqual(journal.orders(), [madeOrder(1)]);
  const change = { state: 'filled', serverId: 's', filledQuantity: '1', averagePrice: '42000.1', reason: 'x' } as const;
  journal.update(madeOrder(1).clientId, change);
  journal.update(madeOrder(1).clientId, { serverId: null });
  assert.deepEqual(journal.orders(), [madeOrder(1, { ...change, serverId: null })]);
  journal.close();
});

test('a kept value is replaced, removed by null, and null when there is none', () => {
  const journal = openJournal(newFolder());
  assert.equal(journal.kept('levels'), null);
  journal.keep('levels', [1]);
  journal.keep('levels', { stop: 0.1 + 0.2 });
  assert.deepEqual(journal.kept('levels'), { stop: 0.1 + 0.2 });
  journal.keep('levels', null);
  assert.equal(journal.kept('levels'), null);
  journal.close();
});

test('the newest whole snapshot counts: two are kept, and one that was changed on disk is passed over', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  assert.equal(journal.latestSnapshot(), null);
  for (const k of [1, 2, 3]) journal.saveSnapshot(START + k * STEP, { bars: k, ema: [0.1 * k, 1e-310] });
  assert.deepEqual(journal.latestSnapshot(), { barTime: START + 3 * STEP, state: { bars: 3, ema: [0.1 * 3, 1e-310] } });
  journal.close();
  const spoil = (changed: number) => {
    const db = new Database(journalPath(folder));
    const { n } = db.prepare('SELECT count(*) AS n FROM snapshots').get() as { n: number };
    db.prepare("UPDATE snapshots SET state = replace(state, 'bars', 'barz') WHERE bar_time = ?").run(
      START + changed * STEP,
    );
    db.close();
    return n;
  };
  assert.equal(spoil(3), 2);
  const again = openJournal(folder);
  assert.deepEqual(again.latestSnapshot(), { barTime: START + 2 * STEP, state: { bars: 2, ema: [0.2, 1e-310] } });
  again.close();
  spoil(2);
  const third = openJournal(folder);
  assert.equal(third.latestSnapshot(), null);
  third.close();
});

test('no secret is asked for and none can be given: settings, bars, outcomes and orders have no place for one', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  journal.recordBar(madeInput(0), madeOutcome(0));
  journal.intend(madeOrder(0));
  journal.close();
  const db = new Database(journalPath(folder));
  const columns = db.prepare('SELECT p.name FROM sqlite_schema s, pragma_table_info(s.name) p').all() as {
    name: string;
  }[];
  db.close();
  assert.ok(columns.length > 40);
  assert.deepEqual(
    columns
      .map(({ name }) => name)
      .filter((name) => /secret|token|password|api|address|mail|chat|host|url/i.test(name)),
    [],
  );
});
