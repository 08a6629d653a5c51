import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../../lib/core/random.js';
import { machineClock } from '../../../lib/data/clock.js';
import { AlertSender, type AlertSenderOptions } from '../../../lib/paper/alerts/alert-sender.js';
import { secretsOf } from '../../../lib/paper/alerts/alert-settings.js';
import { emailMessenger } from '../../../lib/paper/alerts/email.js';
import { MemoryAlertJournal } from '../../../lib/paper/alerts/memory-alert-journal.js';
import { telegramMessenger } from '../../../lib/paper/alerts/telegram.js';
import type { JournalEvent } from '../../../lib/paper/order-journal.js';
import { makeRedactor } from '../../../lib/paper/redact.js';
import { FakeSmtp, headerOf } from '../fake-smtp.js';
import { FakeTelegram } from '../fake-telegram.js';
import { newFolder, openJournal } from '../journal/made.js';
import { madeAlert, NOW, ToldMessenger } from './made.js';

const stops: (() => Promise<void>)[] = [];
after(() => Promise.all(stops.map((stop) => stop())));

async function servers() {
  const smtp = new FakeSmtp({ login: { user: 'lab@sender.example', password: 'hunter-22' } });
  const telegram = new FakeTelegram();
  await Promise.all([smtp.start(), telegram.start()]);
  stops.push(
    () => smtp.stop(),
    () => telegram.stop(),
  );
  return { smtp, telegram };
}

/** Waits of no length on a clock that moves on by them, so that hours of backing off pass in no time. */
class FastClock {
  private moved = 0;
  now = () => NOW + this.moved;
  async sleep(milliseconds: number): Promise<void> {
    this.moved += milliseconds;
    await pause(1);
  }
}

function made(change: Partial<AlertSenderOptions> = {}, grace?: number) {
  const events: JournalEvent[] = [];
  const sender = new AlertSender({
    journal: new MemoryAlertJournal(),
    messengers: [],
    clock: new FastClock(),
    random: seededRandom(1),
    redact: makeRedactor([]),
    record: (event) => events.push(event),
    ...change,
  });
  const stop = new AbortController();
  return { sender, events, stop, running: sender.run(stop.signal, grace) };
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await pause(2);
}

test('alerts reach a mailbox and a chat, and no secret any text', async () => {
  const { smtp, telegram } = await servers();
  const settings = { email: smtp.settings(), telegram: telegram.settings() };
  const journal = new MemoryAlertJournal();
  const { sender, events, stop, running } = made({
    journal,
    messengers: [emailMessenger(settings.email), telegramMessenger(settings.telegram)],
    redact: makeRedactor(secretsOf(settings)),
  });
  smtp.answers.mail = '451 4.3.0 lab@sender.example and trader@receiver.example: hunter-22, later';
  telegram.mishaps.push({ kind: 'error' }, { kind: 'too-many', retryAfter: 30 }, { kind: 'reset' });
  for (const k of [1, 2]) {
    const secrets = `${settings.telegram.token} ${settings.telegram.chat} hunter-22 trader@receiver.example`;
    sender.post(madeAlert(k, { body: `not for you: ${secrets}` }));
  }
  await until(() => telegram.messages.length === 2);
  delete smtp.answers.mail;
  await until(() => smtp.mails.length === 2);
  stop.abort();
  await running;
  assert.deepEqual(
    smtp.mails.map((mail) => headerOf(mail, 'Subject')),
    ['[mtf-lab] Alert 1', '[mtf-lab] Alert 2'],
  );
  assert.match(telegram.messages[0].text, /^Alert 1\nnot for you: \[telegram token\] \[telegram chat\]/);
  const bodies = [
    ...smtp.mails.map(({ raw }) => raw.slice(raw.indexOf('\r\n\r\n'))),
    ...telegram.messages.map(({ text }) => text),
  ];
  const written = JSON.stringify([events, journal.recent(9), bodies]);
  assert.doesNotMatch(written, /AAF-|1001234567890|hunter|trader@|lab@/);
  assert.ok(events.some(({ name }) => name === 'alerts-delayed') && events.some(({ name }) => name === 'alerts-back'));
});

test('a dead channel does not hold up the other', async () => {
  const dead = new ToldMessenger('email');
  dead.send = (_alert?: unknown, stop?: AbortSignal) =>
    new Promise((resolve) =>
      stop?.addEventListener('abort', () => resolve({ outcome: 'try-later', reason: 'stopped' }), { once: true }),
    );
  const alive = new ToldMessenger('telegram');
  const { sender, stop, running } = made({ messengers: [dead, alive] });
  for (let k = 0; k < 5; k++) sender.post(madeAlert(k));
  await until(() => alive.sent.length === 5);
  stop.abort();
  await running;
});

test('posting returns before anything is sent, and an id twice is one alert', async () => {
  const messenger = new ToldMessenger();
  const { sender, stop, running } = made({ messengers: [messenger] });
  assert.equal(sender.post(madeAlert(1)), true);
  assert.equal(sender.post(madeAlert(1)), false);
  assert.equal(messenger.tries, 0);
  stop.abort();
  await running;
  assert.equal(messenger.sent.length, 1);
});

test('the news of a stop still goes out, and a hanging channel ends the wait for it', async () => {
  const { smtp, telegram } = await servers();
  smtp.answers.connect = 'hang';
  const messengers = [emailMessenger(smtp.settings()), telegramMessenger(telegram.settings())];
  const { sender, stop, running } = made({ messengers, clock: machineClock(Date.now) }, 1500);
  stop.abort();
  sender.post(madeAlert(1, { kind: 'stop', at: Date.now() }));
  await running;
  assert.equal(telegram.messages.length, 1);
});

test('what was not sent goes out after a restart, what was sent does not', async () => {
  const folder = newFolder();
  const { telegram } = await servers();
  telegram.mishaps.push(undefined, { kind: 'too-many', retryAfter: 3600 });
  const messengers = [telegramMessenger(telegram.settings())];
  const first = openJournal(folder);
  const before = made({ journal: first.alerts, messengers });
  for (const k of [1, 2, 3]) before.sender.post(madeAlert(k));
  await until(() => telegram.requests === 2);
  before.stop.abort();
  await before.running;
  first.close();
  const second = openJournal(folder);
  const again = made({ journal: second.alerts, messengers });
  await until(() => telegram.messages.length === 3);
  again.stop.abort();
  await again.running;
  assert.deepEqual(
    telegram.messages.map(({ text }) => text.split('\n')[0]),
    ['Alert 1', 'Alert 2', 'Alert 3'],
  );
  assert.equal(second.alerts.counts()[0].states.sent, 3);
  second.close();
});

test('a process killed between the answer and the mark sends a mail twice, and both have one Message-ID', async () => {
  const { smtp } = await servers();
  const journal = new FullJournal();
  const messengers = [emailMessenger(smtp.settings())];
  journal.works = true;
  journal.queue(madeAlert(1), ['email']);
  for (const mails of [1, 2]) {
    journal.works = mails === 2;
    const { stop, running } = made({ journal, messengers });
    await until(() => smtp.mails.length === mails);
    stop.abort();
    await running;
  }
  const [first, second] = smtp.mails.map((mail) => headerOf(mail, 'Message-ID'));
  assert.equal(first, second);
  assert.equal(journal.counts()[0].states.sent, 1);
});

test('alerts that are done with are kept for ninety days', async () => {
  const journal = new MemoryAlertJournal();
  for (const days of [89, 91]) journal.queue(madeAlert(-days * 1440), []);
  const { sender, stop, running } = made({ journal });
  sender.post(madeAlert(0));
  stop.abort();
  await running;
  assert.deepEqual(
    journal.recent(9).map(({ alert }) => alert.id),
    ['entry-0', `entry-${-89 * 1440}`],
  );
});

/** A journal on a disk that is full: it can be read, and written only while `works`. */
class FullJournal extends MemoryAlertJournal {
  works = false;
  private write<T>(work: () => T): T {
    if (!this.works) throw new Error('SQLITE_FULL: database or disk is full');
    return work();
  }
  override queue(...args: Parameters<MemoryAlertJournal['queue']>) {
    return this.write(() => super.queue(...args));
  }
  override deliver(...args: Parameters<MemoryAlertJournal['deliver']>) {
    this.write(() => super.deliver(...args));
  }
  override summarise(...args: Parameters<MemoryAlertJournal['summarise']>) {
    this.write(() => super.summarise(...args));
  }
}

test('with a journal that cannot be written alerts go out once all the same, and are marked when it can', async () => {
  const journal = new FullJournal();
  journal.works = true;
  const messenger = new ToldMessenger();
  const { sender, events, stop, running } = made({ journal, messengers: [messenger] });
  messenger.results.push({ outcome: 'try-later', reason: 'x' });
  sender.post(madeAlert(1));
  journal.works = false;
  assert.equal(sender.post(madeAlert(2, { kind: 'error', subject: 'journal not writable' })), true);
  assert.equal(sender.post(madeAlert(2, { kind: 'error' })), false);
  await until(() => messenger.sent.length === 2);
  await pause(30);
  assert.deepEqual(
    messenger.sent.map(({ id }) => id),
    ['entry-1', 'error-2'],
  );
  assert.equal(journal.waiting('telegram', 9).length, 1);
  journal.works = true;
  await until(() => journal.waiting('telegram', 9).length === 0);
  stop.abort();
  await running;
  assert.equal(messenger.sent.length, 2);
  assert.deepEqual(
    events.map(({ name }) => name),
    ['alert-journal-broken', 'alerts-delayed', 'alerts-back', 'alert-journal-back'],
  );
});

test('a journal that cannot even be read, and one that refuses events, end nothing', async () => {
  const journal = new FullJournal();
  for (const name of ['waiting', 'held', 'sentTimes'] as const) {
    journal[name] = () => {
      throw new Error('SQLITE_CORRUPT');
    };
  }
  const messenger = new ToldMessenger();
  const record = () => {
    throw new Error('SQLITE_CORRUPT');
  };
  const { sender, stop, running } = made({ journal, messengers: [messenger], record });
  for (let k = 0; k < 9; k++) sender.post(madeAlert(k));
  await until(() => messenger.sent.length === 6);
  stop.abort();
  await running;
});

test('without channels alerts are only logged', async () => {
  const journal = new MemoryAlertJournal();
  const { sender, stop, running } = made({ journal });
  sender.post(madeAlert(1));
  stop.abort();
  await running;
  assert.deepEqual(journal.recent(9), [{ alert: madeAlert(1), deliveries: {} }]);
});

test('a limit that is none is refused', () => {
  for (const perHour of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => made({ perHour }), /AlertSender: perHour must be a whole number of at least 1, got/);
  }
});
