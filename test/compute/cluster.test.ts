// A real redis-server, real worker processes, real kills.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Compute, createCompute } from '../../lib/compute/compute.js';
import { pack } from '../../lib/compute/packed.js';
import { dataKey, SESSIONS } from '../../lib/compute/session-keys.js';
import { TaskFailures } from '../../lib/compute/task.js';
import { encode } from '../../lib/compute/wire.js';
import { needs, root } from '../needs.js';
import type { Slow, Tasks } from './fixtures/tasks.js';
import { MODULE, sharedData, walkItems } from './markets.js';
import { hasRedis, RedisServer, until } from './redis-server.js';
import { WorkerProcess } from './worker-process.js';

describe('cluster', needs('redis-server', hasRedis), () => {
  let server: RedisServer;
  const workers: WorkerProcess[] = [];
  const open: Compute<Tasks>[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'mtf-cluster-'));

  before(async () => {
    server = await RedisServer.start();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((compute) => compute.close()));
    await Promise.all(workers.splice(0).map((worker) => worker.end()));
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const worker = async (options: { threads?: number; dist?: string } = {}) => {
    const one = await WorkerProcess.ready(server.url, options);
    workers.push(one);
    return one;
  };
  const cluster = async (options: { lockDuration?: number; workerTimeout?: number; redisTimeout?: number } = {}) => {
    const one = await createCompute<Tasks>({ kind: 'cluster', module: MODULE, redis: server.url, ...options });
    open.push(one);
    return one;
  };
  const slowItems = (name: string, count: number, milliseconds: number): Slow[] =>
    Array.from({ length: count }, (_, item) => ({ log: join(folder, name), item, milliseconds }));
  const begun = (name: string) => {
    const file = join(folder, name);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => line.split(' ').map(Number) as [item: number, pid: number]);
  };
  /** Runs slow items, and checks that each counts once whatever happens to it. */
  const once = async (compute: Compute<Tasks>, items: readonly Slow[]) => {
    const handed: number[] = [];
    const results = await compute.map('slow', null, items, { onResult: (index) => handed.push(index) });
    assert.deepEqual(
      results,
      items.map(({ item }) => item + 0.5),
    );
    assert.deepEqual(
      handed.sort((a, b) => a - b),
      items.map(({ item }) => item),
    );
  };

  test('results are equal byte for byte: inline, one thread, two threads, two workers', async () => {
    await Promise.all([worker({ threads: 2 }), worker()]);
    const places = [
      await createCompute<Tasks>({ kind: 'inline', module: MODULE }),
      await createCompute<Tasks>({ kind: 'threads', module: MODULE, threads: 1 }),
      await createCompute<Tasks>({ kind: 'threads', module: MODULE, threads: 2 }),
      await cluster(),
    ];
    open.push(...places.slice(0, 3));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 12 }), async (seed, count) => {
        const shared = sharedData(seed, 200);
        const texts = await Promise.all(
          places.map(async (place) => encode(await place.map('walk', shared, walkItems(count)))),
        );
        assert.deepEqual(texts.slice(1), [texts[0], texts[0], texts[0]]);
      }),
      { numRuns: 15 },
    );
  });

  test('shared data travel once, and expire by themselves; nothing else is left', async () => {
    const shared = sharedData(11, 5000);
    const { hash } = pack(shared);
    await worker();
    const compute = await cluster();
    await compute.map('walk', shared, walkItems(8));
    const sent = () =>
      server.ask(async (redis) => Number(/total_net_input_bytes:(\d+)/.exec(await redis.info('stats'))?.[1]));
    const before = await sent();
    const again = await cluster();
    await again.map('walk', shared, walkItems(8));
    assert.ok((await sent()) - before < pack(shared).bytes.byteLength, 'the data were sent again');
    await Promise.all([compute.close(), again.close()]);
    await until(
      async () =>
        (await server.ask((redis) => redis.keys('mtf-lab:*'))).every((key) => key.startsWith('mtf-lab:data:')),
      'an empty Redis',
    );
    const life = await server.ask((redis) => redis.pttl(dataKey(hash)));
    assert.ok(life > 0 && life <= 600_000);
  });

  test('a worker that is killed: its item is done by another, and counts once', async () => {
    const [first] = await Promise.all([worker(), worker()]);
    const compute = await cluster({ lockDuration: 2000 });
    const run = once(compute, slowItems('killed', 8, 400));
    await until(() => begun('killed').some(([, pid]) => pid === first.pid), 'work of the first worker');
    await first.end('SIGKILL');
    await run;
    assert.ok(begun('killed').length > 8, 'the item of the killed worker was begun twice');
  });

  test('an item that kills its worker is done by another', async () => {
    await Promise.all([worker(), worker()]);
    const compute = await cluster({ lockDuration: 2000 });
    const items = [0, 1, 2, 3].map((item) => ({ folder, item }));
    assert.deepEqual(await compute.map('killsProcess', null, items), [0, 3, 6, 9]);
  });

  test('an item that throws, or ends its thread, is named; the others are computed', async () => {
    await worker({ threads: 2 });
    const compute = await cluster();
    const handed: number[] = [];
    const run = compute.map('oddFails', null, [0, 1, 2, 3], { onResult: (index) => handed.push(index) });
    await assert.rejects(run, (error: TaskFailures) => error instanceof TaskFailures && error.failures.length === 2);
    assert.deepEqual(handed.sort(), [0, 2]);
    const items = [{ folder, item: 1, always: true }];
    await assert.rejects(compute.map('endsThread', null, items), /item 0: its thread ended 3 times while running it/);
  });

  test('Redis killed and started again in the middle: the run goes on', async () => {
    const one = await worker({ threads: 2 });
    const compute = await cluster({ lockDuration: 3000 });
    const run = once(compute, slowItems('restart', 24, 200));
    await until(() => begun('restart').length >= 6, 'six items');
    await server.down();
    await one.says('is away');
    await server.up();
    await run;
    await one.says('is back');
  });

  test('Redis that comes back empty: items and data are sent again, and each counts once', async () => {
    await worker({ threads: 2 });
    const compute = await cluster({ lockDuration: 3000 });
    const run = once(compute, slowItems('empty', 16, 200));
    const walk = compute.map('walk', sharedData(5), walkItems(6));
    await until(() => begun('empty').length >= 4, 'four items');
    await server.down();
    server.wipe();
    await server.up();
    await run;
    assert.equal((await walk).length, 6);
  });

  test('Redis that stays away: the run ends with how far it came', async () => {
    await worker();
    const compute = await cluster({ redisTimeout: 2000 });
    const run = compute.map('slow', null, slowItems('gone', 30, 100));
    const outcome = run.catch((error: Error) => error.message);
    await until(() => begun('gone').length >= 3, 'three items');
    await server.down();
    const message = /^map: Redis must answer at 127\.0\.0\.1:\d+ within 2 s, got .*; \d+ of 30 items were done$/;
    assert.match(String(await outcome), message);
    await server.up();
  });

  test('a signal stops the run on the workers too, and leaves the cluster fit for the next', async () => {
    await worker({ threads: 2 });
    const compute = await cluster();
    const stop = new AbortController();
    const run = compute.map('slow', null, slowItems('abort', 40, 300), {
      signal: stop.signal,
      onResult: (index) => index >= 0 && stop.abort(new Error('enough')),
    });
    await assert.rejects(run, /^Error: enough$/);
    assert.deepEqual(await compute.map('oddFails', null, [4]), [40]);
    const after = begun('abort').length;
    assert.ok(after < 12, `${after} items were begun`);
  });

  test('no worker: the run says so, and how to start one', async () => {
    const compute = await cluster({ workerTimeout: 1500 });
    const message =
      /^Error: map: a worker of mtf-lab .* must be at 127\.0\.0\.1:\d+ within 1\.5 s; start one with `npm run worker -- --redis redis:\/\/127.*`; 0 of 2 items were done; got none$/;
    await assert.rejects(compute.map('oddFails', null, [0, 2]), message);
  });

  test('a worker of other sources refuses, and both sides name both versions', async () => {
    const dist = otherSources(join(folder, 'other'));
    const other = await worker({ dist });
    const compute = await cluster({ workerTimeout: 2000 });
    const refusal =
      /worker \S+ refuses: it has (mtf-lab .*?), the driver (mtf-lab .*?); install and compile the same on both/;
    await assert.rejects(compute.map('oddFails', null, [0]), (error: Error) => {
      const [, theirs, ours] = refusal.exec(error.message) ?? [];
      assert.ok(theirs && ours && theirs !== ours, error.message);
      return true;
    });
    assert.match(other.text, refusal);
  });

  test('what a driver that died left in Redis is removed by the next worker', async () => {
    await server.ask(async (redis) => {
      await redis.sadd(SESSIONS, 'dead');
      await redis.hset('mtf-lab:queue-dead:1-1', 'data', '{}');
      await redis.lpush('mtf-lab:queue-dead:wait', '1-1');
    });
    await worker();
    await until(
      async () => (await server.ask((redis) => redis.keys('*dead*'))).length === 0,
      'the end of what was left',
    );
    assert.equal(await server.ask((redis) => redis.sismember(SESSIONS, 'dead')), 0);
  });

  test('a stopped worker finishes its items and leaves', async () => {
    const [first] = await Promise.all([worker(), worker()]);
    const compute = await cluster();
    const run = once(compute, slowItems('stopped', 10, 200));
    await until(() => begun('stopped').some(([, pid]) => pid === first.pid), 'work of the first worker');
    assert.equal(await first.end('SIGTERM'), 0);
    await run;
    assert.equal(begun('stopped').length, 10);
  });
});

/** A copy of the compiled lab in which one source differs. */
function otherSources(folder: string): string {
  const dist = join(folder, 'dist');
  for (const part of ['lib', 'scripts', join('test', 'compute')])
    cpSync(join(root, 'dist', part), join(dist, part), { recursive: true });
  mkdirSync(join(folder, 'lib'), { recursive: true });
  cpSync(join(root, 'lib', 'package.json'), join(folder, 'lib', 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  appendFileSync(join(dist, 'lib', 'core', 'normal.js'), '\n// another version\n');
  return dist;
}

test('a Redis that cannot be reached is a clear error within seconds, without its password', async () => {
  const at = (redis: string) => createCompute<Tasks>({ kind: 'cluster', module: MODULE, redis, connectTimeout: 1000 });
  await assert.rejects(
    at('redis://:secret@127.0.0.1:1'),
    /^Error: connectRedis: Redis must answer at 127\.0\.0\.1:1 within 1 s, got .*ECONNREFUSED 127\.0\.0\.1:1; start redis-server there, or give another address$/,
  );
  await assert.rejects(
    at('localhost'),
    /the address of Redis must be redis:\/\/host:6379 or rediss:\/\/host:6379, got another$/,
  );
});

test('the worker command says what it lacks', async () => {
  const refused = new WorkerProcess('redis://127.0.0.1:1');
  await refused.says('Redis must answer at 127.0.0.1:1');
  await until(() => refused.ended, 'its end');
  assert.equal(await refused.end(), 1);
  const threadless = new WorkerProcess('redis://127.0.0.1:1', { threads: 0 });
  await threadless.says('threads must be a whole number above 0, got 0');
  await until(() => threadless.ended, 'its end');
  assert.equal(await threadless.end(), 1);
});
