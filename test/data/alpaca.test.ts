import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { Bars } from '../../lib/core/bars.js';
import { DAY, HOUR, isoTime, MINUTE, TIMEFRAMES } from '../../lib/core/time.js';
import type { AlpacaRequest } from '../../lib/data/alpaca.js';
import { alpacaBars } from '../../lib/data/alpaca.js';
import type { AlpacaAccess } from '../../lib/data/alpaca-client.js';
import { alpacaPages } from '../../lib/data/alpaca-client.js';
import { dataQuality } from '../../lib/data/quality.js';
import type { FakeOptions, Mishap } from './fake-alpaca.js';
import { FakeAlpaca, fakeBar, VirtualClock } from './fake-alpaca.js';

const JANUARY = Date.UTC(2024, 0, 1);
const KEYS = { id: 'AK-the-key-id', secret: 'the-very-secret' };

/** The real SDK in front of a fake server; the clock is virtual, so waits are recorded and take no time. */
async function alpaca(t: TestContext, options: Partial<FakeOptions> & { now?: number } = {}) {
  const clock = new VirtualClock(options.now ?? JANUARY + 60 * DAY);
  const fake = new FakeAlpaca({ clock, pageSize: 1000, ...options });
  const baseUrl = await fake.start();
  t.after(() => fake.stop());
  const folder = mkdtempSync(join(tmpdir(), 'mtf-alpaca-'));
  const reasons: string[] = [];
  const access: AlpacaAccess = {
    clock,
    random: () => 0.5,
    baseUrl,
    timeout: 150,
    onRetry: (reason) => reasons.push(reason),
  };
  const load = (from: number, to: number, more: Partial<AlpacaRequest> = {}) =>
    alpacaBars({ timeframe: '5Min', from, to, folder, access, ...more });
  return { clock, fake, folder, access, reasons, load };
}

function assertComplete(bars: Bars, from: number, to: number): void {
  const { step } = bars;
  assert.equal(bars.time.length, Math.round((to - from) / step));
  for (let i = 0; i < bars.time.length; i += 37) {
    const expected = fakeBar(from + i * step, step);
    assert.equal(isoTime(bars.time[i]), expected.t);
    assert.deepEqual(
      [bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]],
      [expected.o, expected.h, expected.l, expected.c, expected.v],
    );
  }
}

test('pages of at most 10,000 bars are followed to the end of the range, without keys', async (t) => {
  const { fake, load } = await alpaca(t, { pageSize: 10_000 });
  const progress: [number, number][] = [];
  const bars = await load(JANUARY, JANUARY + 50 * DAY, { onProgress: (p) => progress.push([p.bars, p.expected]) });
  assertComplete(bars, JANUARY, JANUARY + 50 * DAY);
  const [first] = fake.requests;
  assert.equal(first.url.pathname, '/v1beta3/crypto/us/bars');
  assert.deepEqual(
    ['symbols', 'timeframe', 'limit', 'sort'].map((name) => first.url.searchParams.get(name)),
    ['BTC/USD', '5Min', '10000', 'asc'],
  );
  assert.equal(first.headers['apca-api-key-id'], undefined);
  assert.equal(fake.requests.length, 2);
  assert.deepEqual(progress, [
    [0, 14_400],
    [34 * 288, 14_400],
    [14_400, 14_400],
  ]);
});

test('keys are sent when given', async (t) => {
  const { fake, load, access } = await alpaca(t, { keys: KEYS });
  assertComplete(await load(JANUARY, JANUARY + DAY, { access: { ...access, keys: KEYS } }), JANUARY, JANUARY + DAY);
  assert.equal(fake.requests[0].headers['apca-api-secret-key'], KEYS.secret);
});

test('wrong keys are one clear error, at once and without the keys', async (t) => {
  const { fake, load, access } = await alpaca(t);
  const keys = { id: 'AK-wrong', secret: 'wrong-secret' };
  fake.mishaps.push({ kind: 'status', status: 401, body: '{"message":"unauthorized: AK-wrong / wrong-secret"}' });
  for (const attempt of [1, 2]) {
    await assert.rejects(load(JANUARY, JANUARY + DAY, { access: { ...access, keys } }), (error: Error) => {
      assert.match(
        error.message,
        /alpacaBars: the keys must be accepted by Alpaca, got status 401 .*; check APCA_API_KEY_ID/,
      );
      assert.ok(!`${error.message} ${error.stack}`.match(/AK-wrong|wrong-secret/));
      return true;
    });
    assert.equal(fake.requests.length, attempt);
  }
});

const passing: [name: string, mishap: Mishap, reason: RegExp][] = [
  ['a 429', { kind: 'status', status: 429, retryAfter: '1' }, /status 429/],
  ['a 500', { kind: 'status', status: 500 }, /status 500/],
  ['a 503 in HTML', { kind: 'status', status: 503, body: '<html>nginx</html>' }, /status 503/],
  ['a time-out', { kind: 'time-out' }, /timed out after 150 ms/],
  ['a broken connection', { kind: 'reset' }, /fetch failed|socket|closed/],
  ['truncated JSON', { kind: 'truncated-json' }, /end of input/],
  ['an answer cut off in its body', { kind: 'cut-body' }, /terminated|closed/],
];
for (const [name, mishap, reason] of passing) {
  test(`${name} on any page is asked for again and nothing is lost`, async (t) => {
    const { fake, load, reasons } = await alpaca(t);
    fake.mishaps.push(mishap, undefined, mishap, mishap);
    assertComplete(await load(JANUARY, JANUARY + 10 * DAY), JANUARY, JANUARY + 10 * DAY);
    assert.equal(reasons.length, 3);
    for (const said of reasons) assert.match(said, reason);
    assert.equal(fake.requests.length, 3 + 3);
  });
}

test('Retry-After is honoured in full', async (t) => {
  const { fake, load } = await alpaca(t);
  fake.mishaps.push({ kind: 'status', status: 429, retryAfter: '47' });
  await load(JANUARY, JANUARY + DAY);
  assert.ok(fake.requests[1].at - fake.requests[0].at >= 47_000);
});

test('a service that stays broken is given up with one clear error that keeps what was fetched', async (t) => {
  const { fake, load, folder } = await alpaca(t, { pageSize: 10_000 });
  fake.mishaps.push(undefined, ...Array.from({ length: 8 }, (): Mishap => ({ kind: 'status', status: 500 })));
  await assert.rejects(
    load(JANUARY, JANUARY + 50 * DAY),
    /Alpaca must answer with bars, got status 500 \(a mishap\); try again later/,
  );
  assert.ok(readdirSync(folder).includes('btcusd_5Min_2024-01-01_2024-02-04.csv'));
  fake.requests.length = 0;
  assertComplete(await load(JANUARY, JANUARY + 50 * DAY), JANUARY, JANUARY + 50 * DAY);
  assert.equal(fake.requests.length, 1);
});

test('a download whose process is killed goes on where it stopped', async (t) => {
  const { fake, load, folder, access } = await alpaca(t, { pageSize: 10_000, now: JANUARY + 400 * DAY });
  const script = `
    const { alpacaBars } = require(${JSON.stringify(resolve(__dirname, '../../lib/data/alpaca.js'))});
    const { machineClock } = require(${JSON.stringify(resolve(__dirname, '../../lib/data/clock.js'))});
    const access = { clock: machineClock(Date.now), random: Math.random, baseUrl: '${access.baseUrl}' };
    alpacaBars({ timeframe: '5Min', from: ${JANUARY}, to: ${JANUARY + 300 * DAY}, folder: ${JSON.stringify(folder)}, access });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const exited = new Promise((done) => child.once('exit', (_code, signal) => done(signal)));
  while (fake.requests.length < 4 && child.exitCode === null) await new Promise((done) => setTimeout(done, 5));
  child.kill('SIGKILL');
  assert.equal(await exited, 'SIGKILL');
  const before = fake.requests.length;
  assertComplete(await load(JANUARY, JANUARY + 300 * DAY), JANUARY, JANUARY + 300 * DAY);
  assert.ok(fake.requests.length - before <= 6 + 1, 'at most the chunk that was under way is fetched again');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.csv')),
    ['btcusd_5Min_2024-01-01_2024-10-27.csv'],
  );
});

test('a refused request is not repeated and says what the service said', async (t) => {
  const { fake, load } = await alpaca(t);
  fake.mishaps.push({ kind: 'status', status: 400, body: '{"message":"invalid timeframe"}' });
  await assert.rejects(load(JANUARY, JANUARY + DAY), /got status 400 \(invalid timeframe\); the request was refused/);
  assert.equal(fake.requests.length, 1);
});

for (const kind of ['repeat-token', 'ends-early', 'empty-page'] as const) {
  test(`a page with the fault "${kind}" loses no bars`, async (t) => {
    const { fake, load } = await alpaca(t);
    fake.mishaps.push({ kind }, undefined, { kind }, { kind });
    assertComplete(await load(JANUARY, JANUARY + 10 * DAY), JANUARY, JANUARY + 10 * DAY);
  });
}

test('a service that goes in circles without a new bar is an error', async (t) => {
  const { fake, load } = await alpaca(t, { holes: [{ from: JANUARY, to: JANUARY + 20 * DAY }] });
  fake.mishaps.push({ kind: 'repeat-token' }, { kind: 'repeat-token' });
  await assert.rejects(
    load(JANUARY, JANUARY + 10 * DAY),
    /pages must go on past 2024-01-01T00:00:00Z, got the same page token again/,
  );
});

test('at most 200 requests a minute and 0.35 s between them hold whatever the service answers', async (t) => {
  const { fake, load } = await alpaca(t, { pageSize: 50 });
  const kinds = ['reset', 'truncated-json', 'empty-page', 'repeat-token', 'ends-early'] as const;
  for (let k = 0; k < 60; k++)
    fake.mishaps.push({ kind: kinds[k % 5] }, { kind: 'status', status: 429 }, undefined, undefined);
  await load(JANUARY, JANUARY + 50 * DAY);
  const at = fake.requests.map((request) => request.at);
  assert.ok(at.length > 300);
  for (let i = 1; i < at.length; i++) assert.ok(at[i] - at[i - 1] >= 350);
  for (let i = 200; i < at.length; i++) assert.ok(at[i] - at[i - 200] >= 60_000);
});

test('the forming bar is left out, and the days that are not over are not kept', async (t) => {
  const now = JANUARY + 2 * DAY + 7 * HOUR + 3 * MINUTE;
  const { load, folder, clock } = await alpaca(t, { now });
  const bars = await load(JANUARY, now + 5 * DAY);
  assertComplete(bars, JANUARY, JANUARY + 2 * DAY + 7 * HOUR);
  assert.deepEqual(readdirSync(folder).sort(), [
    'btcusd_5Min_2024-01-01_2024-01-03.csv',
    'btcusd_5Min_2024-01-01_2024-01-03.csv.sha256',
  ]);
  await clock.sleep(HOUR);
  assertComplete(await load(JANUARY, now + 5 * DAY), JANUARY, JANUARY + 2 * DAY + 8 * HOUR);
});

test('zero-volume bars are kept and counted, and holes are in the gap ledger', async (t) => {
  const hole = { from: JANUARY + 3 * DAY, to: JANUARY + 3 * DAY + 2 * HOUR };
  const { load, fake } = await alpaca(t, { holes: [hole] });
  const quality = dataQuality(await load(JANUARY, JANUARY + 6 * DAY));
  assert.deepEqual(quality.gaps, [{ from: '2024-01-04T00:00:00Z', to: '2024-01-04T01:55:00Z', missing: 24 }]);
  assert.equal(quality.zero_volume, (6 * 288 - 24) / 3);
  const asked = fake.requests.filter(({ url }) => url.searchParams.get('start') === '2024-01-04T00:00:00.000Z');
  assert.equal(asked.length, 1, 'the hole is asked for once by itself');
});

test('every timeframe comes on its own grid', async (t) => {
  const { load } = await alpaca(t);
  for (const timeframe of ['1Min', '15Min', '1Hour'] as const) {
    const bars = await load(JANUARY, JANUARY + 3 * DAY, { timeframe });
    assert.equal(bars.step, TIMEFRAMES[timeframe]);
    assertComplete(bars, JANUARY, JANUARY + 3 * DAY);
  }
});

test('a range before 2021, in the future, or the wrong way round is refused before anything is asked', async (t) => {
  const { load, fake, clock } = await alpaca(t);
  const yearOne = new Date('0001-01-01T00:00:00Z').getTime();
  await assert.rejects(load(yearOne, JANUARY), /from must be 2021-01-01 or later, .*, got 0001-01-01T00:00:00Z/);
  await assert.rejects(load(JANUARY, JANUARY), /to must be after from 2024-01-01T00:00:00Z, got 2024-01-01T00:00:00Z/);
  await assert.rejects(load(clock.now() + DAY, clock.now() + 2 * DAY), /from must be before the present/);
  assert.equal(fake.requests.length, 0);
});

test('the fake refuses what Alpaca refuses', async (t) => {
  const { access } = await alpaca(t);
  const ask = async (query: string) => (await fetch(`${access.baseUrl}/v1beta3/crypto/us/bars?${query}`)).json();
  assert.deepEqual(await ask('symbols=BTC%2FUSD&timeframe=5Min&limit=10001'), {
    message: 'invalid limit: larger than the allowed maximum of 10000',
  });
  assert.deepEqual(await ask('symbols=BTCUSD&timeframe=5Min'), {
    message: 'invalid symbol: BTCUSD does not match ^[A-Z]+x?/[A-Z]+$',
  });
  const pages = await alpacaPages(access);
  const page = await pages({ timeframe: '5Min', start: JANUARY, end: JANUARY + HOUR - 1 });
  assert.equal(page.bars.length, 12);
});
