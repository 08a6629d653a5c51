// Who is answered, as a rule on its own: see dashboard-server.test.ts for the same over a socket.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AskedRequest, refusal } from '../../../lib/run/dashboard/request-guard.js';

const PORT = 8642;
const HOST = `127.0.0.1:${PORT}`;

function asked(headers: Readonly<Record<string, string>>, more: Partial<AskedRequest> = {}): AskedRequest {
  const all = { host: HOST, ...headers };
  return { method: 'GET', url: '/', headers: all, rawHeaders: Object.entries(all).flat(), ...more };
}

const statusOf = (request: AskedRequest, port = PORT) => refusal(request, port)?.status;

test('this machine by either name is answered, whatever the case of the letters', () => {
  for (const host of [HOST, `localhost:${PORT}`, `LocalHost:${PORT}`])
    assert.equal(statusOf(asked({ host })), undefined);
  assert.equal(statusOf(asked({ host: 'localhost' }), 80), undefined);
});

test('another host is refused, as after DNS rebinding; so are none and two', () => {
  const others = [
    'evil.example',
    `evil.example:${PORT}`,
    'localhost',
    '127.0.0.1',
    `127.0.0.1:${PORT + 1}`,
    `[::1]:${PORT}`,
  ];
  const tricks = [
    `${HOST}.evil.example`,
    `${HOST}@evil.example`,
    ` ${HOST}`,
    `127.0.0.1.:${PORT}`,
    `0.0.0.0:${PORT}`,
    '',
  ];
  for (const host of [...others, ...tricks]) assert.equal(statusOf(asked({ host })), 421, host);
  assert.equal(statusOf(asked({}, { rawHeaders: [] })), 421);
  assert.equal(statusOf(asked({}, { rawHeaders: ['Host', HOST, 'host', HOST] })), 421);
});

test('only GET and HEAD without a body are answered', () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'get']) {
    assert.equal(statusOf(asked({}, { method })), 405, method);
  }
  assert.equal(statusOf(asked({ 'content-length': '1' })), 413);
  assert.equal(statusOf(asked({ 'content-length': 'x' })), 413);
  assert.equal(statusOf(asked({ 'transfer-encoding': 'chunked' })), 413);
  assert.equal(statusOf(asked({ 'content-length': '0' })), undefined);
  assert.equal(statusOf(asked({}, { url: `/${'a'.repeat(600)}` })), 414);
});

test('requests of other sites are refused; a link may open the page itself and nothing else', () => {
  assert.equal(statusOf(asked({ origin: `http://${HOST}` })), undefined);
  for (const origin of [
    'null',
    'http://evil.example',
    `https://${HOST}`,
    `http://localhost:${PORT}`,
    'http://127.0.0.1',
  ]) {
    assert.equal(statusOf(asked({ origin })), 403, origin);
  }
  const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  for (const site of ['cross-site', 'same-site', 'anything']) {
    const from = { 'sec-fetch-site': site };
    assert.equal(statusOf(asked(from)), 403, site);
    assert.equal(statusOf(asked({ ...from, ...link })), undefined, site);
    assert.equal(statusOf(asked({ ...from, ...link, 'sec-fetch-dest': 'iframe' })), 403, site);
    for (const url of ['/pieces.json', '/events', '/app.js', '/pieces/paper.json', '/?']) {
      assert.equal(statusOf(asked({ ...from, ...link }, { url })), 403, `${site} ${url}`);
    }
  }
  for (const site of ['same-origin', 'none']) assert.equal(statusOf(asked({ 'sec-fetch-site': site })), undefined);
});

test('of any host at all, just the two names of this machine are answered', () => {
  const parts = fc.oneof(
    fc.constantFrom('localhost', '127.0.0.1', ':', '8642', '.', '@', '#'),
    fc.string({ maxLength: 6 }),
  );
  const host = fc.array(parts, { maxLength: 6 }).map((list) => list.join(''));
  fc.assert(
    fc.property(host, (name) => {
      const own = name.toLowerCase() === HOST || name.toLowerCase() === `localhost:${PORT}`;
      assert.equal(statusOf(asked({ host: name })) === undefined, own);
    }),
    { numRuns: 500 },
  );
});
