import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madeInput, madeOrder, madeOutcome, madeTrade, newFolder, openJournal, START, STEP } from './made.js';

test('bars come back as they were written, bit for bit, in order, from any point', () => {
  const journal = openJournal(newFolder());
  assert.equal(journal.lastBarTime(), null);
  assert.deepEqual([...journal.barsAfter(null)], []);
  const inputs = Array.from({ length: 1203 }, (_, k) =>
    madeInput(k, k === 700 ? { minutes: [], origin: 'rest', control: { hold: true, kill: true, reason: 'KILL' } } : {}),
  );
  journal.atomically(() => {
    for (const [k, input] of inputs.entries()) journal.recordBar(input, madeOutcome(k));
  });
  assert.deepEqual([...journal.barsAfter(null)], inputs);
  assert.deepEqual([...journal.barsAfter(START + 699 * STEP)], inputs.slice(700));
  assert.equal(journal.lastBarTime(), START + 1202 * STEP);
  journal.close();
});

test('orders, fills, kept values and trades are there after reopening', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  journal.intend(madeOrder(1));
  journal.update(madeOrder(1).clientId, { state: 'partially-filled', serverId: 's1', filledQuantity: '0.001' });
  const fill = { executionId: 'e1', clientId: madeOrder(1).clientId, at: START, quantity: '0.001', price: '42000.5' };
  assert.equal(journal.fill(fill), true);
  assert.equal(journal.fill(fill), false);
  journal.keep('levels', { stop: 41_800.25, list: [1, null] });
  journal.trade(madeTrade(1));
  journal.trade(madeTrade(1));
  journal.close();
  const again = openJournal(folder);
  assert.deepEqual(again.orders({ open: true }), [
    madeOrder(1, { state: 'partially-filled', serverId: 's1', filledQuantity: '0.001' }),
  ]);
  assert.deepEqual(again.fills(), [fill]);
  assert.deepEqual(again.kept('levels'), { stop: 41_800.25, list: [1, null] });
  assert.deepEqual([...again.trades()], [madeTrade(1)]);
  again.close();
});
