import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../../../lib/core/time.js';
import type { AlertJournal, Delivery, DeliveryState } from '../../../lib/paper/alerts/alert-journal.js';
import { madeAlert, NOW } from './made.js';

const QUEUED: Delivery = { state: 'waiting', attempts: 0, refusals: 0, nextAt: 0, changedAt: 0, reason: '' };
const done = (state: DeliveryState, changedAt = NOW): Delivery => ({ ...QUEUED, state, attempts: 1, changedAt });

/** What every alert journal does. */
export function alertJournalContract(name: string, open: () => AlertJournal): void {
  const ids = (journal: AlertJournal, channel: 'email' | 'telegram' = 'email', limit = 100) =>
    journal.waiting(channel, limit).map(({ alert }) => alert.id);

  test(`${name}: alerts wait on their channels in the order they were queued`, () => {
    const journal = open();
    assert.equal(journal.queue(madeAlert(5), ['email', 'telegram']), true);
    assert.equal(journal.queue(madeAlert(2), ['telegram']), true);
    assert.equal(journal.queue(madeAlert(3), []), true);
    assert.equal(journal.queue(madeAlert(4), ['email']), true);
    assert.deepEqual(journal.waiting('email', 1), [{ alert: madeAlert(5), delivery: QUEUED }]);
    assert.deepEqual(ids(journal), ['entry-5', 'entry-4']);
    assert.deepEqual(ids(journal, 'telegram'), ['entry-5', 'entry-2']);
  });

  test(`${name}: an id queued twice is one alert`, () => {
    const journal = open();
    journal.queue(madeAlert(1), ['email']);
    assert.equal(journal.queue({ ...madeAlert(1), body: 'another' }, ['email', 'telegram']), false);
    assert.deepEqual(journal.waiting('email', 9), [{ alert: madeAlert(1), delivery: QUEUED }]);
    assert.deepEqual(ids(journal, 'telegram'), []);
  });

  test(`${name}: a delivery is replaced on its channel only`, () => {
    const journal = open();
    journal.queue(madeAlert(1), ['email', 'telegram']);
    const delivery = { ...done('waiting'), nextAt: NOW + 1, refusals: 1, reason: 'refused' };
    journal.deliver('entry-1', 'email', delivery);
    assert.deepEqual(journal.waiting('email', 9)[0].delivery, delivery);
    assert.deepEqual(journal.waiting('telegram', 9)[0].delivery, QUEUED);
    journal.deliver('entry-1', 'telegram', done('sent'));
    assert.deepEqual(ids(journal, 'telegram'), []);
    assert.throws(() => journal.deliver('entry-2', 'email', delivery), /entry-2/);
  });

  test(`${name}: the times of a kind sent since then, in order`, () => {
    const journal = open();
    for (const k of [1, 2, 3, 4]) journal.queue(madeAlert(k, k === 4 ? { kind: 'exit' } : {}), ['email']);
    journal.deliver('entry-1', 'email', done('sent', NOW + 30));
    journal.deliver('entry-2', 'email', done('sent', NOW + 20));
    journal.deliver('entry-3', 'email', done('failed', NOW + 25));
    journal.deliver('exit-4', 'email', done('sent', NOW + 25));
    assert.deepEqual(journal.sentTimes('email', 'entry', NOW), [NOW + 20, NOW + 30]);
    assert.deepEqual(journal.sentTimes('email', 'entry', NOW + 20), [NOW + 30]);
    assert.deepEqual(journal.sentTimes('telegram', 'entry', NOW), []);
  });

  test(`${name}: held alerts are counted by kind and told by one summary`, () => {
    const journal = open();
    for (const k of [1, 2, 3, 4]) journal.queue(madeAlert(k, k === 4 ? { kind: 'exit' } : {}), ['email', 'telegram']);
    for (const id of ['entry-1', 'entry-3', 'exit-4']) journal.deliver(id, 'email', done('held'));
    assert.deepEqual(journal.held('telegram'), []);
    const of = (kind: string) => journal.held('email').find((held) => held.kind === kind);
    const entries = { count: 2, firstAt: NOW + MINUTE, lastAt: NOW + 3 * MINUTE, last: madeAlert(3) };
    assert.deepEqual(of('entry'), { kind: 'entry', ...entries });
    journal.summarise('email', 'entry', madeAlert(9, { kind: 'summary' }));
    assert.equal(of('entry'), undefined);
    assert.equal(of('exit')?.count, 1);
    assert.deepEqual(ids(journal), ['entry-2', 'summary-9']);
    assert.deepEqual(ids(journal, 'telegram'), ['entry-1', 'entry-2', 'entry-3', 'exit-4']);
    const [, , third] = journal.recent(9);
    assert.deepEqual(third.deliveries.email, { ...done('summarised'), changedAt: NOW + 9 * MINUTE });
  });

  test(`${name}: counts tell each channel's states, its last sending and its last trouble`, () => {
    const journal = open();
    assert.deepEqual(journal.counts(), []);
    for (const k of [1, 2, 3, 4]) journal.queue(madeAlert(k), ['email']);
    journal.deliver('entry-1', 'email', done('sent', NOW + 1));
    journal.deliver('entry-2', 'email', done('sent', NOW + 2));
    journal.deliver('entry-3', 'email', { ...done('failed', NOW + 3), reason: 'bad chat' });
    const states = { waiting: 1, held: 0, sent: 2, failed: 1, expired: 0, summarised: 0 };
    assert.deepEqual(journal.counts(), [{ channel: 'email', states, lastSentAt: NOW + 2, lastReason: 'bad chat' }]);
  });

  test(`${name}: the latest alerts come first, those without a channel too`, () => {
    const journal = open();
    for (const k of [1, 2, 3]) journal.queue(madeAlert(k), k === 3 ? [] : ['email']);
    assert.deepEqual(journal.recent(2), [
      { alert: madeAlert(3), deliveries: {} },
      { alert: madeAlert(2), deliveries: { email: QUEUED } },
    ]);
  });

  test(`${name}: pruning takes old alerts that wait nowhere`, () => {
    const journal = open();
    for (const k of [1, 2, 3, 4]) journal.queue(madeAlert(k), ['email', 'telegram']);
    for (const k of [1, 2, 4]) journal.deliver(`entry-${k}`, 'email', done('sent'));
    for (const k of [1, 4]) journal.deliver(`entry-${k}`, 'telegram', done('expired'));
    journal.deliver('entry-2', 'telegram', done('held'));
    assert.equal(journal.prune(NOW + 4 * MINUTE), 1);
    assert.deepEqual(
      journal.recent(9).map(({ alert }) => alert.id),
      ['entry-4', 'entry-3', 'entry-2'],
    );
  });
}
