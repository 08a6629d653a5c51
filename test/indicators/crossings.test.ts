import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossings } from '../../lib/indicators/crossings.js';

test('a crossing is above now and at or below before, or the other way round; a touch and a NaN are none', () => {
  const a = Float64Array.of(Number.NaN, 1, 3, 2, 2, 3, 1, 2, 2, 1);
  const b = new Float64Array(10).fill(2);
  assert.deepEqual([...crossings(a, b)], [0, 0, 1, 0, 0, 1, -1, 0, 0, -1]);
});

test('the other way round it is the other sign', () => {
  const a = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i * 1.7));
  const b = Float64Array.from({ length: 200 }, (_, i) => Math.cos(i * 0.6));
  assert.deepEqual(
    [...crossings(b, a)],
    [...crossings(a, b)].map((side) => 0 - side),
  );
  assert.throws(() => crossings(a, b.subarray(1)), /b must be as long as a \(200\), got 199/);
});
