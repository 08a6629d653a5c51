import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../../../lib/core/time.js';
import { ENTRY, type Harness, harness, OPEN, orders, until } from './harness.js';

/** What the account gained, USD. */
const gained = ({ fake }: Harness): number => Number(fake.exchange.cash) / 1e18 - 100_000;

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

test('the record of a trade has real fills, real fees and what the account gained', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.minute(60_000, 60_200, 59_800, 60_100);
  await h.minute(60_100, 61_300, 60_100, 61_260);
  const [trade] = h.journal.trades;
  const { pnl, fees, mae, mfe, rMultiple, ...rest } = trade;
  assert.deepEqual(rest, {
    direction: 'long',
    signalBar: 1000,
    entryBar: 1001,
    exitBar: 1001,
    entryTime: OPEN,
    exitTime: OPEN + 2 * MINUTE,
    entryPrice: 60_000,
    exitPrice: 61_260,
    entryMarket: 60_000,
    exitMarket: 61_200,
    stop: 59_400,
    target: 61_200,
    lastStop: 59_400,
    distance: 600,
    quantity: 0.009975,
    slippageCost: 60 * 0.009975,
    exitReason: 'target',
    ambiguous: false,
    touchesFilledBar: false,
    equityAtSignal: 10_000,
    committedAtSignal: 0,
    uptrend1h: true,
    momentum15m: true,
    volCross: true,
    gapStrength: 0.7,
    vpProximity: 0.2,
    confidence: 0.8,
    htfFlag: true,
    broker: 'alpaca',
  });
  assert.ok(Math.abs(pnl - gained(h)) < 1e-9);
  const entryFee = 0.000025 * 60_000;
  assert.ok(Math.abs(fees - (entryFee + 0.009975 * 61_260 * 0.0025)) < 1e-9);
  assert.ok(Math.abs(pnl - (1260 * 0.009975 - fees)) < 1e-9);
  assert.ok(Math.abs(rMultiple - pnl / (600 * 0.009975)) < 1e-9);
  assert.equal(mae, -200 / 600);
  assert.equal(mfe, 1260 / 600);
  assert.ok(Math.abs(h.broker.book().equity - (10_000 + gained(h))) < 1e-9);
});

test('the stop at the broker fills by itself, between two minutes', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.live();
  h.fake.exchange.setPrice('59390');
  await until(() => h.journal.trades.length === 1, 'the trade is recorded');
  assert.equal(h.journal.trades[0].exitReason, 'stop');
  assert.equal(h.journal.trades[0].exitPrice, 59_390);
  assert.equal(h.broker.book().positions.length, 0);
});

test("the stop trails by the backtest's rule and the order at the broker follows by replacement", async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.minute(60_000, 60_599, 59_990, 60_500);
  assert.equal(h.position.stop, 59_400);
  await h.minute(60_500, 60_700, 60_450, 60_650);
  assert.equal(h.position.stop, 60_400);
  assert.equal(h.position.trailing, true);
  assert.deepEqual(h.position.protection, { clientId: 'mtf-1704067200000-p2', stop: 60_400, quantity: 0.009975 });
  await h.minute(60_650, 60_900, 60_601, 60_700);
  assert.equal(h.position.protection?.stop, 60_600);
  const statuses = h.fake.exchange.orders.map(({ status }) => status);
  assert.deepEqual(statuses, ['filled', 'replaced', 'replaced', 'new']);
  await h.minute(60_700, 60_710, 60_590, 60_595);
  assert.equal(h.journal.trades[0].exitReason, 'trailing');
  assert.equal(h.fake.exchange.position, 0n);
});

test('where the broker does not replace, the old stop stands twice and is then taken back first', async (t) => {
  const h = await harness(t, { replace: 'refused' });
  await h.broker.open();
  await h.enter();
  for (const high of [60_700, 60_750, 60_800, 60_850]) {
    await h.minute(60_650, high, 60_600, 60_650);
    assert.equal(h.fake.exchange.openOrders().length, 1);
    assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
  }
  assert.equal(h.position.stop, 60_550);
  assert.equal(h.position.protection?.stop, 60_550);
});

test('when price jumps past the limit the resting order is taken back and sold at the market', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.minute(58_000, 58_100, 57_900, 58_050);
  const [, protection, sale] = h.fake.exchange.orders;
  assert.deepEqual([protection.status, protection.triggered], ['canceled', true]);
  assert.deepEqual([sale.type, sale.status], ['market', 'filled']);
  assert.match(h.story(), /stop-jumped: .* its protective order was not filled: sold at the market/);
  assert.equal(h.journal.trades[0].exitReason, 'stop');
  assert.equal(h.journal.trades[0].exitPrice, 58_050);
});

test('a stop that fills in part before price jumps past its limit sells the rest at the market', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  h.fake.exchange.firstPart = 3_000_000n;
  h.fake.exchange.holdPartials = true;
  await h.live();
  h.fake.exchange.setPrice('59300');
  await h.minute(58_000, 58_010, 57_990, 58_000);
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.journal.trades.length, 1);
  const { pnl, exitPrice } = h.journal.trades[0];
  assert.ok(Math.abs(pnl - gained(h)) < 1e-9);
  assert.ok(exitPrice < 59_300 && exitPrice > 58_000);
});

test('a stop that fills while it is being taken back is no fault and nothing is sold twice', async (t) => {
  const h = await harness(t, { latency: 20 });
  await h.broker.open();
  await h.enter();
  await h.live();
  const cancel = h.fake.exchange.cancel.bind(h.fake.exchange);
  h.fake.exchange.cancel = (order) => {
    h.fake.exchange.setPrice('59350');
    return cancel(order);
  };
  await h.broker.closeAll('stop');
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.fake.exchange.orders.filter(({ side }) => side === 'sell').length, 1);
  assert.equal(h.journal.trades[0].exitReason, 'stop');
});

test('when the 1h trend turns, everything goes out at the market', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.broker.onOrders(orders({ at: OPEN + 5 * MINUTE, trend: 0 }), false);
  assert.equal(h.broker.book().positions.length, 1);
  await h.broker.onOrders(orders({ at: OPEN + 10 * MINUTE, trend: -1 }), false);
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.journal.trades[0].exitReason, 'htf-reversal');
  assert.equal(h.journal.trades[0].htfFlag, false);
});

test('the trend closes nothing when the rule is off', async (t) => {
  const { RULES } = await import('./harness.js');
  const h = await harness(t, {}, { rules: { ...RULES, htf_reversal: false } });
  await h.broker.open();
  await h.enter();
  await h.broker.onOrders(orders({ at: OPEN + 5 * MINUTE, trend: -1 }), false);
  assert.equal(h.broker.book().positions.length, 1);
});

test('a kill closes every position and leaves no order of ours', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  for (let k = 0; k < 3; k++) await h.enter({ signalTime: ENTRY.signalTime + k * 5 * MINUTE });
  await h.broker.closeAll('kill');
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.fake.exchange.openOrders().length, 0);
  assert.deepEqual(
    h.journal.trades.map(({ exitReason }) => exitReason),
    ['emergency', 'emergency', 'emergency'],
  );
});

test('an exit that is accepted and then rejected is sent again', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  h.fake.exchange.rejectNext = 2;
  await h.broker.closeAll('stop');
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.fake.exchange.orders.filter(({ status }) => status === 'rejected').length, 2);
});

test('sales that are rejected for ever are not sent for ever, and go on a minute later', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  h.fake.exchange.rejectShare = 1;
  await h.broker.closeAll('kill');
  const sent = h.fake.exchange.orders.length;
  assert.ok(sent <= 10, `${sent} orders`);
  assert.ok(h.journal.names().includes('close-incomplete'));
  h.fake.exchange.rejectShare = 0;
  h.clock.time += MINUTE;
  await h.minute(60_000, 60_010, 59_990, 60_000);
  assert.equal(h.fake.exchange.position, 0n);
});

test('a protective order that is rejected is sent again', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  const { activate } = h.fake.exchange;
  h.fake.exchange.activate = (order) => {
    if (order.clientId.endsWith('p1')) h.fake.exchange.rejectNext = 1;
    activate.call(h.fake.exchange, order);
  };
  await h.enter();
  await until(() => h.position?.protection?.clientId.endsWith('p2') === true, 'the second order rests');
  assert.equal(h.fake.exchange.held(), h.fake.exchange.position);
});

test('the trailing stop that the market is already under is a sale at once', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  await h.minute(60_000, 61_000, 60_000, 60_650);
  assert.equal(h.fake.exchange.position, 0n);
  assert.equal(h.journal.trades[0].exitReason, 'trailing');
});

test('a minute with impossible prices closes and moves nothing', async (t) => {
  const h = await harness(t);
  await h.broker.open();
  await h.enter();
  for (const price of [Number.NaN, 0, -1, Number.POSITIVE_INFINITY]) await h.tell(price, price, price, price);
  await h.tell(60_000, 59_000, 61_000, 60_000);
  assert.equal(h.position.stop, 59_400);
  assert.equal(h.fake.exchange.openOrders().length, 1);
  assert.ok(h.journal.names().includes('bad-minute'));
});

test('a stop closes everything although every third call fails, cancellations among them', async (t) => {
  for (const shift of [0, 1, 2]) {
    const h = await harness(t);
    await h.broker.open();
    await h.enter();
    for (let k = 0; k < shift; k++) h.fake.faults.next('GET', '/');
    h.fake.faults.options = { everyNth: 3 };
    await h.broker.closeAll('stop');
    assert.equal(h.fake.exchange.position, 0n);
    assert.deepEqual(h.fake.exchange.openOrders(), []);
    await h.broker.close();
  }
});
