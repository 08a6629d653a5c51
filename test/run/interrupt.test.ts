import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interruptSignal } from '../../lib/run/interrupt.js';

test('cells that are run again and again leave one listener; after an interrupt the next has a signal of its own', () => {
  const before = process.listenerCount('SIGINT');
  const signals = Array.from({ length: 20 }, interruptSignal);
  assert.equal(process.listenerCount('SIGINT'), before + 1);
  process.emit('SIGINT');
  assert.ok(signals.every(({ aborted }) => aborted));
  const next = interruptSignal();
  assert.equal(next.aborted, false);
  process.emit('SIGINT');
  assert.ok(next.aborted);
  assert.equal(process.listenerCount('SIGINT'), before);
});
