import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { makeRedactor } from '../../lib/paper/redact.js';

const TOKEN = '7654321098:AAF-fakeTokenOfTheLoopbackServer_01';
const PASSWORD = 'p%ss/w"rd+1 é\\n';
const SECRETS = [
  { name: 'token', value: TOKEN },
  { name: 'password', value: PASSWORD },
  { name: 'address', value: 'trader@receiver.example' },
  { name: 'chat', value: '-1001234567890' },
  { name: 'pin', value: 'k7' },
];
const redact = makeRedactor(SECRETS);

const entities = (text: string) => Array.from(text, (c) => `&#${c.codePointAt(0)};`).join('');
const named = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
const quotedPrintable = (text: string) =>
  Array.from(Buffer.from(text), (byte) =>
    byte < 33 || byte > 126 || byte === 61
      ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
      : String.fromCharCode(byte),
  ).join('');
const unicodeEscapes = (text: string) =>
  Array.from({ length: text.length }, (_, k) => `\\u${text.charCodeAt(k).toString(16).padStart(4, '0')}`).join('');

/** Ways in which a text gets written into another. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in other case': (text) => text.toUpperCase(),
  'URL component': encodeURIComponent,
  'URL component with small hex digits': (text) => encodeURIComponent(text).replace(/%../g, (hex) => hex.toLowerCase()),
  'URL component twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'every byte percent-escaped': (text) =>
    Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'form field': (text) => new URLSearchParams({ x: text }).toString().slice(2),
  'URL user name': (text) => {
    const url = new URL('https://host/');
    url.username = text;
    return url.username;
  },
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'JSON twice': (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  'unicode escapes': unicodeEscapes,
  inspected: (text) => inspect(text).slice(1, -1),
  'HTML numbers': entities,
  'HTML names': named,
  'quoted-printable': quotedPrintable,
};

/** Forms of six bytes and more only: of fewer too much else would look alike. */
const BYTE_FORMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  base64: (bytes) => bytes.toString('base64'),
  'base64 for URLs': (bytes) => bytes.toString('base64url'),
  'base64 in a URL': (bytes) => encodeURIComponent(bytes.toString('base64')),
  hex: (bytes) => bytes.toString('hex'),
  'inspected buffer': (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' '),
};

for (const [form, write] of Object.entries(FORMS)) {
  test(`no secret is left, written ${form}`, () => {
    for (const { value, name } of SECRETS.filter(({ value }) => value.length >= 6)) {
      for (const around of ['', 'x', '9', '%', '\\', ' ', '/bot', 'é']) {
        const text = `${around}${write(value)}${around}`;
        const left = redact(text);
        assert.ok(left.includes(`[${name}]`), `${JSON.stringify(text)} -> ${JSON.stringify(left)}`);
        assert.ok(!left.toLowerCase().includes(write(value).toLowerCase()), left);
      }
    }
  });
}

for (const [form, write] of Object.entries(BYTE_FORMS)) {
  test(`no secret is left, written as ${form}, whatever stands before and after it inside`, () => {
    for (const { value, name } of SECRETS.filter(({ value }) => value.length >= 6)) {
      for (const before of ['', '\0', 'ab', 'user:', '\0user\0']) {
        for (const after of ['', ':', '\0p', 'xyz']) {
          const left = redact(`x ${write(Buffer.from(before + value + after))} y`);
          assert.ok(left.includes(`[${name}]`), `${before}${after}: ${left}`);
        }
      }
    }
  });
}

test('any secret disappears from any text, at any position, in any form', () => {
  const secret = fc
    .string({ minLength: 6, maxLength: 40, unit: 'grapheme-ascii' })
    .filter((text) => text.trim().length >= 6);
  const form = fc.constantFrom(
    ...Object.values(FORMS),
    ...Object.values(BYTE_FORMS).map((write) => (text: string) => write(Buffer.from(text))),
  );
  fc.assert(
    fc.property(
      secret,
      form,
      fc.string({ maxLength: 30 }),
      fc.string({ maxLength: 30 }),
      (value, write, before, after) => {
        const written = write(value);
        const left = makeRedactor([{ name: '*', value }])(before + written + after);
        // Where the surroundings end or begin like the secret itself, a stretch that overlaps may be taken for it.
        return left.includes('[*]') && !left.slice(before.length).includes(written);
      },
    ),
    { numRuns: 2000 },
  );
});

test('every occurrence goes, and what stands around stays', () => {
  assert.equal(redact(`a ${TOKEN} b ${TOKEN}, c`), 'a [token] b [token], c');
  assert.equal(redact('to Trader@Receiver.example: 550'), 'to [address]: 550');
  assert.equal(redact('price 42,850.00 USD at 2024-01-01T00:05:00Z'), 'price 42,850.00 USD at 2024-01-01T00:05:00Z');
});

test('a short secret goes where it is a word, and no word is torn apart', () => {
  assert.equal(redact('pin=k7; k7, "k7" %20k7'), 'pin=[pin]; [pin], "[pin]" %20[pin]');
  assert.equal(redact('k78 ok7 k7k'), 'k78 ok7 k7k');
});

test('an address goes whole before the user name in it', () => {
  const both = makeRedactor([
    { name: 'user', value: 'trader-one' },
    { name: 'address', value: 'trader-one@receiver.example' },
  ]);
  assert.equal(both('<trader-one@receiver.example> trader-one'), '<[address]> [user]');
});

test("credentials in URLs, bot tokens and addresses go whoever's they are", () => {
  const nobody = makeRedactor([]);
  assert.equal(nobody('smtp://bob:hunter2@mail.example:587/'), 'smtp://[credentials]@mail.example:587/');
  assert.equal(nobody('GET /bot123456789:AAHfiqksKZ8WmR2zSjiQ7-v4TMAKdiHm9T0/x'), 'GET /bot[token]/x');
  assert.equal(nobody('550 5.1.1 <joe.smith+x@mail.example.org> unknown'), '550 5.1.1 <[address]> unknown');
  assert.equal(nobody('tslab@1.0.22 and nodemailer@10.6.0'), 'tslab@1.0.22 and nodemailer@10.6.0');
});

test('a long text costs time in proportion: a megabyte without a secret passes unchanged', () => {
  const text = Buffer.alloc(700_000, 'mtf lab').toString('base64');
  assert.equal(redact(text), text);
});

test('so does one made of what begins an escape', () => {
  for (const run of ['\\', '%25', '&#', '&#x0', '=', '0', '-', '\\u', 'a.', '://']) {
    const text = run.repeat(100_000);
    assert.equal(redact(text), text);
  }
});

test('an empty secret is refused by name', () => {
  assert.throws(() => makeRedactor([{ name: 'mail password', value: '' }]), /secret "mail password" must not be empty/);
});
