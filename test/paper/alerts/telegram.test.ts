import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Alert } from '../../../lib/paper/alerts/alert-journal.js';
import { secretsOf } from '../../../lib/paper/alerts/alert-settings.js';
import type { SendResult } from '../../../lib/paper/alerts/messenger.js';
import { type TelegramSettings, telegramMessenger } from '../../../lib/paper/alerts/telegram.js';
import { makeRedactor } from '../../../lib/paper/redact.js';
import { FakeTelegram, type TelegramMishap } from '../fake-telegram.js';
import { madeAlert, NEVER } from './made.js';

const telegram = new FakeTelegram();
before(() => telegram.start());
after(() => telegram.stop());
beforeEach(() => {
  telegram.messages.length = 0;
  telegram.mishaps.length = 0;
});

const send = (alert: Alert = madeAlert(1), change: Partial<TelegramSettings> = {}, timeout?: number) =>
  telegramMessenger(telegram.settings(change), timeout).send(alert, NEVER);

/** The result after a mishap; its reason, redacted, holds neither token nor chat nor address. */
async function after1(mishap: TelegramMishap, timeout?: number): Promise<SendResult> {
  telegram.mishaps.push(mishap);
  return checked(await send(madeAlert(1), {}, timeout));
}

function checked(result: SendResult): SendResult {
  if (result.outcome === 'sent') return result;
  const reason = makeRedactor(secretsOf({ email: null, telegram: telegram.settings() }))(result.reason);
  assert.doesNotMatch(reason, /AAF|7654321098|1001234567890|127\.0\.0\.1/);
  return { ...result, reason };
}

test('an alert is one message of plain text: no parse mode, no link preview, whatever it says', async () => {
  const nasty = madeAlert(1, { subject: '<b>*_x_*</b> & [a](http://b.example)', body: 'a < b && "c"\n`d` \\ é 😀' });
  assert.deepEqual(await send(nasty), { outcome: 'sent' });
  const [{ text, fields }] = telegram.messages;
  assert.equal(text, '<b>*_x_*</b> & [a](http://b.example)\na < b && "c"\n`d` \\ é 😀\n\nentry-1');
  assert.deepEqual(Object.keys(fields).sort(), ['chat_id', 'link_preview_options', 'text']);
});

test('429 asks for patience as long as the answer says, in parameters or in the header', async () => {
  const result = { outcome: 'try-later', reason: 'too many messages (429)' };
  assert.deepEqual(await after1({ kind: 'too-many', retryAfter: 7 }), { ...result, waitAtLeast: 7000 });
  assert.deepEqual(await after1({ kind: 'too-many', retryAfter: 9, header: true }), { ...result, waitAtLeast: 9000 });
});

test('a wrong token is refused, by 401 and by 404, and the variable named', async () => {
  const reason = (code: number) => `the bot token is not accepted (${code}); check MTF_TELEGRAM_TOKEN`;
  assert.deepEqual(await send(madeAlert(1), { token: '1:otherToken' }), { outcome: 'refused', reason: reason(401) });
  assert.deepEqual(await send(madeAlert(1), { token: 'x' }), { outcome: 'refused', reason: reason(404) });
});

test('a wrong chat, a bot that was blocked and a group with a new number are refused with their reason', async () => {
  assert.deepEqual(checked(await send(madeAlert(1), { chat: '99' })), {
    outcome: 'refused',
    reason: 'the Bot API refuses the message (400) and says "Bad Request: chat not found"; check MTF_TELEGRAM_CHAT',
  });
  assert.deepEqual(await after1({ kind: 'forbidden' }), {
    outcome: 'refused',
    reason:
      'the bot may not write to this chat (403) and says "Forbidden: bot was blocked by the user"; check MTF_TELEGRAM_CHAT',
  });
  assert.deepEqual(await after1({ kind: 'migrated', to: -100987 }), {
    outcome: 'refused',
    reason: 'the group has a new number (400); correct MTF_TELEGRAM_CHAT',
  });
});

const PASSING: readonly (readonly [TelegramMishap, string])[] = [
  [{ kind: 'error' }, 'the Bot API answered 500'],
  [{ kind: 'html' }, 'not an answer of the Bot API (HTTP 200)'],
  [{ kind: 'empty' }, 'not an answer of the Bot API (HTTP 502)'],
  [{ kind: 'redirect', to: 'http://127.0.0.1:1/elsewhere' }, 'not an answer of the Bot API (HTTP 307)'],
  [{ kind: 'reset' }, 'connection closed by the server'],
  [{ kind: 'hang' }, 'no answer within 0.1 s'],
  [{ kind: 'hang-body' }, 'no answer within 0.1 s'],
];
for (const [mishap, reason] of PASSING) {
  test(`${mishap.kind}: to be tried later, because ${reason}`, async () => {
    const timeout = mishap.kind.startsWith('hang') ? 100 : undefined;
    assert.deepEqual(await after1(mishap, timeout), { outcome: 'try-later', reason });
  });
}

test('nobody there: to be tried later', async () => {
  const gone = new FakeTelegram();
  await gone.start();
  const settings = gone.settings();
  await gone.stop();
  assert.deepEqual(await telegramMessenger(settings).send(madeAlert(1), NEVER), {
    outcome: 'try-later',
    reason: 'connection refused',
  });
  assert.deepEqual(await send(madeAlert(1), { url: 'https://no-such-host.invalid' }), {
    outcome: 'try-later',
    reason: 'host name not found',
  });
});

test('a stop ends the wait for an answer', async () => {
  telegram.mishaps.push({ kind: 'hang' });
  const stop = new AbortController();
  const sending = telegramMessenger(telegram.settings()).send(madeAlert(1), stop.signal);
  stop.abort();
  assert.equal((await sending).outcome, 'try-later');
});
