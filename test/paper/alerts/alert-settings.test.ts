import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAlertSettings, secretsOf } from '../../../lib/paper/alerts/alert-settings.js';
import { makeRedactor } from '../../../lib/paper/redact.js';

const MAIL = {
  MTF_SMTP_URL: 'smtp://lab%40sender.example:s3cr%2Ft-word@mail.sender.example',
  MTF_MAIL_FROM: 'lab@sender.example',
  MTF_MAIL_TO: 'one@receiver.example, two@receiver.example',
};
const TELEGRAM = { MTF_TELEGRAM_TOKEN: '7654321098:AAF-fakeToken_01', MTF_TELEGRAM_CHAT: '-1001234567890' };

test('without variables both channels are off; empty ones are none; others do not matter', () => {
  assert.deepEqual(readAlertSettings({}), { email: null, telegram: null });
  assert.deepEqual(readAlertSettings({ MTF_SMTP_URL: '', MTF_TELEGRAM_TOKEN: ' ', PATH: '/bin', MTF_OTHER: 'x' }), {
    email: null,
    telegram: null,
  });
});

test('complete settings of both channels are read', () => {
  assert.deepEqual(readAlertSettings({ ...MAIL, ...TELEGRAM }), {
    email: {
      host: 'mail.sender.example',
      port: 587,
      security: 'starttls',
      login: { user: 'lab@sender.example', password: 's3cr/t-word' },
      from: 'lab@sender.example',
      to: ['one@receiver.example', 'two@receiver.example'],
    },
    telegram: { url: 'https://api.telegram.org', token: TELEGRAM.MTF_TELEGRAM_TOKEN, chat: '-1001234567890' },
  });
});

test('user and password may stand in variables of their own, as they are', () => {
  const env = { ...MAIL, MTF_SMTP_URL: 'smtps://mail.example', MTF_SMTP_USER: 'me', MTF_SMTP_PASSWORD: 'a@b:c/%' };
  const { email } = readAlertSettings(env);
  assert.deepEqual(email?.login, { user: 'me', password: 'a@b:c/%' });
  assert.equal(email?.port, 465);
});

test('a password never goes over a network in clear text; on this machine it may', () => {
  const security = (url: string) => readAlertSettings({ ...MAIL, MTF_SMTP_URL: url }).email?.security;
  assert.equal(security('smtp://u:p@mail.example'), 'starttls');
  assert.equal(security('smtp://mail.example:25'), 'if-offered');
  assert.equal(security('smtps://mail.example'), 'tls');
  assert.equal(security('smtp://u:p@localhost:1025'), 'plain');
  assert.equal(security('smtp://[::1]:1025'), 'plain');
  assert.equal(readAlertSettings({ ...MAIL, MTF_SMTP_URL: 'smtp://[::1]:1025' }).email?.host, '::1');
});

test('another Bot API is reached by https, by http on this machine only', () => {
  const url = (text: string) => readAlertSettings({ ...TELEGRAM, MTF_TELEGRAM_URL: text }).telegram?.url;
  assert.equal(url('https://bots.example/api/'), 'https://bots.example/api');
  assert.equal(url('http://127.0.0.1:8081'), 'http://127.0.0.1:8081');
  assert.throws(() => url('http://bots.example'), /MTF_TELEGRAM_URL must be .*without https/);
});

const BROKEN: readonly (readonly [variable: string, change: Readonly<Record<string, string | undefined>>])[] = [
  ['MTF_SMTP_URL', { MTF_SMTP_URL: undefined }],
  ['MTF_SMTP_URL', { MTF_SMTP_URL: 'secret-host' }],
  ['MTF_SMTP_URL', { MTF_SMTP_URL: 'http://secret-host' }],
  ['MTF_SMTP_URL', { MTF_SMTP_URL: 'smtp://secret-host/path' }],
  ['MTF_SMTP_URL', { MTF_SMTP_URL: 'smtp://secret-host?tls.rejectUnauthorized=false' }],
  ['MTF_SMTP_URL', { MTF_SMTP_URL: 'smtp://user:secret%zz@host' }],
  ['MTF_SMTP_PASSWORD', { MTF_SMTP_URL: 'smtp://secret-user@host' }],
  ['MTF_SMTP_USER', { MTF_SMTP_URL: 'smtp://host', MTF_SMTP_PASSWORD: 'secret' }],
  ['MTF_MAIL_FROM', { MTF_MAIL_FROM: undefined }],
  ['MTF_MAIL_FROM', { MTF_MAIL_FROM: 'secret' }],
  ['MTF_MAIL_FROM', { MTF_MAIL_FROM: 'secret@a.example\r\nBcc: secret@b.example' }],
  ['MTF_MAIL_TO', { MTF_MAIL_TO: undefined }],
  ['MTF_MAIL_TO', { MTF_MAIL_TO: 'secret@a.example,' }],
  ['MTF_MAIL_TO', { MTF_MAIL_TO: 'Secret <secret@a.example>' }],
  ['MTF_TELEGRAM_TOKEN', { MTF_TELEGRAM_TOKEN: undefined }],
  ['MTF_TELEGRAM_TOKEN', { MTF_TELEGRAM_TOKEN: 'secret' }],
  ['MTF_TELEGRAM_TOKEN', { MTF_TELEGRAM_TOKEN: '1234567:secret/../../x' }],
  ['MTF_TELEGRAM_CHAT', { MTF_TELEGRAM_CHAT: undefined }],
  ['MTF_TELEGRAM_CHAT', { MTF_TELEGRAM_CHAT: 'secret chat' }],
  ['MTF_TELEGRAM_URL', { MTF_TELEGRAM_URL: 'ftp://secret' }],
  ['MTF_TELEGRAM_URL', { MTF_TELEGRAM_URL: 'https://secret:secret@host' }],
  ['MTF_TELEGRAM_CHATID', { MTF_TELEGRAM_CHATID: 'secret' }],
  ['MTF_SMTP_PASS', { MTF_SMTP_PASS: 'secret' }],
];

for (const [variable, change] of BROKEN) {
  test(`${variable} is named, and no value, when it is ${JSON.stringify(Object.values(change)[0] ?? 'missing')}`, () => {
    assert.throws(
      () => readAlertSettings({ ...MAIL, ...TELEGRAM, ...change }),
      ({ message }: Error) => {
        assert.match(message, new RegExp(`^readAlertSettings: ${variable} must be `));
        assert.doesNotMatch(message, /secret/i);
        return true;
      },
    );
  });
}

test('every secret of the settings is known to the redactor', () => {
  const redact = makeRedactor(secretsOf(readAlertSettings({ ...MAIL, ...TELEGRAM })));
  const text = redact(`${Object.values(MAIL).join(' ')} ${Object.values(TELEGRAM).join(' ')} AAF-fakeToken_01`);
  for (const secret of ['s3cr', 'sender.example', 'receiver', 'AAF', '1001234567890', '7654321098']) {
    assert.ok(!text.includes(secret), `${secret} in ${text}`);
  }
  assert.deepEqual(secretsOf({ email: null, telegram: null }), []);
});
