// The fake service must be as difficult as the real one: each quirk that was measured there, through the real SDK.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { trading } from '@alpacahq/alpaca-trade-api';
import { FakeTrading, type FakeTradingOptions, PAPER_KEYS } from './fake-trading.js';

type Order = Parameters<InstanceType<typeof trading.OrdersApi>['postOrder']>[0]['postOrderRequest'];

interface Refused {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

function clientsOf(basePath: string) {
  const configuration = new trading.Configuration({ basePath, keyId: PAPER_KEYS.id, secret: PAPER_KEYS.secret });
  return {
    orders: new trading.OrdersApi(configuration),
    positions: new trading.PositionsApi(configuration),
    accounts: new trading.AccountsApi(configuration),
  };
}

async function service(t: TestContext, options: FakeTradingOptions = {}) {
  const fake = new FakeTrading({ partials: 0, latency: 0, ...options });
  const clients = clientsOf(await fake.start());
  t.after(() => fake.stop());
  const post = (order: Partial<Order>) =>
    clients.orders.postOrder({
      postOrderRequest: { symbol: 'BTC/USD', side: 'buy', type: 'market', timeInForce: 'gtc', qty: '0.01', ...order },
    });
  const refusal = async (order: Partial<Order>): Promise<Refused> => {
    const error: unknown = await post(order).then(
      () => assert.fail('the order must be refused'),
      (refused: unknown) => refused,
    );
    const { status, code, message } = error as Refused;
    return { status, code, message };
  };
  return { fake, post, refusal, ...clients };
}

const STOP: Partial<Order> = { side: 'sell', type: 'stop_limit', stopPrice: '59000', limitPrice: '58000' };

test("orders that crypto does not know are refused in the service's own words", async (t) => {
  const { refusal, fake } = await service(t);
  assert.deepEqual(await refusal({ timeInForce: 'day' }), {
    status: 422,
    code: 42210000,
    message: 'invalid crypto time_in_force',
  });
  assert.deepEqual(await refusal({ type: 'stop', stopPrice: '59000' }), {
    status: 422,
    code: 40010001,
    message: 'invalid order type for crypto order',
  });
  assert.equal(
    (await refusal({ orderClass: 'bracket' })).message,
    'crypto orders not allowed for advanced order_class: bracket',
  );
  assert.equal((await refusal({ symbol: 'BTCUSD' })).status, 422);
  assert.equal((await refusal({ qty: '5e-7' })).status, 422);
  assert.equal(fake.exchange.orders.length, 0);
});

test("the SDK's own builder is refused, because its orders are for the day", async (t) => {
  const { fake } = await service(t);
  const { Alpaca } = await import('@alpacahq/alpaca-trade-api');
  const fetchApi = (url: string, init: RequestInit) => fetch(fake.url + url.slice(new URL(url).origin.length), init);
  const alpaca = new Alpaca({ keyId: PAPER_KEYS.id, secret: PAPER_KEYS.secret, fetchApi });
  await assert.rejects(
    alpaca.trading.orders.market({ symbol: 'BTC/USD', qty: '0.01', side: 'buy' }),
    /invalid crypto time_in_force/,
  );
});

test('there is a floor of 10 USD, for purchases and for sales', async (t) => {
  const { refusal, post } = await service(t, { position: '1' });
  const floor = { status: 403, code: 40310000, message: 'cost basis must be >= minimal amount of order 10' };
  assert.deepEqual(await refusal({ qty: '0.000166666' }), floor);
  assert.deepEqual(await refusal({ qty: '0.000166666', side: 'sell' }), floor);
  assert.equal((await post({ qty: '0.000166667' })).status, 'pending_new');
});

test('digits beyond the ninth are cut off without a word', async (t) => {
  const { post, fake } = await service(t);
  assert.equal((await post({ qty: '0.0100000009999' })).qty, '0.01');
  assert.equal(fake.exchange.orders[0].quantity, 10_000_000n);
});

test('the fee is taken from the asset received, and the position goes by another name', async (t) => {
  const { post, positions, accounts } = await service(t);
  await post({ qty: '0.1' });
  const [position] = await positions.getAllOpenPositions();
  assert.deepEqual([position.symbol, position.qty, position.avgEntryPrice], ['BTCUSD', '0.09975', '0']);
  assert.equal((await accounts.getAccount()).cash, '94000');
  const find = (symbolOrAssetId: string) => positions.getOpenPosition({ symbolOrAssetId });
  assert.equal((await find('BTCUSD')).qty, '0.09975');
  assert.equal((await find(position.assetId)).qty, '0.09975');
  await assert.rejects(find('BTC/USD'), /position does not exist/);
});

test('what was bought gross cannot be sold, and what a stop holds is not available', async (t) => {
  const { post, refusal, positions } = await service(t);
  await post({ qty: '0.1' });
  const gross = await refusal({ side: 'sell', qty: '0.1' });
  assert.equal(gross.message, 'insufficient balance for BTC (requested: 0.1, available: 0.09975)');
  await post({ ...STOP, qty: '0.09975' });
  assert.equal((await positions.getAllOpenPositions())[0].qtyAvailable, '0');
  assert.equal(
    (await refusal({ side: 'sell', qty: '0.01' })).message,
    'insufficient balance for BTC (requested: 0.01, available: 0)',
  );
});

test('a purchase is refused while a sale rests', async (t) => {
  const { post, refusal } = await service(t, { position: '1' });
  await post({ ...STOP, qty: '0.5' });
  assert.deepEqual(await refusal({}), {
    status: 403,
    code: 40310000,
    message: 'potential wash trade detected. use complex orders',
  });
});

test('a client order id is unique for ever, and an order is found by it', async (t) => {
  const { post, refusal, orders } = await service(t, { position: '1' });
  const { id } = await post({ ...STOP, clientOrderId: 'once' });
  await orders.deleteOrderByOrderID({ orderId: id ?? '' });
  assert.deepEqual(await refusal({ clientOrderId: 'once' }), {
    status: 422,
    code: 40010001,
    message: 'client_order_id must be unique',
  });
  assert.equal((await orders.getOrderByClientOrderId({ clientOrderId: 'once' })).status, 'canceled');
  await assert.rejects(orders.getOrderByClientOrderId({ clientOrderId: 'never' }), /order not found for never/);
  await assert.rejects(orders.deleteOrderByOrderID({ orderId: id ?? '' }), /order is already in "canceled" state/);
});

test('a triggered stop_limit rests when price is past its limit, and is filled there when price comes back', async (t) => {
  const { post, fake } = await service(t, { position: '1' });
  await post({ ...STOP, qty: '1' });
  fake.exchange.setPrice('57000');
  assert.equal(fake.exchange.orders[0].status, 'new');
  fake.exchange.setPrice('58500');
  assert.equal(fake.exchange.orders[0].status, 'filled');
  assert.equal(fake.exchange.cash, 100_000n * 10n ** 18n + (58_000n * 10n ** 18n * 9975n) / 10_000n);
});

test('as a process of its own it keeps the account while clients come and go', async (t) => {
  const program = resolve(__dirname, 'fake-trading-process.js');
  const child = spawn(process.execPath, [program, JSON.stringify({ partials: 0 })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill());
  const line = await new Promise<string>((told) => createInterface({ input: child.stdout }).once('line', told));
  const { url, control } = JSON.parse(line) as { url: string; control: string };
  const command = async (body?: unknown) => {
    const answer = await fetch(control, body ? { method: 'POST', body: JSON.stringify(body) } : {});
    return (await answer.json()) as { position: string; price: string; orders: { status: string }[] };
  };
  const request = { symbol: 'BTC/USD', side: 'buy', type: 'market', timeInForce: 'gtc', qty: '0.01' } as const;
  await clientsOf(url).orders.postOrder({ postOrderRequest: request });
  await command({ restart: true, price: '61000' });
  while ((await command()).orders[0].status !== 'filled') await new Promise((wait) => setTimeout(wait, 5));
  const state = await command();
  assert.deepEqual([state.position, state.price], ['0.009975', '61000']);
  assert.equal((await clientsOf(url).positions.getAllOpenPositions())[0].qty, '0.009975');
});
