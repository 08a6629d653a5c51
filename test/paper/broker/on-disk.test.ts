import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../../../lib/core/time.js';
import { newFolder, openJournal } from '../journal/made.js';
import { ENTRY, harness, OPEN, orders, until } from './harness.js';

test('the journal on disk takes what the broker writes, and a broker goes on from it after reopening', async (t) => {
  const folder = newFolder();
  let journal = openJournal(folder);
  t.after(() => journal.close());
  const h = await harness(t, { partials: 1, faults: { everyNth: 5 } });
  h.useJournal(journal);
  await h.broker.open();
  await h.enter();
  await h.minute(60_000, 60_733.25, 59_990, 60_650);
  const { stop, protection } = h.position;
  await h.broker.close();
  journal.close();
  journal = openJournal(folder);
  h.useJournal(journal);
  await h.broker.open();
  assert.deepEqual([h.position.stop, h.position.protection], [stop, protection]);
  await h.enter({ signalTime: ENTRY.signalTime + 10 * MINUTE });
  await h.broker.onOrders(orders({ at: OPEN + 20 * MINUTE, trend: -1 }), false);
  // A call that fails is made again a little later, or with the next minute.
  await until(() => h.fake.exchange.position === 0n && [...journal.trades()].length === 2, 'both positions are sold');
  const trades = [...journal.trades()];
  const gained = Number(h.fake.exchange.cash) / 1e18 - 100_000;
  assert.ok(Math.abs(trades.reduce((sum, { pnl }) => sum + pnl, 0) - gained) < 1e-6);
  assert.ok(journal.orders({ open: true }).length === 0);
});
