import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harness } from './broker-harness.js';

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
  assert.deepEqual(h.position.protection, { clientId: 'mtf-1704067200000-p1', stop: 59_400, quantity: 0.009975 });
});

test('at the target the stop is taken back and the net quantity sold at the market', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.minute(60_000, 60_100, 59_900, 60_050);
  await h.minute(60_050, 61_250, 60_000, 61_200);
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.broker.book().positions.length, 0);
  const [trade] = h.journal.trades;
  assert.equal(trade.exitReason, 'target');
  assert.equal(trade.exitMarket, 61_200);
});
