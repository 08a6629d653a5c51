import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../../../lib/core/time.js';
import { ENTRY, type Harness, harness, OPEN } from './harness.js';

const quiet = (h: Harness) => h.minute(60_000, 60_010, 59_990, 60_000);
const byHand = (h: Harness, order: Readonly<Record<string, string>>) => {
  const booked = h.fake.exchange.accept({
    symbol: 'BTC/USD',
    time_in_force: 'gtc',
    client_order_id: 'by-hand',
    ...order,
  });
  assert.ok('id' in booked);
  h.fake.exchange.activate(booked);
  return booked;
};

test('positions and orders from elsewhere are reported, and never touched', async (t) => {
  const h = await harness(t, { position: '2.5', washTrades: false });
  const order = byHand(h, { side: 'sell', type: 'limit', qty: '0.5', limit_price: '70000' });
  await h.broker.open();
  const { foreign } = h.broker.book();
  assert.match(foreign[0], /^order .*: sell 0.5 BTCUSD limit$/);
  assert.match(foreign[1], /^position of 2.5 BTC that this book did not buy/);
  await h.enter();
  assert.equal(h.position.quantity, 0.009975);
  await h.minute(60_000, 61_300, 60_000, 61_250);
  assert.equal(h.fake.exchange.position, 2_500_000_000n);
  assert.equal(order.status, 'new');
  await h.broker.closeAll('kill');
  assert.equal(h.fake.exchange.position, 2_500_000_000n);
  assert.equal(order.status, 'new');
});

test("an order with our mark that no journal has is somebody else's", async (t) => {
  const h = await harness(t, { position: '2.5' });
  byHand(h, { side: 'sell', type: 'limit', qty: '0.5', limit_price: '70000', client_order_id: 'mtf-1600000000000-p1' });
  await h.broker.open();
  assert.match(h.broker.book().foreign[0], /of an earlier journal: sell 0.5/);
  await h.broker.closeAll('kill');
  assert.equal(h.fake.exchange.openOrders().length, 1);
});

test('a list of positions that is empty for a cycle is not believed while our sale rests', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  h.fake.vanished = 3;
  for (let k = 0; k < 4; k++) await quiet(h);
  assert.ok(!h.journal.names().includes('position-missing'));
  assert.equal(h.position.protection?.quantity, 0.009975);
});

test('a position that vanishes for a cycle with nothing resting is looked at again before anything is done', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  const [protection] = h.fake.exchange.openOrders();
  h.fake.exchange.cancel(protection);
  h.fake.exchange.finishCancel(protection);
  h.fake.faults.plan({ kind: 'status', status: 503, match: 'POST', times: 99 });
  // The cancellation is heard of first: what it sets off asks for positions too.
  await quiet(h);
  h.fake.vanished = 1;
  await quiet(h);
  assert.ok(h.journal.names().includes('position-missing'));
  h.fake.faults.clear();
  for (let k = 0; k < 3; k++) await quiet(h);
  assert.ok(!h.journal.names().includes('position-vanished'));
  assert.equal(h.position.protection?.quantity, 0.009975);
});

test('a position sold by hand is given up after a second look, and nothing is sold that is not there', async (t) => {
  const h = await harness(t, { position: '1' });
  await h.broker.open();
  await h.enter();
  await h.live();
  const [protection] = h.fake.exchange.openOrders();
  h.fake.exchange.cancel(protection);
  h.fake.exchange.finishCancel(protection);
  byHand(h, { side: 'sell', type: 'market', qty: '1.009975' });
  for (let k = 0; k < 4; k++) await quiet(h);
  assert.ok(h.journal.names().includes('position-vanished'));
  assert.equal(h.broker.book().positions.length, 0);
  const sold = h.fake.exchange.orders.filter(({ side, filled }) => side === 'sell' && filled > 0n);
  assert.deepEqual(
    sold.map(({ clientId }) => clientId),
    ['by-hand'],
  );
});

test('a part sold by hand leaves the rest protected', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  const [protection] = h.fake.exchange.openOrders();
  h.fake.exchange.cancel(protection);
  h.fake.exchange.finishCancel(protection);
  byHand(h, { side: 'sell', type: 'market', qty: '0.004' });
  for (let k = 0; k < 4; k++) await quiet(h);
  assert.equal(h.position.quantity, 0.005975);
  assert.equal(h.position.protection?.quantity, 0.005975);
  await h.broker.closeAll('stop');
  assert.equal(h.fake.exchange.position, 0n);
});

test('a protective order taken back by hand rests again', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  const [protection] = h.fake.exchange.openOrders();
  h.fake.exchange.cancel(protection);
  h.fake.exchange.finishCancel(protection);
  await quiet(h);
  assert.equal(h.position.protection?.clientId, 'mtf-1704067200000-p2');
});

test('an entry that was given up and arrives after all is taken over and protected', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  h.fake.faults.plan({ kind: 'reset', match: 'POST /v2/orders', times: 99 });
  await h.enter();
  h.fake.faults.clear();
  h.clock.time = OPEN + 3 * MINUTE;
  await quiet(h);
  assert.equal(h.journal.orders()[0].state, 'never-sent');
  assert.equal(h.broker.book().positions.length, 0);
  byHand(h, { side: 'buy', type: 'market', qty: '0.01', client_order_id: 'mtf-1704067200000-e1' });
  await h.restart();
  await quiet(h);
  assert.ok(h.journal.names().includes('entry-arrived'));
  assert.equal(h.position.quantity, 0.009975);
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
});

test('a sale of ours that no position needs any more is taken back', async (t) => {
  const h = await harness(t, { position: '1' });
  await h.broker.open();
  await h.enter();
  await h.broker.closeAll('stop');
  const late = {
    clientId: 'mtf-1704067200000-p2',
    signalTime: ENTRY.signalTime,
    role: 'protect',
    side: 'sell',
  } as const;
  const amounts = {
    quantity: '0.009975',
    stopPrice: '59400',
    limitPrice: '59000',
    filledQuantity: '0',
    averagePrice: null,
  };
  const state = { intendedAt: h.clock.now(), state: 'never-sent', serverId: null, reason: 'overtaken' } as const;
  h.journal.intend({ ...late, ...amounts, ...state, type: 'stop_limit' });
  byHand(h, {
    side: 'sell',
    type: 'stop_limit',
    qty: '0.009975',
    stop_price: '59400',
    limit_price: '59000',
    client_order_id: late.clientId,
  });
  await quiet(h);
  assert.equal(h.fake.exchange.openOrders().length, 0);
  assert.ok(h.journal.names().includes('stray-order'));
});
