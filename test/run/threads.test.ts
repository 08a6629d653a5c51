import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCompute, THREADS_VARIABLE, threadsOf } from '../../lib/run/threads.js';

test('a number of threads is a whole number from 1 on, or none', () => {
  assert.deepEqual([threadsOf('2'), threadsOf(''), threadsOf(undefined)], [2, undefined, undefined]);
  for (const text of ['0', '-1', '1.5', 'two', ' 1']) {
    assert.throws(
      () => threadsOf(text, '--threads'),
      /threadsOf: --threads must be a whole number from 1 to 9999, got/,
    );
  }
});

test('the environment sets the threads of a command, unless a notebook asks for a number of its own', async () => {
  const former = process.env[THREADS_VARIABLE];
  process.env[THREADS_VARIABLE] = 'many';
  try {
    await assert.rejects(async () => openCompute({ kind: 'threads' }), /MTF_THREADS must be a whole number/);
    await (await openCompute({ kind: 'threads', threads: 1 })).close();
    await (await openCompute({ kind: 'inline' })).close();
    process.env[THREADS_VARIABLE] = '1';
    await (await openCompute({ kind: 'threads' })).close();
  } finally {
    if (former === undefined) delete process.env[THREADS_VARIABLE];
    else process.env[THREADS_VARIABLE] = former;
  }
});
