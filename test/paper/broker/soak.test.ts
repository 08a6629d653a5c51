import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parseUnits } from '../../../lib/paper/broker/decimal.js';
import { MINUTES, World } from './soak-world.js';

/** SOAK_SEEDS=500 runs as many; a few are enough for every day. */
const SEEDS = Number(process.env.SOAK_SEEDS ?? 8);
const FIRST_SEED = Number(process.env.SOAK_FIRST ?? 1);

async function run(t: TestContext, seed: number): Promise<World> {
  const world = new World(seed);
  await world.fake.start();
  try {
    for (let k = 0; k < MINUTES; k++) await world.minute(k);
    await world.calm();
    assertProtected(world);
    await world.tell((broker) => broker.closeAll('stop'));
    await world.quiet();
    await world.quiet();
    assertSettled(world);
  } catch (error) {
    t.diagnostic(`seed ${seed}\n${world.journal.events.map(({ name, detail }) => `${name}: ${detail}`).join('\n')}`);
    throw new Error(`soak: seed ${seed} must hold, got ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    await world.stop();
  }
  return world;
}

/** Everything we hold is held by a resting sale, and we hold all there is, but for dust. */
function assertProtected({ fake, book }: World): void {
  const ours = book.positions.reduce((sum, { quantity }) => sum + quantity, 0);
  const protectedQuantity = book.positions.reduce((sum, { protection }) => sum + (protection?.quantity ?? 0), 0);
  assert.ok(Math.abs(ours - protectedQuantity) < 1e-9, `${ours} held, ${protectedQuantity} protected`);
  assert.ok(
    fake.exchange.position - fake.exchange.held() < 2_000n,
    `${fake.exchange.position} held, of it by sales ${fake.exchange.held()}`,
  );
}

function assertSettled({ fake, journal, book }: World): void {
  const { exchange } = fake;
  assert.equal(book.positions.length, 0);
  assert.equal(exchange.openOrders().length, 0);
  const known = new Map(journal.orders().map((order) => [order.clientId, order]));
  let cash = 0n;
  for (const order of exchange.orders) {
    const record = known.get(order.clientId);
    assert.ok(record, `${order.clientId} is in the journal`);
    const fills = journal.fills().filter(({ clientId }) => clientId === order.clientId);
    const filled = fills.reduce((sum, { quantity }) => sum + parseUnits(quantity), 0n);
    assert.equal(filled, order.filled, `what was filled of ${order.clientId}`);
    assert.equal(parseUnits(record.filledQuantity), order.filled);
    assert.ok(['filled', 'canceled', 'rejected'].includes(record.state), `${order.clientId} is ${record.state}`);
    const paid = fills.reduce((sum, { quantity, price }) => sum + parseUnits(quantity) * parseUnits(price), 0n);
    cash += order.side === 'buy' ? -paid : paid - (paid * 25n) / 10_000n;
  }
  for (const [clientId, { state }] of known)
    if (!exchange.findByClientId(clientId)) assert.ok(['never-sent', 'rejected'].includes(state));
  const gained = Number(exchange.cash) / 1e18 - 100_000;
  assert.ok(Math.abs(Number(cash) / 1e18 - gained) < 1e-6, "cash of the fills is the account's");
  assert.ok(
    Math.abs(book.cash - 10_000 - gained) < 1e-6,
    `the book gained ${book.cash - 10_000}, the account ${gained}`,
  );
  const givenUp = journal.events.filter(({ name }) => name === 'dust-left').length;
  assert.ok(
    exchange.position < (givenUp > 0 ? 500_000n : 1_000n),
    `${exchange.position} units are left, dust given up ${givenUp} times`,
  );
  const signals = exchange.orders
    .filter(({ side, filled }) => side === 'buy' && filled > 0n)
    .map(({ clientId }) => clientId);
  assert.equal(new Set(signals).size, signals.length);
  assert.ok(!journal.names().includes('position-vanished'), 'nothing was taken for lost');
}

for (let first = FIRST_SEED; first < FIRST_SEED + SEEDS; first += 8) {
  test(`with faults and deaths at any point no order is lost or doubled, seeds ${first} to ${first + 7}`, async (t) => {
    const worlds = await Promise.all(Array.from({ length: 8 }, (_, k) => run(t, first + k)));
    const total = (count: (world: World) => number) => worlds.reduce((sum, world) => sum + count(world), 0);
    const orderCount = total(({ fake }) => fake.exchange.orders.length);
    const trades = total(({ journal }) => journal.trades.length);
    const deaths = total((world) => world.deaths);
    t.diagnostic(`${deaths} deaths, ${orderCount} orders, ${trades} trades`);
    assert.ok(deaths > 5 && orderCount > 20 && trades > 5);
  });
}
