import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { secretsOf } from '../../../lib/paper/alerts/alert-settings.js';
import { type EmailSettings, emailMessenger, messageId } from '../../../lib/paper/alerts/email.js';
import type { SendResult } from '../../../lib/paper/alerts/messenger.js';
import { makeRedactor } from '../../../lib/paper/redact.js';
import { FakeSmtp, type FakeSmtpOptions, headerOf, type SmtpStage, textOf } from '../fake-smtp.js';
import { selfSigned } from '../self-signed.js';
import { madeAlert, NEVER, NOW } from './made.js';

const servers: FakeSmtp[] = [];
after(() => Promise.all(servers.map((server) => server.stop())));

async function start(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  const server = new FakeSmtp(options);
  servers.push(server);
  await server.start();
  return server;
}

/** One try; a reason, redacted, holds no address, name or password. */
async function send(settings: EmailSettings, alert = madeAlert(1), timeout?: number): Promise<SendResult> {
  const result = await emailMessenger(settings, timeout).send(alert, NEVER);
  if (result.outcome === 'sent') return result;
  const reason = makeRedactor(secretsOf({ email: settings, telegram: null }))(result.reason);
  assert.doesNotMatch(reason, /@|hunter|example|127\.0\.0\.1/);
  return { ...result, reason };
}

const login = { user: 'lab@sender.example', password: 'hunter-22' };

test('an alert is a mail of plain text, dated when it happened, that no robot answers', async () => {
  const server = await start();
  const alert = madeAlert(1, { subject: 'Long 0.25 BTC – é', body: 'a < b & "c"\n.\n..dots\nFrom here\né 😀' });
  assert.deepEqual(await send(server.settings({ to: ['a@r.example', 'b@r.example'] }), alert), { outcome: 'sent' });
  const [mail] = server.mails;
  assert.deepEqual([mail.from, mail.to], ['lab@sender.example', ['a@r.example', 'b@r.example']]);
  assert.equal(headerOf(mail, 'Subject'), '[mtf-lab] Long 0.25 BTC – é');
  assert.equal(textOf(mail).trimEnd(), 'a < b & "c"\n.\n..dots\nFrom here\né 😀\n\nentry-1');
  assert.equal(headerOf(mail, 'Date'), 'Mon, 01 Jan 2024 12:01:00 +0000');
  assert.equal(headerOf(mail, 'Auto-Submitted'), 'auto-generated');
  assert.match(headerOf(mail, 'Content-Type') ?? '', /^text\/plain; charset=utf-8/);
});

test('an alert sent twice has one Message-ID, another alert another', async () => {
  const server = await start();
  for (const k of [1, 1, 2]) await send(server.settings(), madeAlert(k));
  const [first, again, other] = server.mails.map((mail) => headerOf(mail, 'Message-ID'));
  assert.equal(first, messageId(madeAlert(1), 'lab@sender.example'));
  assert.match(first ?? '', /^<[0-9a-f]{32}@sender\.example>$/);
  assert.equal(again, first);
  assert.notEqual(other, first);
});

test('nothing in an alert makes a header or a recipient', async () => {
  const server = await start();
  const evil = 'x\r\nBcc: evil@evil.example\r\n\r\nbody\u2028Cc: evil@evil.example';
  await send(
    server.settings(),
    madeAlert(1, { id: evil, subject: evil, body: `${evil}\r\n.\r\nMAIL FROM:<e@e.example>` }),
  );
  const [mail] = server.mails;
  assert.equal(server.mails.length, 1);
  assert.deepEqual(mail.to, ['trader@receiver.example']);
  assert.equal(headerOf(mail, 'Bcc'), undefined);
  assert.equal(headerOf(mail, 'Cc'), undefined);
  assert.match(headerOf(mail, 'Subject') ?? '', /^\[mtf-lab\] x Bcc: evil@evil\.example body Cc:/);
});

test('user and password are given where asked for; wrong ones are refused without naming them', async () => {
  const server = await start({ login });
  assert.deepEqual(await send(server.settings()), { outcome: 'sent' });
  assert.equal(server.mails[0].user, login.user);
  assert.deepEqual(await send(server.settings({ login: { ...login, password: 'hunter-23' } })), {
    outcome: 'refused',
    reason: 'user name or password is not accepted (535); check MTF_SMTP_URL, MTF_SMTP_USER, MTF_SMTP_PASSWORD',
  });
  server.answers.login = '454 4.7.0 try later, lab@sender.example';
  assert.deepEqual(await send(server.settings()), {
    outcome: 'try-later',
    reason: 'the server answered "454 4.7.0 try later, [mail address]"',
  });
});

test('STARTTLS and TLS encrypt, with a certificate that is trusted', async () => {
  const certificate = selfSigned();
  for (const security of ['starttls', 'tls'] as const) {
    const server = await start({ security, certificate, login });
    assert.deepEqual(await send(server.settings()), { outcome: 'sent' });
    assert.deepEqual([server.mails[0].encrypted, server.mails[0].user], [true, login.user]);
  }
});

test('a certificate that is not trusted, or for another name, ends the try before the password', async () => {
  const certificate = selfSigned();
  for (const security of ['starttls', 'tls'] as const) {
    const server = await start({ security, certificate, login });
    const result = await send({ ...server.settings(), ca: selfSigned().cert });
    assert.deepEqual([result.outcome, server.mails.length], ['try-later', 0]);
    assert.match('reason' in result ? result.reason : '', /^the server's certificate is not trusted \(\w+\)$/);
  }
});

test('nothing is sent in clear text where STARTTLS is required and not offered', async () => {
  const server = await start({ login });
  const result = await send(server.settings({ security: 'starttls' }));
  assert.deepEqual([result.outcome, server.mails.length], ['refused', 0]);
  assert.match(
    'reason' in result ? result.reason : '',
    /^no encrypted connection \(STARTTLS\): the server answered "5/,
  );
});

test('encryption is used where it is offered and not required', async () => {
  const server = await start({ security: 'starttls', certificate: selfSigned() });
  assert.deepEqual(await send(server.settings({ security: 'if-offered' })), { outcome: 'sent' });
  assert.equal(server.mails[0].encrypted, true);
  const plain = await start();
  assert.deepEqual(await send(plain.settings({ security: 'if-offered' })), { outcome: 'sent' });
});

const ANSWERS: readonly (readonly [SmtpStage, string, 'try-later' | 'refused'])[] = [
  ['connect', '421 4.3.2 too busy', 'try-later'],
  ['connect', '554 5.7.1 go away', 'refused'],
  ['mail', '451 4.3.0 later', 'try-later'],
  ['mail', '503 5.5.1 out of order', 'try-later'],
  ['mail', '550 5.7.1 sender lab@sender.example denied', 'refused'],
  ['rcpt', '450 4.2.1 trader@receiver.example is greylisted', 'try-later'],
  ['rcpt', '550 5.1.1 <trader@receiver.example> unknown', 'refused'],
  ['data', '452 4.3.1 disk full', 'try-later'],
  ['data', '552 5.3.4 too long', 'refused'],
];
for (const [stage, text, outcome] of ANSWERS) {
  test(`"${text}" at ${stage}: ${outcome}`, async () => {
    const server = await start();
    server.answers[stage] = text;
    const result = await send(server.settings());
    assert.equal(result.outcome, outcome);
    const said = text.replace(/<?[\w-]+@[\w-]+\.example>?/, (address) =>
      address.startsWith('<') ? '<[mail address]>' : '[mail address]',
    );
    assert.ok('reason' in result && result.reason.startsWith('the server answered "'));
    // A status in front of the text may be added by the server.
    assert.ok('reason' in result && result.reason.includes(said.slice(10)), JSON.stringify(result));
    assert.equal(server.mails.length, 0);
  });
}

test('one recipient of two refused: sent, and said', async () => {
  const server = await start();
  server.recipients['b@r.example'] = '550 no such user';
  assert.deepEqual(await send(server.settings({ to: ['a@r.example', 'b@r.example'] })), {
    outcome: 'sent',
    note: 'the server refused 1 of 2 recipients',
  });
});

for (const stage of ['connect', 'mail', 'data'] as const) {
  test(`a server that falls silent at ${stage} is given up in time`, async () => {
    const server = await start();
    server.answers[stage] = 'hang';
    assert.deepEqual(await send(server.settings(), madeAlert(1), 150), {
      outcome: 'try-later',
      reason: 'no answer within 0.15 s',
    });
  });
}

test('nobody there: to be tried later, without naming the place', async () => {
  const server = await start();
  const settings = server.settings();
  await server.stop();
  servers.pop();
  assert.deepEqual(await send(settings), { outcome: 'try-later', reason: 'connection refused' });
  assert.deepEqual(await send({ ...settings, host: 'no-such-host.invalid' }), {
    outcome: 'try-later',
    reason: 'host name not found',
  });
});

test('a stop ends the wait for an answer', async () => {
  const server = await start();
  server.answers.connect = 'hang';
  const stop = new AbortController();
  const sending = emailMessenger(server.settings()).send(madeAlert(1, { at: NOW }), stop.signal);
  stop.abort();
  assert.equal((await sending).outcome, 'try-later');
});
