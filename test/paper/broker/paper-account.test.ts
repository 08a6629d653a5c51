import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../lib/core/random.js';
import { alpacaBroker } from '../../../lib/paper/broker/alpaca-broker.js';
import { simBroker } from '../../../lib/paper/broker/sim-broker.js';
import { MemoryJournal } from '../memory-journal.js';
import { HastyClock, orders, RULES } from './harness.js';

const SECRET = 'the-very-secret';

function made(url: string | undefined, id: string, more: { limitOffset?: number; label?: string } = {}) {
  return () =>
    alpacaBroker({
      keys: { id, secret: SECRET },
      ...(url !== undefined && { url }),
      journal: new MemoryJournal(),
      clock: new HastyClock(),
      random: seededRandom(1),
      rules: RULES,
      shorts: 'skip',
      ...more,
    });
}

const REFUSED: readonly [string, string | undefined, string, RegExp][] = [
  [
    'the live host',
    'https://api.alpaca.markets',
    'PKPAPER',
    /paper host, got https:\/\/api.alpaca.markets; trading is on paper only/,
  ],
  [
    'another host',
    'https://paper-api.alpaca.markets.example.com',
    'PKPAPER',
    /paper host, got https:\/\/paper-api.alpaca.markets.example.com/,
  ],
  ['the paper host without encryption', 'http://paper-api.alpaca.markets', 'PKPAPER', /paper host/],
  ['no address', 'paper', 'PKPAPER', /got no address/],
  ['a live key', undefined, 'AKLIVEKEY', /a paper account \(it begins with PK\), got the key of a live account/],
  ['a key of another kind', undefined, 'CKBROKER', /got another kind of key/],
  ['an empty key', undefined, '', /must be an id and a secret, got an empty one/],
];
for (const [name, url, id, message] of REFUSED) {
  test(`${name} is refused before anything is sent, and no key is repeated`, () => {
    assert.throws(made(url, id), (error: Error) => {
      assert.match(error.message, message);
      assert.ok(!error.message.includes(SECRET) && (id === '' || !error.message.includes(id)));
      return true;
    });
  });
}

test("Alpaca's paper host is taken, as it is or by default", () => {
  assert.equal(made(undefined, 'PKPAPER')().name, 'alpaca');
  assert.equal(made('https://paper-api.alpaca.markets', 'PKPAPER')().name, 'alpaca');
});

test('options that cannot be are refused', () => {
  assert.throws(made(undefined, 'PKPAPER', { limitOffset: 0.5 }), /limitOffset must be a fraction/);
  assert.throws(made(undefined, 'PKPAPER', { label: 'My Book' }), /label must be up to 16 small letters/);
});

test('a broker that was not opened says so', async () => {
  await assert.rejects(made(undefined, 'PKPAPER')().onOrders(orders(), false), /open must have succeeded/);
});

test("the book of the simulation is the model's own", async () => {
  const closed: string[] = [];
  const book = { cash: 9000, equity: 10_100, positions: [] };
  const broker = simBroker({ book: () => book, closeAll: (reason) => void closed.push(reason) });
  await broker.open();
  await broker.onOrders(orders(), false);
  assert.deepEqual(broker.book(), { ...book, foreign: [] });
  await broker.closeAll('kill');
  assert.deepEqual(closed, ['kill']);
});
