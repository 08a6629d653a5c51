import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../../../lib/core/time.js';
import { ENTRY, harness, OPEN, orders, RULES } from './harness.js';

test('levels survive a restart exactly', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.minute(60_000, 60_733.25, 59_990, 60_650);
  const { protection, stop, target, trailing } = h.position;
  const requests = h.fake.requests.length;
  await h.restart();
  const after = h.position;
  assert.deepEqual(
    { protection: after.protection, stop: after.stop, target: after.target, trailing: after.trailing },
    { protection, stop, target, trailing },
  );
  assert.ok(!h.fake.requests.slice(requests).some((request) => request.startsWith('POST')));
  await h.minute(60_650, 60_660, 60_600, 60_655);
  assert.equal(h.position.stop, stop);
});

test('minutes told again after a restart move nothing twice', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  const minute = { time: OPEN, open: 60_000, high: 60_700, low: 59_990, close: 60_650, volume: 1 };
  h.fake.exchange.setPrice('60650');
  await h.broker.onMinute(minute);
  await h.restart();
  await h.broker.onMinute(minute);
  assert.equal(h.broker.book().positions.length, 1);
  assert.equal(h.position.stop, 60_400);
});

test('an entry intended and not at the broker is sent when it is in time, and never when it is late', async (t) => {
  for (const [wait, bought] of [
    [0, 1],
    [3 * MINUTE, 0],
  ]) {
    const h = await harness(t);
    await h.broker.open();
    h.fake.faults.plan({ kind: 'reset', match: 'POST', times: 99 });
    await h.enter();
    h.fake.faults.clear();
    assert.equal(h.journal.orders()[0].state, 'intended');
    h.clock.time += wait;
    await h.restart();
    assert.equal(h.broker.book().positions.length, bought);
    if (bought === 0) assert.equal(h.journal.orders()[0].state, 'never-sent');
    else assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
  }
});

test('an entry at the broker is taken over however late', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  h.fake.faults.plan({ kind: 'reset', when: 'after', match: 'POST' });
  h.fake.faults.plan({ kind: 'reset', match: 'GET /v2/orders:by', times: 4 });
  h.fake.updates.faults = { losses: 1 };
  await h.enter();
  h.clock.time += 30 * MINUTE;
  await h.restart();
  assert.equal(h.position.quantity, 0.009975);
  assert.equal(h.position.protection?.quantity, 0.009975);
});

test('a protective order intended and not at the broker is sent at the start', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  h.fake.faults.plan({ kind: 'reset', match: 'POST', after: 1, times: 99 });
  await h.enter();
  h.fake.faults.clear();
  assert.equal(h.fake.exchange.openOrders().length, 0);
  h.clock.time += 3 * MINUTE;
  await h.restart();
  assert.equal(h.position.protection?.clientId, 'mtf-1704067200000-p1');
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
});

test('an exit begun before the end goes on after it', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  h.fake.faults.plan({ kind: 'reset', match: 'POST', times: 99 });
  await h.broker.onOrders(orders({ at: OPEN + 5 * MINUTE, trend: -1 }), false);
  h.fake.faults.clear();
  assert.notEqual(h.fake.exchange.position, 0n);
  await h.restart();
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.journal.trades[0].exitReason, 'htf-reversal');
});

test('a stop that fills while nobody runs is a trade at the start', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  await h.broker.close();
  h.fake.exchange.setPrice('59350');
  await h.restart();
  assert.equal(h.journal.trades.length, 1);
  assert.equal(h.journal.trades[0].exitPrice, 59_350);
});

test('past the drawdown of the real book everything is closed, once and for good, and told', async (t) => {
  const told: string[] = [];
  const rules = { ...RULES, max_drawdown_halt: 0.015, initial: 2000 };
  const h = await harness(t, {}, { rules, onEmergency: (detail) => told.push(detail) });
  await h.broker.open();
  await h.enter({ quantity: 0.03, distance: 3000 });
  await h.minute(60_000, 60_100, 58_800, 58_900);
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.journal.trades[0].exitReason, 'emergency');
  assert.equal(told.length, 1);
  assert.match(told[0], /the real book is -1.87 % below its peak/);
  await h.restart();
  assert.equal(h.broker.book().halt?.reason, 'emergency');
  await h.enter({ signalTime: ENTRY.signalTime + 30 * MINUTE });
  await h.minute(58_900, 58_950, 58_850, 58_900);
  assert.equal(h.fake.exchange.position, 0n);
  assert.match(h.story(), /entry-skipped: .* halted since/);
  assert.equal(told.length, 1);
});

test('what the model halts goes out, and its entry is not taken', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.enter({ signalTime: ENTRY.signalTime + 30 * MINUTE }, { halted: true });
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.journal.trades[0].exitReason, 'emergency');
});

test('the book is the allotted capital and its real result, whatever else the account holds', async (t) => {
  const h = await harness(t, { cash: '50000', position: '3' });
  await h.broker.open();
  assert.deepEqual([h.broker.book().cash, h.broker.book().equity], [10_000, 10_000]);
  await h.enter();
  await h.minute(60_000, 60_010, 59_990, 60_000);
  const { cash, equity, positions } = h.broker.book();
  assert.equal(cash, 9400);
  assert.equal(equity, 9400 + 0.009975 * 60_000);
  assert.ok(Math.abs(positions[0].unrealised + 1.5) < 1e-9);
});
