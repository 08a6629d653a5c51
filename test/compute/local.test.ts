import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Compute, type ComputeOptions, createCompute } from '../../lib/compute/compute.js';
import { type Progress, TaskFailures } from '../../lib/compute/task.js';
import { encode } from '../../lib/compute/wire.js';
import type { Tasks } from './fixtures/tasks.js';
import { MODULE, sharedData, walkItems } from './markets.js';

const folder = mkdtempSync(join(tmpdir(), 'mtf-compute-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const PLACES: readonly (readonly [name: string, options: ComputeOptions])[] = [
  ['inline', { kind: 'inline', module: MODULE }],
  ['one thread', { kind: 'threads', module: MODULE, threads: 1 }],
  ['two threads', { kind: 'threads', module: MODULE, threads: 2 }],
];

for (const [name, options] of PLACES) {
  describe(name, () => {
    let compute: Compute<Tasks>;
    before(async () => {
      compute = await createCompute<Tasks>(options);
    });
    after(() => compute.close());

    test('results are in the order of the items, and each is handed out once', async () => {
      const seen = new Map<number, string>();
      const progress: Progress[] = [];
      const results = await compute.map('walk', sharedData(1), walkItems(20), {
        onResult: (index, value) => {
          assert.ok(!seen.has(index));
          seen.set(index, encode(value));
        },
        onProgress: (state) => progress.push(state),
      });
      assert.deepEqual(
        results.map((_, k) => seen.get(k)),
        results.map((value) => encode(value)),
      );
      assert.deepEqual(
        progress.map(({ done, failed, total }) => [done, failed, total]),
        results.map((_, k) => [k + 1, 0, 20]),
      );
      assert.deepEqual(
        results.map((value) => value.returns.length),
        walkItems(20).map(({ steps }) => steps),
      );
    });

    test('an item that throws does not stop the others; the run ends with all failures', async () => {
      const handed: number[] = [];
      const run = compute.map('oddFails', null, [0, 1, 2, 3, 4], { onResult: (_, value) => handed.push(value) });
      await assert.rejects(run, (error: TaskFailures) => {
        assert.ok(error instanceof TaskFailures);
        assert.deepEqual(error.failures, [
          { index: 1, message: 'RangeError: 1 is odd' },
          { index: 3, message: 'RangeError: 3 is odd' },
        ]);
        assert.equal(
          error.message,
          'map: every item of task oddFails must succeed, got 2 failures of 5:\n  item 1: RangeError: 1 is odd\n  item 3: RangeError: 3 is odd',
        );
        return true;
      });
      assert.deepEqual(handed.sort(), [0, 20, 40]);
    });

    test('a result that cannot travel is a failure of its item', async () => {
      await assert.rejects(
        compute.map('returnsMap', null, [1]),
        /item 0: encode: value must be plain data .*, got Map/,
      );
    });

    test('a signal stops the run: it rejects with its reason, and nothing is handed out afterwards', async () => {
      const stop = new AbortController();
      const handed: number[] = [];
      const log = join(folder, `abort-${name}`);
      const items = Array.from({ length: 50 }, (_, item) => ({ log, item, milliseconds: 20 }));
      const onResult = (index: number) => {
        handed.push(index);
        if (handed.length === 3) stop.abort(new Error('enough'));
      };
      await assert.rejects(compute.map('slow', null, items, { onResult, signal: stop.signal }), /^Error: enough$/);
      assert.equal(handed.length, 3);
      const begun = readFileSync(log, 'utf8').trim().split('\n').length;
      assert.ok(begun < 50, `${begun} were begun`);
      assert.deepEqual(await compute.map('oddFails', null, [2]), [20]);
      await assert.rejects(
        compute.map('oddFails', null, [2], { signal: AbortSignal.abort(new Error('before')) }),
        /before/,
      );
    });

    test('an error of onResult, a full disk say, ends the run', async () => {
      const onResult = () => {
        throw new Error('the ledger is full');
      };
      await assert.rejects(
        compute.map('walk', sharedData(1), walkItems(4), { onResult }),
        /^Error: the ledger is full$/,
      );
    });

    test('no items give no results', async () => {
      assert.deepEqual(await compute.map('oddFails', null, []), []);
    });

    test('tasks, data and items that cannot be are refused before anything runs', async () => {
      const unknown = compute as unknown as Compute<{ readonly nothing: (_: unknown, item: unknown) => unknown }>;
      await assert.rejects(unknown.map('nothing', 1, [1]), /^Error: map: task must be one of walk, .*, got nothing$/);
      const untyped = compute as unknown as Compute<{ readonly walk: (shared: unknown, item: unknown) => unknown }>;
      await assert.rejects(untyped.map('walk', { now: new Date(0) }, [1]), /encode: value\.now must be plain data/);
      await assert.rejects(untyped.map('walk', 1, [1, () => 1]), /map: item 1 must be plain data/);
    });
  });
}

test('in one thread, shared data of equal content are one object from call to call', async () => {
  const compute = await createCompute<Tasks>({ kind: 'threads', module: MODULE, threads: 1 });
  assert.deepEqual(await compute.map('timesSeen', { label: 'x' }, [1, 1, 1]), [1, 2, 3]);
  assert.deepEqual(await compute.map('timesSeen', { label: 'x' }, [1]), [4]);
  assert.deepEqual(await compute.map('timesSeen', { label: 'y' }, [1]), [1]);
  await compute.close();
});

test('an item whose thread ends is done again in another, and counts once', async () => {
  const compute = await createCompute<Tasks>({ kind: 'threads', module: MODULE, threads: 2 });
  const handed: number[] = [];
  const items = Array.from({ length: 12 }, (_, item) => ({ folder, item }));
  const results = await compute.map('endsThread', null, items, { onResult: (index) => handed.push(index) });
  assert.deepEqual(
    results,
    items.map(({ item }) => item * 2),
  );
  assert.deepEqual(
    handed.sort((a, b) => a - b),
    items.map(({ item }) => item),
  );
  await compute.close();
});

test('an item that ends its thread each time is given up with its cause; the others are computed', async () => {
  const compute = await createCompute<Tasks>({ kind: 'threads', module: MODULE, threads: 2 });
  const items = [1, 2, 4].map((item) => ({ folder, item, always: item === 2 }));
  const message =
    /got 1 failures of 3:\n {2}item 1: its thread ended 3 times while running it \(worker exited with code: 7\)$/;
  await assert.rejects(compute.map('endsThread', null, items), message);
  await compute.close();
});

test('options that cannot be are refused', async () => {
  const threads = (count: number) => createCompute<Tasks>({ kind: 'threads', module: MODULE, threads: count });
  for (const count of [0, 1.5, Number.NaN]) {
    await assert.rejects(threads(count), new RegExp(`threads must be a whole number above 0, got ${count}`));
  }
  await assert.rejects(
    createCompute({ kind: 'inline', module: '/nowhere.js' }),
    /module must be the path of a compiled file, got \/nowhere\.js/,
  );
  await assert.rejects(
    createCompute({ kind: 'inline', module: __filename }),
    /must export a table of functions named TASKS/,
  );
});
