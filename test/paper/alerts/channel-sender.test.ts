import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../../lib/core/random.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lib/core/time.js';
import type { DeliveryState } from '../../../lib/paper/alerts/alert-journal.js';
import { ChannelSender, type ChannelSenderOptions } from '../../../lib/paper/alerts/channel-sender.js';
import { MemoryAlertJournal } from '../../../lib/paper/alerts/memory-alert-journal.js';
import type { JournalEvent } from '../../../lib/paper/order-journal.js';
import { madeAlert, NEVER, NOW, SetClock, ToldMessenger } from './made.js';

/** A sender on a journal in memory, with a clock that is set by hand. */
function made(change: Partial<ChannelSenderOptions> = {}) {
  const journal = new MemoryAlertJournal();
  const messenger = new ToldMessenger();
  const clock = new SetClock();
  const events: JournalEvent[] = [];
  const options = { journal, messenger, clock, random: () => 1, redact: (text: string) => text, ...change };
  const restarted = () => new ChannelSender({ ...options, record: (event) => events.push(event) });
  const sender = restarted();
  return {
    journal,
    messenger,
    clock,
    events,
    restarted,
    queue: (...numbers: readonly number[]) => {
      for (const k of numbers) journal.queue(madeAlert(k), ['telegram']);
    },
    step: () => sender.step(NEVER),
    /** Steps until nothing can be done at once; the wait. */
    drain: async (by = sender) => {
      let wait = 0;
      while (wait === 0) wait = await by.step(NEVER);
      return wait;
    },
    sent: () => messenger.sent.map(({ id }) => id),
    states: () =>
      journal
        .recent(999)
        .map(({ deliveries }) => deliveries.telegram?.state)
        .reverse(),
  };
}

const later = { outcome: 'try-later', reason: 'connection refused' } as const;
const refused = { outcome: 'refused', reason: 'the bot token is not accepted' } as const;

test('alerts go out in the order they were queued, each once, also after a restart', async () => {
  const { queue, drain, sent, restarted, states } = made();
  queue(3, 1, 2);
  assert.equal(await drain(), Number.POSITIVE_INFINITY);
  queue(4);
  await drain(restarted());
  assert.deepEqual(sent(), ['entry-3', 'entry-1', 'entry-2', 'entry-4']);
  assert.deepEqual(states(), ['sent', 'sent', 'sent', 'sent']);
});

test('failures are tried again after waits that double up to five minutes, those behind wait too', async () => {
  const { queue, step, messenger, clock, sent, journal } = made();
  queue(1, 2);
  messenger.always = later;
  const waits: number[] = [];
  for (let k = 0; k < 11; k++) {
    assert.equal(await step(), 0);
    const wait = await step();
    waits.push(wait / SECOND);
    clock.time += wait;
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  assert.equal(journal.waiting('telegram', 1)[0].delivery.attempts, 11);
  assert.equal(journal.counts()[0].lastReason, 'connection refused');
  messenger.always = { outcome: 'sent' };
  await step();
  await step();
  assert.deepEqual(sent(), ['entry-1', 'entry-2']);
});

test('jitter takes off up to half of a wait', async () => {
  const { queue, drain, messenger, clock } = made({ random: seededRandom(1) });
  queue(1);
  messenger.always = later;
  for (let k = 0; k < 9; k++) {
    const wait = await drain();
    assert.ok(wait >= 500 * 2 ** k && wait < 1000 * 2 ** k && !Number.isInteger(wait), `${wait}`);
    clock.time += Math.ceil(wait);
  }
});

test('the other side may ask for a longer wait, which outlives a restart', async () => {
  const { queue, drain, messenger, restarted, clock, sent } = made();
  queue(1, 2);
  messenger.results.push({ outcome: 'try-later', reason: 'too many messages (429)', waitAtLeast: 40_000 });
  assert.equal(await drain(), 40_000);
  clock.time += 39_000;
  const sender = restarted();
  assert.equal(await drain(sender), 1000);
  assert.equal(messenger.tries, 1);
  clock.time += 1000;
  await drain(sender);
  assert.deepEqual(sent(), ['entry-1', 'entry-2']);
});

test('an alert that is refused three times is given up, with its reason, and the next is tried', async () => {
  const { queue, drain, messenger, clock, events, states } = made();
  queue(1, 2);
  messenger.results.push(refused, later, refused, refused);
  for (let k = 0; k < 4; k++) clock.time += await drain();
  assert.deepEqual(states(), ['failed', 'waiting']);
  await drain();
  assert.deepEqual(states(), ['failed', 'sent']);
  const told = events.map(({ name, severity, detail }) => [name, severity, detail]);
  assert.deepEqual(told, [
    ['alerts-delayed', 'warning', 'telegram: not sent, will be tried again: the bot token is not accepted'],
    ['alert-failed', 'error', 'telegram: "Alert 1" is given up after 3 refusals: the bot token is not accepted'],
    ['alerts-back', 'info', 'telegram: sending works again after 4 failures'],
  ]);
});

test('a channel that stays dead tells so once, not at every try', async () => {
  const { queue, drain, messenger, clock, events } = made();
  queue(1, 2, 3);
  messenger.always = later;
  for (let k = 0; k < 50; k++) clock.time += await drain();
  assert.deepEqual(
    events.map(({ name }) => name),
    ['alerts-delayed'],
  );
});

test('after a day unsent alerts are given up, and that is told once', async () => {
  const { queue, drain, messenger, clock, events, states, sent } = made();
  queue(0, 1, 2, 60);
  messenger.results.push(later);
  await drain();
  clock.time = NOW + DAY + 3 * MINUTE;
  await drain();
  assert.deepEqual(states(), ['expired', 'expired', 'expired', 'sent']);
  assert.deepEqual(sent(), ['entry-60']);
  const expired = events.find(({ name }) => name === 'alerts-expired');
  assert.match(expired?.detail ?? '', /^telegram: 3 not sent within a day, given up/);
});

test('a clock set back does not hold alerts up', async () => {
  const { queue, drain, messenger, clock, sent } = made();
  queue(1);
  messenger.results.push({ ...later, waitAtLeast: HOUR });
  await drain();
  clock.time -= 5 * HOUR;
  await drain();
  assert.deepEqual(sent(), ['entry-1']);
});

test('a storm of one kind: six go out, the rest is one summary an hour after the sixth; other kinds pass', async () => {
  const { journal, drain, clock, sent, messenger, states } = made();
  for (let k = 0; k < 40; k++) {
    clock.time = NOW + k * MINUTE;
    journal.queue(madeAlert(k, { kind: 'htf-change' }), ['telegram']);
    if (k === 20) journal.queue(madeAlert(k, { kind: 'exit' }), ['telegram']);
    await drain();
  }
  assert.deepEqual(sent(), [...[0, 1, 2, 3, 4, 5].map((k) => `htf-change-${k}`), 'exit-20']);
  const notice = 'Body 5\n\nThis is number 6 of htf-change within an hour: those of the next hour come as one summary.';
  assert.equal(messenger.sent[5].body, notice);
  clock.time = NOW + 65 * MINUTE - 1;
  await drain();
  assert.equal(sent().length, 7);
  clock.time += 1;
  await drain();
  assert.equal(messenger.sent[7].subject, '34 more of htf-change; the last: Alert 39');
  const of = (state: DeliveryState) => states().filter((other) => other === state).length;
  assert.deepEqual([of('sent'), of('summarised'), of('held')], [8, 34, 0]);
});

test('a storm goes on being limited after a restart', async () => {
  const { journal, drain, sent, restarted } = made();
  for (let k = 0; k < 20; k++) journal.queue(madeAlert(k), ['telegram']);
  await drain();
  for (let k = 20; k < 30; k++) journal.queue(madeAlert(k), ['telegram']);
  await drain(restarted());
  assert.equal(sent().length, 6);
});

test('whatever comes: in any hour at most six of a kind and one summary; each alert is told once, in order', async () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean(), fc.boolean()), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(gaps, async (arrivals) => {
      const { journal, drain, clock, messenger } = made();
      const times: { kind: string; at: number }[] = [];
      const send = messenger.send.bind(messenger);
      messenger.send = (alert) => {
        const kind = alert.kind === 'summary' ? `summary of ${/more of (\S+);/.exec(alert.subject)?.[1]}` : alert.kind;
        times.push({ kind, at: clock.time });
        return send(alert);
      };
      for (const [k, [gap, isExit]] of arrivals.entries()) {
        clock.time += gap * MINUTE;
        journal.queue(madeAlert(k, { kind: isExit ? 'exit' : 'htf-change', at: clock.time }), ['telegram']);
        await drain();
      }
      for (let k = 0; k < 3; k++) {
        clock.time += HOUR;
        await drain();
      }
      for (const { kind, at } of times) {
        const inHour = times.filter((other) => other.kind === kind && other.at >= at && other.at < at + HOUR).length;
        assert.ok(inHour <= (kind.startsWith('summary') ? 1 : 6), `${inHour} ${kind}`);
      }
      const told = messenger.sent.reduce(
        (sum, { kind, subject }) => sum + (kind === 'summary' ? Number.parseInt(subject, 10) : 1),
        0,
      );
      assert.equal(told, arrivals.length);
      const single = messenger.sent.filter(({ kind }) => kind !== 'summary').map(({ at }) => at);
      assert.deepEqual(
        single,
        [...single].sort((a, b) => a - b),
      );
    }),
    { numRuns: 200 },
  );
});

test('a thousand alerts of a kind at once are held without being lost, and another kind behind them goes out', async () => {
  const { journal, drain, sent } = made();
  for (let k = 0; k < 1000; k++) journal.queue(madeAlert(k / 1000), ['telegram']);
  journal.queue(madeAlert(1, { kind: 'emergency' }), ['telegram']);
  await drain();
  assert.equal(sent().length, 7);
  assert.equal(sent()[6], 'emergency-1');
  assert.equal(journal.held('telegram')[0].count, 994);
});

test('a messenger that throws is one that failed', async () => {
  const { queue, drain, messenger, journal } = made();
  queue(1);
  messenger.send = () => Promise.reject(new TypeError('secret'));
  assert.equal(await drain(), 1000);
  assert.equal(journal.waiting('telegram', 1)[0].delivery.reason, 'TypeError');
});

test('reasons are redacted and one line before they are written anywhere', async () => {
  const redact = (text: string) => text.replaceAll('hunter2', '[password]');
  const { queue, drain, messenger, journal, events } = made({ redact });
  queue(1, 2);
  messenger.results.push({ outcome: 'sent', note: 'but hunter2' }, { ...refused, reason: 'said\r\n"hunter2"\u0000' });
  await drain();
  const written = JSON.stringify([events, journal.recent(9)]);
  assert.doesNotMatch(written, /hunter2|\\r|\\n"/);
  assert.equal(journal.waiting('telegram', 1)[0].delivery.reason, 'said "[password]"');
});
