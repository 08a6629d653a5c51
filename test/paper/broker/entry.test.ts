import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../../../lib/core/time.js';
import { ENTRY, harness, OPEN, orders } from './harness.js';

const DAY_AFTER = ENTRY.signalTime + 300 * MINUTE;

test('an entry is bought at the market and a stop_limit rests for what is left after the fee', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  const [entry, protection] = h.fake.exchange.orders;
  assert.equal(entry.clientId, 'mtf-1704067200000-e1');
  assert.equal(entry.status, 'filled');
  assert.equal(protection.type, 'stop_limit');
  assert.equal(protection.quantity, h.fake.exchange.position);
  assert.equal(h.position.quantity, 0.009975);
  assert.equal(h.position.stop, 59_400);
  assert.equal(h.position.target, 61_200);
  assert.deepEqual(h.position.protection, { clientId: 'mtf-1704067200000-p1', stop: 59_400, quantity: 0.009975 });
  assert.equal(protection.limit, 58_806_000_000_000n);
});

for (const feeRounding of ['down', 'up'] as const) {
  test(`the quantity is what is there after a fee rounded ${feeRounding}`, async (t) => {
    const h = await harness(t, { feeRounding });
    await h.broker.open();
    await h.enter({ quantity: 0.010000001 });
    assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
    await h.broker.closeAll('stop');
    assert.equal(h.fake.exchange.position, 0n);
    assert.equal(h.journal.trades.length, 1);
  });
}

test('a fee other than the expected one is measured', async (t) => {
  const h = await harness(t, { feeBps: 15 });
  await h.broker.open();
  await h.enter();
  assert.equal(h.position.quantity, 0.009985);
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
});

test('the same decision told twice, also after a restart, is one order', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.enter();
  await h.restart();
  await h.enter();
  assert.equal(h.fake.exchange.orders.filter(({ side }) => side === 'buy').length, 1);
});

test('a decision that was carried out and closed is not carried out again', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.broker.closeAll('stop');
  await h.restart();
  await h.enter();
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.fake.exchange.orders.filter(({ side }) => side === 'buy').length, 1);
});

test('an entry that comes late is missed, one under the floor skipped, neither is sent', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.broker.onOrders(orders({ entry: ENTRY }), true);
  await h.enter({ quantity: 0.000166 });
  h.clock.time = OPEN + 2 * MINUTE;
  await h.enter({ quantity: 0.01 });
  assert.equal(h.fake.exchange.orders.length, 0);
  assert.deepEqual(
    h.journal.names().filter((name) => name.startsWith('entry')),
    ['entry-missed', 'entry-skipped', 'entry-skipped'],
  );
  assert.match(h.story(), /under the broker's floor of 10 USD/);
  assert.match(h.story(), /too late for an entry/);
});

for (const shorts of ['skip', 'simulate'] as const) {
  test(`a bear entry with shorts "${shorts}" sends nothing and is journaled`, async (t) => {
    const h = await harness(t, {}, { shorts });
    await h.broker.open();
    await h.enter({ side: -1 });
    assert.equal(h.fake.exchange.orders.length, 0);
    assert.ok(h.journal.names().includes(shorts === 'skip' ? 'short-skipped' : 'short-simulated'));
  });
}

test('an entry is capped by what the account can spend and by the allotted capital', async (t) => {
  const poor = await harness(t, { cash: '500' });
  await poor.broker.open();
  await poor.enter();
  assert.equal(poor.fake.exchange.orders[0].quantity, 8_000_000n);
  const rich = await harness(t);
  await rich.broker.open();
  await rich.enter({ quantity: 1 });
  assert.equal(rich.fake.exchange.orders[0].quantity, 166_666_666n);
});

test('at most max_positions are open', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  for (let k = 0; k < 4; k++) await h.enter({ signalTime: ENTRY.signalTime + k * 5 * MINUTE });
  assert.equal(h.broker.book().positions.length, 3);
  assert.match(h.story(), /entry-skipped: .* 3 positions are open/);
});

test('a second entry lifts the first stop for the moment of the purchase, because the broker takes no purchase while a sale rests', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.enter({ signalTime: DAY_AFTER });
  assert.ok(h.journal.names().includes('protection-lifted'));
  const resting = h.fake.exchange.openOrders();
  assert.deepEqual(
    resting.map(({ type, quantity }) => [type, quantity]),
    [
      ['stop_limit', 9_975_000n],
      ['stop_limit', 9_975_000n],
    ],
  );
  assert.equal(h.broker.book().positions.length, 2);
});

test('without that rule of the broker the first stop stays where it is', async (t) => {
  const h = await harness(t, { washTrades: false });
  await h.broker.open();
  await h.enter();
  await h.enter({ signalTime: DAY_AFTER });
  assert.ok(!h.journal.names().includes('protection-lifted'));
  assert.equal(h.fake.exchange.openOrders().length, 2);
});

test('an entry in the way of a foreign sale is refused once, and nothing foreign is touched', async (t) => {
  const h = await harness(t, { position: '1' });
  const foreign = {
    symbol: 'BTC/USD',
    side: 'sell',
    type: 'limit',
    qty: '0.5',
    limit_price: '70000',
    time_in_force: 'gtc',
  };
  const byHand = h.fake.exchange.accept({ ...foreign, client_order_id: 'by-hand' });
  assert.ok('id' in byHand);
  h.fake.exchange.activate(byHand);
  await h.broker.open();
  await h.enter();
  assert.match(h.story(), /entry-unfilled: .*wash trade/);
  assert.equal(byHand.status, 'new');
  assert.equal(h.fake.exchange.orders.length, 1);
  assert.equal(h.broker.book().positions.length, 0);
});

test('a first part of 1e-9 waits for the rest, then all of it is protected', async (t) => {
  const h = await harness(t);
  h.fake.exchange.firstPart = 1n;
  await h.broker.open();
  await h.enter();
  assert.equal(h.position.quantity, 0.009975001);
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
  assert.equal(h.journal.fills().length, 2);
});

test('a rest that does not come is taken back, so that a stop can rest for the part', async (t) => {
  const h = await harness(t);
  h.fake.exchange.firstPart = 4_000_000n;
  h.fake.exchange.holdPartials = true;
  await h.broker.open();
  await h.enter();
  assert.equal(h.fake.exchange.orders[0].status, 'canceled');
  assert.equal(h.position.quantity, 0.00399);
  assert.equal(h.position.protection?.quantity, 0.00399);
});

test('a part of 1e-9 that stays alone is dust and wedges nothing', async (t) => {
  const h = await harness(t);
  h.fake.exchange.firstPart = 1n;
  h.fake.exchange.holdPartials = true;
  await h.broker.open();
  await h.enter();
  await h.minute(60_000, 60_010, 59_990, 60_000);
  assert.equal(h.broker.book().positions.length, 0);
  h.fake.exchange.holdPartials = false;
  await h.enter({ signalTime: DAY_AFTER });
  assert.equal(h.broker.book().positions.length, 1);
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
});

test('an entry that is accepted and then rejected leaves nothing behind', async (t) => {
  const h = await harness(t);
  h.fake.exchange.rejectNext = 1;
  await h.broker.open();
  await h.enter();
  assert.equal(h.broker.book().positions.length, 0);
  assert.match(h.story(), /entry-unfilled: .* rejected/);
  assert.equal(h.fake.exchange.orders.length, 1);
});

test('events that come before the answer, twice or never change nothing', async (t) => {
  for (const [latency, updates] of [
    [0, {}],
    [1, { duplicates: 1 }],
    [1, { losses: 1 }],
    [3, { duplicates: 0.5, losses: 0.5 }],
  ] as const) {
    const h = await harness(t, { latency, updates, partials: 0.7, seed: 3 });
    await h.broker.open();
    await h.enter();
    assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
    await h.broker.closeAll('stop');
    assert.equal(h.fake.exchange.position, 0n);
    assert.equal(h.journal.trades.length, 1);
  }
});
