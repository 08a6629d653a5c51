import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings, rewriteParameters } from '../../lib/run/parameters.js';

const CELL = [
  '// Set from outside.',
  "const bars: string = ''; // a file",
  "const url = 'https://example.org';",
  'let size = 10_000;',
  'const quick: boolean = false;',
  'const set: Record<string, number | string | boolean> = {};',
].join('\n');

test('a line gets its new value in the kind of its literal, its comment kept', () => {
  const rewritten = rewriteParameters(CELL, { bars: 'C:\\x "y".csv', size: '2e3', quick: 'true' }).split('\n');
  assert.equal(rewritten[1], 'const bars: string = "C:\\\\x \\"y\\".csv"; // a file');
  assert.equal(rewritten[3], 'let size: number = 2000;');
  assert.equal(rewritten[4], 'const quick: boolean = true;');
  assert.equal(rewritten[2], "const url = 'https://example.org';");
});

test('a constant without a type gets one, so that later cells may compare it', () => {
  assert.match(rewriteParameters(CELL, { url: 'x' }), /const url: string = "x";/);
});

test('names without a line go into set, as number, true, false or text', () => {
  const rewritten = rewriteParameters(CELL, { tp_rr: '2.4', intrabar: 'path', htf_reversal: 'false', risk: 'NaN' });
  assert.match(rewritten, /= \{ "tp_rr": 2\.4, "intrabar": "path", "htf_reversal": false, "risk": "NaN" \};$/);
});

test('a comment behind set may hold braces', () => {
  assert.equal(
    rewriteParameters('const set: object = {}; // such as { tp_rr: 2.4 }', { fee: '0' }),
    'const set: object = { "fee": 0 }; // such as { tp_rr: 2.4 }',
  );
});

test('what stands in set already is kept unless it is named', () => {
  assert.equal(
    rewriteParameters('const set = { tp_rr: 2, fee: 0 };', { tp_rr: '3' }),
    'const set = { ...{ tp_rr: 2, fee: 0 }, "tp_rr": 3 };',
  );
});

test('a value that does not fit its line and a name without a place are refused', () => {
  assert.throws(() => rewriteParameters(CELL, { size: 'many' }), /size must be a number, got many/);
  assert.throws(() => rewriteParameters(CELL, { quick: '1' }), /quick must be true or false, got 1/);
  assert.throws(() => rewriteParameters("const out = 'x';", { nope: '1' }), /parameter must be one of out, got nope/);
  assert.throws(
    () => rewriteParameters('', { out: 'x' }),
    /must have lines such as const out = 'value';, got none for out/,
  );
});

test('settings are name=value, files and folders among them resolved', () => {
  const settings = parseSettings(['bars=a.csv', 'tp_rr=2', 'tp_rr=3', 'note=a=b'], (path) => `/here/${path}`);
  assert.deepEqual(settings, { bars: '/here/a.csv', tp_rr: '3', note: 'a=b' });
  assert.throws(() => parseSettings(['tp_rr'], String), /setting must be name=value, got tp_rr/);
});
