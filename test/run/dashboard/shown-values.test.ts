import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRedactor } from '../../../lib/paper/redact.js';
import { textCleaner, withTexts } from '../../../lib/run/dashboard/shown-values.js';

const clean = textCleaner(makeRedactor([{ name: 'secret key', value: 'abcdefgh12345' }]));

test('of a path its last name is left, of a secret its name', () => {
  assert.equal(clean('bars of /home/ann/data/btc.csv, whole'), 'bars of btc.csv, whole');
  assert.equal(clean('/srv/lab/outputs/paper/'), 'paper/');
  assert.equal(clean('got file:///home/ann/x.csv'), 'got x.csv');
  assert.equal(clean(String.raw`C:\Users\Ann\btc.csv and D:/data/x.csv`), 'btc.csv and x.csv');
  assert.equal(clean('key abcdefgh12345 was refused'), 'key [secret key] was refused');
});

test('what is no path stays: HTML, ratios, addresses of the web, packed data', () => {
  const packed = `abcdefgh12345/aa/bb/cc${'A'.repeat(400)}==`;
  for (const text of [
    '<div class="a"><p>1/2 of 3/4</p><br/></div></div>',
    'BTC/USD, long / short',
    'https://example.org/a/b/c',
    'data:image/jpeg;base64,/9j/4AAQ/abc',
    packed,
  ]) {
    assert.equal(clean(text), text);
  }
});

test('every text of a value is cleaned, and nothing else of it touched', () => {
  const value = { a: [1, null, true, { '/x/y/z': '/x/y/z.csv' }], b: 'abcdefgh12345' };
  assert.deepEqual(withTexts(value, clean), { a: [1, null, true, { z: 'z.csv' }], b: '[secret key]' });
});
