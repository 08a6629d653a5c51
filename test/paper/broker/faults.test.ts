import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MINUTE } from '../../../lib/core/time.js';
import type { PlannedFault } from '../fake-faults.js';
import { FakeTrading, PAPER_KEYS } from '../fake-trading.js';
import { ENTRY, type Harness, harness, OPEN, orders, until } from './harness.js';

/** What may happen to a request, the worst being an order that is booked while its answer is lost. */
const FAULTS: readonly [name: string, fault: PlannedFault][] = [
  ['is booked and the answer never comes', { kind: 'time-out', when: 'after' }],
  ['is booked and the connection is reset', { kind: 'reset', when: 'after' }],
  ['is booked and a 500 comes back', { kind: 'status', status: 500, when: 'after' }],
  ['is booked and HTML comes back', { kind: 'html', when: 'after' }],
  ['is booked and the answer breaks off', { kind: 'cut-body', when: 'after' }],
  ['is not booked and the answer never comes', { kind: 'time-out' }],
  ['is not booked and the connection is reset', { kind: 'reset' }],
  ['is not booked and a 500 comes back', { kind: 'status', status: 500 }],
  ['is not booked and HTML comes back', { kind: 'html' }],
  ['meets a 429', { kind: 'status', status: 429, retryAfter: '1' }],
];

/** One life of a position, with all there is to go wrong: entry, protection, a trailing step, exit. */
async function life(h: Harness): Promise<void> {
  await h.broker.open();
  await h.enter();
  await h.minute(60_000, 60_700, 60_200, 60_650);
  await h.minute(60_650, 60_700, 60_640, 60_690);
  assert.equal(h.position.stop, 60_400);
  assert.equal(h.position.protection?.stop, 60_400);
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
  await h.broker.onOrders(orders({ at: OPEN + 5 * MINUTE, trend: -1 }), false);
  await h.minute(60_650, 60_700, 60_640, 60_690);
  assertClosed(h);
}

function assertClosed(h: Harness): void {
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.fake.exchange.openOrders().length, 0);
  const executed = h.fake.exchange.orders.filter(({ filled }) => filled > 0n);
  assert.deepEqual(
    executed.map(({ side, type }) => `${side} ${type}`),
    ['buy market', 'sell market'],
  );
  assert.equal(h.journal.trades.length, 1);
  const gained = Number(h.fake.exchange.cash) / 1e18 - 100_000;
  assert.ok(Math.abs(h.journal.trades[0].pnl - gained) < 1e-6);
}

for (const [name, fault] of FAULTS) {
  for (const match of ['POST /v2/orders', 'PATCH /v2/orders', 'DELETE /v2/orders']) {
    test(`a ${match} that ${name} is neither lost nor doubled`, async (t) => {
      const h = await harness(t);
      h.fake.faults.plan({ ...fault, match }, { ...fault, match, after: 1 });
      await life(h);
    });
  }
}

test('a 500 on every third call changes nothing but the time it takes', async (t) => {
  const h = await harness(t, { faults: { everyNth: 3 } });
  await life(h);
});

test('HTML on every question is survived, and trading goes on when it is over', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  h.fake.faults.plan({ kind: 'html', match: 'GET', times: 40 });
  await h.enter();
  assert.equal(h.fake.exchange.orders.length, 0);
  assert.ok(h.journal.names().includes('entry-skipped'));
  while (h.fake.faults.isPlanned('GET')) await h.minute(60_000, 60_010, 59_990, 60_000);
  await h.enter({ signalTime: OPEN + 30 * MINUTE });
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
});

test('without a network at the start nothing is bought until account and journal have been compared', async (t) => {
  const h = await harness(t);
  await h.fake.stop();
  await h.broker.open();
  await h.enter();
  assert.match(h.story(), /entry-skipped: .* not been compared/);
  await h.fake.start();
  await h.minute(60_000, 60_010, 59_990, 60_000);
  await h.enter({ signalTime: OPEN + 30 * MINUTE });
  assert.equal(h.broker.book().positions.length, 1);
});

test('an order whose fate cannot be learnt stays intended, and is looked up with the next minute', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  h.fake.faults.plan({ kind: 'reset', when: 'after', match: 'POST /v2/orders' });
  h.fake.faults.plan({ kind: 'reset', match: 'GET /v2/orders:by', times: 4 });
  h.fake.updates.faults = { losses: 1 };
  await h.enter();
  assert.equal(h.journal.orders()[0].state, 'intended');
  await h.minute(60_000, 60_010, 59_990, 60_000);
  assert.equal(h.position.quantity, 0.009975);
  assert.equal(h.fake.exchange.orders.filter(({ side }) => side === 'buy').length, 1);
});

test('a server that restarts is found again, and what happened meanwhile counts once', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  await h.fake.stop();
  h.fake.exchange.setPrice('59300');
  await h.tell(60_000, 60_010, 59_990, 60_000);
  assert.equal(h.broker.book().positions.length, 1);
  await h.fake.start();
  await until(() => h.journal.trades.length === 1, 'the stop is noticed');
  assert.equal(h.journal.trades[0].exitReason, 'stop');
  assert.equal(h.journal.fills().length, 2);
});

test('a dropped trade_updates socket is opened again and asked for what was missed', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  await until(() => h.fake.updates.listeners === 1, 'the stream listens');
  h.fake.updates.refuse = 429;
  h.fake.updates.drop();
  await until(() => h.journal.names().includes('updates-lost'), 'the loss is noticed');
  h.fake.exchange.setPrice('59300');
  h.fake.updates.refuse = null;
  await until(() => h.journal.trades.length === 1, 'the stop is noticed');
});

test('a half-open socket is noticed by its silence', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  await until(() => h.fake.updates.listeners === 1, 'the stream listens');
  h.fake.updates.freeze();
  h.fake.exchange.setPrice('59300');
  await until(() => h.fake.updates.connections > 1, 'the socket is opened again');
  await until(() => h.journal.trades.length === 1, 'the stop is noticed');
});

test('a socket that is open and says nothing is made up for by asking every minute', async (t) => {
  const h = await harness(t, { updates: { losses: 1 } });
  await h.broker.open();
  await h.enter();
  await h.live();
  h.fake.exchange.setPrice('59300');
  await h.tell(60_000, 60_010, 59_990, 60_000);
  await h.tell(60_000, 60_010, 59_990, 60_000);
  assert.equal(h.journal.trades.length, 1);
});

test('wrong keys end the opening with one clear error, and no key is in it', async (t) => {
  const keys = { id: 'PKWRONGKEY0000000', secret: 'a-wrong-secret' };
  const h = await harness(t, {}, { keys });
  await assert.rejects(h.broker.open(), (error: Error) => {
    assert.match(
      error.message,
      /^alpacaBroker: the keys must be accepted by Alpaca, got status 401 .*; check APCA_API_KEY_ID/,
    );
    assert.ok(!error.message.includes(keys.id) && !error.message.includes(keys.secret));
    return true;
  });
});

test('a full disk sends nothing, and the next call goes on from what was written', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  h.journal.fails = true;
  await assert.rejects(h.enter(), /ENOSPC/);
  assert.equal(h.fake.exchange.orders.length, 0);
  h.journal.fails = false;
  await h.minute(60_000, 60_010, 59_990, 60_000);
  assert.equal(h.fake.exchange.orders.length, 0);
  await h.enter({ signalTime: OPEN + 30 * MINUTE });
  await h.live();
  h.journal.fails = true;
  await assert.rejects(h.broker.closeAll('stop'), /ENOSPC/);
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
  h.journal.fails = false;
  await h.broker.closeAll('stop').catch(() => undefined);
  await h.broker.closeAll('stop');
  assert.equal(h.fake.exchange.position, 0n);
});

test('no key ever reaches the journal', async (t) => {
  const h = await harness(t, { faults: { share: 0.3, seed: 5 } });
  await h.broker.open();
  for (let k = 0; k < 3; k++) {
    await h.enter({ signalTime: ENTRY.signalTime + k * 5 * MINUTE });
    await h.minute(60_000, 60_010, 59_990, 60_000);
  }
  const text = JSON.stringify([h.journal.events, h.journal.orders(), h.journal.fills()]);
  assert.ok(!text.includes(PAPER_KEYS.id) && !text.includes(PAPER_KEYS.secret));
});

test('the service answers as documented to those without keys and with wrong ones', async (t: TestContext) => {
  const fake = new FakeTrading();
  const url = await fake.start();
  t.after(() => fake.stop());
  const without = await fetch(`${url}/v2/account`);
  assert.deepEqual([without.status, (await without.text()).startsWith('<html>')], [401, true]);
  const wrong = await fetch(`${url}/v2/account`, { headers: { 'APCA-API-KEY-ID': 'PKX', 'APCA-API-SECRET-KEY': 'x' } });
  assert.deepEqual([wrong.status, await wrong.json()], [401, { message: 'unauthorized.' }]);
});
