// The server over real sockets: its addresses, its headers, what it refuses, and what it tells when files and journal change.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { writeAtomic } from '../../../lib/data/files.js';
import { makeRedactor } from '../../../lib/paper/redact.js';
import type { LiveList, LiveNotice } from '../../../lib/report/dashboard/live-words.js';
import type { DashboardPart, PieceEvent } from '../../../lib/report/dashboard/piece.js';
import { type Dashboard, startDashboard } from '../../../lib/run/dashboard/dashboard-server.js';
import { CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from '../../../lib/run/dashboard/response-headers.js';
import { pieceFiles, siteTexts } from '../../../lib/run/dashboard/sources.js';
import { madeInput, madeOutcome, openJournal, START } from '../../paper/journal/made.js';
import { type Answer, ask, askRaw, type Listener, listen } from './client.js';

const folder = mkdtempSync(join(tmpdir(), 'mtf-dashboard-'));
const out = join(folder, 'outputs');
const SECRET = 'pk-not-to-be-read-1234';
const redact = makeRedactor([{ name: 'secret key', value: SECRET }]);
let dashboard: Dashboard;
let port = 0;

before(async () => {
  const streams = { most: 3, backlog: 64 * 1024, beat: 200 };
  const options = {
    out,
    port: 0,
    site: siteTexts(),
    files: pieceFiles(out),
    redact,
    now: () => START,
    streams,
    every: 50,
  };
  dashboard = await startDashboard(options);
  port = dashboard.port;
});
after(async () => {
  await dashboard.close();
  rmSync(folder, { recursive: true, force: true });
});

const json = ({ body }: Answer) => JSON.parse(body.toString('utf8'));
const list = async () => json(await ask(port, { path: '/pieces.json' })) as LiveList;

/** Written as notebook 03 writes it. */
function part(sentence: string): string {
  const file = join(out, 'dashboard', '03-backtest.json');
  const made = {
    notebook: '03-backtest',
    receipt: {},
    description: 'made up',
    sentences: [sentence],
    figures: {},
  } as const;
  writeAtomic(file, JSON.stringify(made satisfies DashboardPart));
  return file;
}

function hasHeaders({ headers, status }: Answer, where: string): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS))
    assert.equal(headers[name.toLowerCase()], value, `${where} ${name}`);
  assert.ok(headers['cache-control'], `${where} cache`);
  assert.deepEqual(
    Object.keys(headers).filter((name) => name.startsWith('access-control')),
    [],
    where,
  );
  assert.equal(headers['x-powered-by'] ?? headers.server, undefined);
  if (status >= 400) assert.equal(headers.connection, 'close', where);
}

test('the app stands at its addresses, without a script or a style in the page', async () => {
  const types = {
    '/': /^text\/html/,
    '/app.js': /javascript/,
    '/app.css': /^text\/css/,
    '/plotly.js': /javascript/,
    '/pieces.json': /json/,
  };
  for (const [path, type] of Object.entries(types)) {
    const answer = await ask(port, { path });
    assert.equal(answer.status, 200, path);
    assert.match(String(answer.headers['content-type']), type);
    hasHeaders(answer, path);
    assert.ok(answer.body.length > 20);
    const head = await ask(port, { path, method: 'HEAD' });
    assert.equal(head.headers['content-length'], answer.headers['content-length']);
    assert.equal(head.body.length, 0);
  }
  const shell = (await ask(port)).body.toString();
  assert.doesNotMatch(shell, /<style|<script(?![^>]* src=")[^>]*>| on\w+=|https?:/);
  assert.match(CONTENT_SECURITY_POLICY, /^default-src 'none'; script-src 'self'; style-src 'self';/);
});

test('nothing else is there, and no way leads to a file', async () => {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'secret.json'), '"not to be served"');
  const none = [
    '/index.html',
    '/app',
    '/pieces',
    '/pieces/',
    '/pieces/nothing.json',
    '/pieces/toString.json',
    '/results.json',
    '/favicon.ico',
  ];
  const ways = [
    '/pieces/../secret.json',
    '/pieces/..%2fsecret.json',
    '/pieces/%2e%2e/secret.json',
    '/pieces/..\\secret.json',
    '//pieces.json',
    '/./pieces.json',
    '/pieces/03-backtest.json/../../secret.json',
    '/pieces/03-backtest.json%00',
    '/constructor',
    '/__proto__',
    '/%',
    `http://127.0.0.1:${port}/pieces.json`,
  ];
  for (const path of [...none, ...ways]) {
    const answer = await ask(port, { path });
    assert.equal(answer.status, 404, path);
    assert.doesNotMatch(answer.body.toString(), /secret|outputs/);
    hasHeaders(answer, path);
  }
});

test('wrong hosts, other sites, other methods and bodies are refused', async () => {
  const refused: readonly [number, Parameters<typeof ask>[1]][] = [
    [421, { headers: { Host: 'evil.example' } }],
    [421, { headers: { Host: `evil.example:${port}` }, path: '/events' }],
    [403, { headers: { Origin: 'http://evil.example' }, path: '/pieces.json' }],
    [403, { headers: { 'Sec-Fetch-Site': 'cross-site' }, path: '/events' }],
    [405, { method: 'POST' }],
    [405, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'GET' } }],
    [413, { headers: { 'Transfer-Encoding': 'chunked' } }],
    [414, { path: `/${'a'.repeat(1000)}` }],
  ];
  for (const [status, request] of refused) {
    const answer = await ask(port, request);
    assert.equal(answer.status, status, JSON.stringify(request));
    hasHeaders(answer, JSON.stringify(request));
    if (status === 405) assert.equal(answer.headers.allow, 'GET, HEAD');
  }
  assert.equal((await ask(port, { headers: { Host: `localhost:${port}` } })).status, 200);
});

test('a piece comes compressed where that is understood, and once only where the reader has it', async () => {
  part('long '.repeat(1000));
  const { pieces } = await list();
  const path = '/pieces/03-backtest.json';
  const plain = await ask(port, { path });
  const packed = await ask(port, { path, headers: { 'Accept-Encoding': 'br, gzip' } });
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.deepEqual(gunzipSync(packed.body), plain.body);
  assert.equal(
    (await ask(port, { path, headers: { 'Accept-Encoding': 'gzip;q=0' } })).headers['content-encoding'],
    undefined,
  );
  const etag = String(plain.headers.etag);
  assert.equal(etag, `W/"${pieces['03-backtest']}"`);
  for (const known of [etag, `"x", ${etag}`, etag.slice(2)]) {
    const answer = await ask(port, { path, headers: { 'If-None-Match': known } });
    assert.deepEqual([answer.status, answer.body.length, answer.headers.etag], [304, 0, etag]);
    hasHeaders(answer, '304');
  }
  assert.equal((await ask(port, { path, headers: { 'If-None-Match': '"x"' } })).status, 200);
});

/** Waits for the event that says that a piece has changed, or is gone. */
const told = (stream: Listener, piece: string, isThere = true) =>
  stream.next('message', (event: PieceEvent) => event.piece === piece && (event.etag !== null) === isThere);
/** Waits for a notice of these words, alone or among others. */
const noticed = (stream: Listener, words: RegExp) =>
  stream.next('notices', (notices: LiveNotice[]) => notices.some(({ text }) => words.test(text)));

test('a file renamed into the folder is told of at once, and so is one that goes', async () => {
  const stream = await listen(port);
  assert.equal(stream.status, 200);
  assert.match(String(stream.headers['content-type']), /^text\/event-stream/);
  assert.equal(stream.headers['content-security-policy'], CONTENT_SECURITY_POLICY);
  const first = (await stream.next('pieces')) as LiveList;
  await stream.next('beat');
  const file = part('another finding');
  assert.notDeepEqual(await told(stream, '03-backtest'), { piece: '03-backtest', etag: first.pieces['03-backtest'] });
  assert.equal(json(await ask(port, { path: '/pieces/03-backtest.json' })).sentences[0], 'another finding');
  rmSync(file);
  await told(stream, '03-backtest', false);
  assert.equal((await ask(port, { path: '/pieces/03-backtest.json' })).status, 404);
  stream.close();
});

test('a damaged or half-written file leaves what was good of it, and says so', async () => {
  const file = join(out, 'results.json');
  writeAtomic(file, '{"backtest_metrics":');
  const broken = await list();
  assert.equal(broken.pieces.results, undefined);
  // Not a word of what stands in it: it may be a link to another file.
  assert.match(broken.notices[0].text, /^results\.json cannot be used: it is not JSON\. .*from before/);
  const good = { optimization: { method: 'bayesian', n_calls: 1, best_params: {} } };
  writeAtomic(file, JSON.stringify(good));
  const well = await list();
  assert.deepEqual([well.notices, Object.keys(well.pieces)], [[], ['results']]);
  const stream = await listen(port);
  writeFileSync(file, '{"optimization":{"method":');
  await noticed(stream, /^results\.json cannot be used/);
  assert.deepEqual(json(await ask(port, { path: '/pieces/results.json' })), good);
  // JSON, and nothing that results are.
  writeAtomic(file, '[1]');
  await noticed(stream, /schema/);
  assert.equal((await list()).pieces.results, well.pieces.results);
  writeAtomic(file, JSON.stringify(good));
  assert.deepEqual((await list()).notices, []);
  rmSync(file);
  await told(stream, 'results', false);
  mkdirSync(file);
  await noticed(stream, /no file/);
  rmSync(file, { recursive: true });
  assert.deepEqual(await list(), { pieces: {}, notices: [], app: well.app });
  stream.close();
});

test('each bar in the journal is told of, and a damaged journal is said to be', async () => {
  const stream = await listen(port);
  const at = join(out, 'paper');
  const journal = openJournal(at);
  const bar = (k: number) => journal.atomically(() => journal.recordBar(madeInput(k), madeOutcome(k)));
  bar(0);
  const first = await told(stream, 'paper');
  const view = json(await ask(port, { path: '/pieces/paper.json' }));
  assert.match(view.html, /Running/);
  assert.doesNotMatch(view.html + view.logs, /<style/);
  assert.deepEqual([/class="log"|<h3>Events/.test(view.html), /<h3>Events/.test(view.logs)], [false, true]);
  assert.equal(view.figures.length, 2);
  bar(1);
  assert.notDeepEqual(await told(stream, 'paper'), first);
  journal.close();
  await told(stream, 'paper');
  await list();
  assert.match(json(await ask(port, { path: '/pieces/paper.json' })).html, /Stopped/);
  renameSync(join(at, 'journal.sqlite'), join(at, 'kept.sqlite'));
  await told(stream, 'paper', false);
  writeFileSync(join(at, 'journal.sqlite'), 'this is no database, and longer than a header would be'.repeat(100));
  const [notice] = (await noticed(stream, /^Paper trading cannot be shown/)) as LiveNotice[];
  assert.ok(!notice.text.includes(folder), notice.text);
  rmSync(join(at, 'journal.sqlite'));
  renameSync(join(at, 'kept.sqlite'), join(at, 'journal.sqlite'));
  await told(stream, 'paper');
  assert.deepEqual((await list()).notices, []);
  stream.close();
});

test('no answer names a folder of this machine or a secret of its environment', async () => {
  part(`read ${folder}/data/bars.csv with ${SECRET} for ann@example.org`);
  const { pieces } = await list();
  const paths = [
    '/',
    '/app.js',
    '/app.css',
    '/plotly.js',
    '/pieces.json',
    ...Object.keys(pieces).map((name) => `/pieces/${name}.json`),
  ];
  assert.equal(paths.length, 7);
  for (const path of paths) {
    const text = (await ask(port, { path })).body.toString();
    for (const word of [SECRET, folder, process.cwd(), 'ann@example.org'])
      assert.ok(!text.includes(word), `${path} ${word}`);
  }
  assert.equal(
    json(await ask(port, { path: '/pieces/03-backtest.json' })).sentences[0],
    'read bars.csv with [secret key] for [address]',
  );
});

test('more readers than there may be are refused, and one that goes makes room', async () => {
  const open = await Promise.all([listen(port), listen(port), listen(port)]);
  const refused = await ask(port, { path: '/events' });
  assert.deepEqual([refused.status, refused.headers['retry-after']], [503, '5']);
  hasHeaders(refused, '503');
  open[0].close();
  await open[0].closed;
  let status = 503;
  for (let tries = 0; tries < 100 && status === 503; tries++) {
    const again = await listen(port);
    again.close();
    status = again.status;
  }
  assert.equal(status, 200);
  for (const stream of open) stream.close();
  // Many at once pass the count no more than one after the other.
  await Promise.all(open.map(({ closed }) => closed));
  const burst = await Promise.all(Array.from({ length: 12 }, () => listen(port)));
  assert.ok(burst.filter((stream) => stream.status === 200).length <= 3);
  for (const stream of burst) stream.close();
  await Promise.all(burst.map(({ closed }) => closed));
});

test('bytes that are no request, and requests made to confuse, are refused with the same headers', async () => {
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const raw = [
    'nonsense\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    `GET / HTTP/1.1\r\n${host}${host}\r\n`,
    `GET / HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`,
    `POST / HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 4\r\n\r\n`,
    `POST / HTTP/1.1\r\n${host}Expect: anything\r\n\r\n`,
    `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`,
    `GET /events HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    `GET / HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n`,
    `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\n\r\nGET `,
  ];
  for (const text of raw) {
    const answer = await askRaw(port, text);
    assert.match(answer, /^HTTP\/1\.1 4\d\d /, text.slice(0, 60));
    assert.match(answer, /content-security-policy: default-src 'none'/i, text.slice(0, 60));
  }
  const words = fc.oneof(
    fc.constantFrom(
      'GET ',
      '/pieces.json',
      '../',
      '%2e%2e/',
      ' HTTP/1.1\r\n',
      host,
      '\r\n\r\n',
      'Origin: null\r\n',
      '\0',
      'POST /',
    ),
    fc.string({ maxLength: 12 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 12 }), async (list) => {
      const answer = await askRaw(port, `${list.join('')}\r\nConnection: close\r\n\r\n`);
      assert.doesNotMatch(answer, /^HTTP\/1\.1 5|not to be served/);
    }),
    { numRuns: 60 },
  );
  assert.equal((await ask(port)).status, 200);
});

test('nobody outside this machine reaches it', async () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of outside) {
    const opened = new Promise((resolve) => {
      const socket = connect({ host: address, port });
      socket.on('connect', () => resolve('opened')).on('error', ({ message }) => resolve(message));
    });
    assert.match(String(await opened), /ECONNREFUSED/, address);
  }
});

test('a port that is taken is refused in words that say what to do', async () => {
  const options = { out, port, site: siteTexts(), files: pieceFiles(out), redact, now: () => START };
  await assert.rejects(startDashboard(options), /startDashboard: port \d+ must be free, got one in use.*-- --port \d+/);
});
