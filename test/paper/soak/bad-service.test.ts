// What only the whole process shows about a service in trouble: positions come and go all the same, and the accounts agree.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { compareAccounts, unitsOfCash } from './accounts.js';
import { type LiveEngine, liveEngine } from './live-engine.js';

const CASH = unitsOfCash('100000');

/** Closes everything and compares; `position`: what was there from elsewhere, units of 1e-9 BTC. */
async function closeAndCompare(live: LiveEngine, position = 0n): Promise<ReturnType<typeof compareAccounts>> {
  await live.engine.stop('close');
  assert.deepEqual(live.engine.deaths, []);
  const accounts = compareAccounts({ out: live.out, exchange: live.world.trading.exchange, cash: CASH, position });
  assert.deepEqual(accounts.offences, []);
  return accounts;
}

async function traded(t: TestContext, change: (live: LiveEngine) => void, position?: string): Promise<LiveEngine> {
  const live = await liveEngine(t, { ...(position !== undefined && { position }) });
  change(live);
  await live.untilProtected();
  return live;
}

test('a 500 on every third call and pages of HTML from history: a position is opened, protected and closed', async (t) => {
  const live = await traded(t, ({ world }) => {
    world.trading.faults.options = { everyNth: 3 };
    world.history.mishapOf = (n) =>
      n % 3 === 0 ? { kind: 'status', status: 200, body: '<html>Sign in</html>' } : undefined;
  });
  await live.pass(10);
  await closeAndCompare(live);
});

test('half-open sockets and servers that restart while a position is open: it stays protected and is closed', async (t) => {
  const live = await traded(t, () => undefined);
  const { stream, trading } = live.world;
  stream.freeze();
  trading.updates.freeze();
  await live.until('the silent stream is dropped', () => live.events.includes('stale'));
  await live.until('the stream is back', () => /feed +alpaca back/.test(live.text));
  await Promise.all([stream.stop(), trading.stop()]);
  await live.until('the feed is lost', () => /feed +alpaca lost/.test(live.text));
  await Promise.all([stream.start(), trading.start()]);
  await live.until('the stream is back again', () => /feed +alpaca back/.test(live.text));
  const accounts = await closeAndCompare(live);
  assert.ok(accounts.trades.length > 0);
});

test('an entry of which 1e-9 BTC are filled is cut, given up as dust, and the next one is traded', async (t) => {
  const live = await liveEngine(t);
  const { exchange } = live.world.trading;
  exchange.firstPart = 1n;
  exchange.holdPartials = true;
  await live.until('the crumb is given up', () => live.events.includes('dust-left'));
  assert.ok(live.events.includes('entry-cut'));
  exchange.holdPartials = false;
  await live.untilProtected();
  await closeAndCompare(live);
});

test('a position from elsewhere is shown as not ours, and nothing of it is sold', async (t) => {
  const live = await traded(t, () => undefined, '0.5');
  assert.match(live.text, /not ours +position of 0\.5 BTC that this book did not buy/);
  await closeAndCompare(live, 500_000_000n);
  assert.ok(live.world.trading.exchange.position >= 500_000_000n);
});
