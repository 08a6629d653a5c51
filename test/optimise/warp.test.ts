import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeWarp } from '../../lib/optimise/warp.js';
import { close } from './close.js';

const losses = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 });

test('warped losses have mean 0 and standard deviation 1, in the same order', () => {
  fc.assert(
    fc.property(losses, (values) => {
      fc.pre(Math.max(...values) - Math.min(...values) > 1e-3);
      const { forward } = makeWarp(values);
      const warped = values.map(forward);
      const mean = warped.reduce((sum, z) => sum + z, 0) / warped.length;
      const variance = warped.reduce((sum, z) => sum + (z - mean) ** 2, 0) / warped.length;
      close(mean, 0, 1e-9);
      close(variance, 1, 1e-9);
      values.forEach((a, i) => {
        values.forEach((b, j) => {
          assert.ok(a >= b || warped[i] <= warped[j]);
        });
      });
    }),
  );
});

test('the way back undoes the way there, below the least loss too', () => {
  const { forward, inverse } = makeWarp([3, 4, 9, 1000]);
  for (const loss of [-20, 2, 3, 3.5, 9, 1000, 5000]) close(inverse(forward(loss)), loss, 1e-12);
});

test('scale and shift of the objective change nothing', () => {
  const values = [1.5, 2, 7, 40];
  const plain = makeWarp(values);
  const other = makeWarp(values.map((loss) => 1e6 * loss - 3e5));
  for (const loss of values) close(other.forward(1e6 * loss - 3e5), plain.forward(loss), 1e-9);
});

test('a heavy tail is drawn in: one enormous loss leaves the good ones apart', () => {
  const { forward } = makeWarp([0, 1, 2, 1e6]);
  assert.ok(forward(1) - forward(0) > 0.05);
});

test('half of the losses next to the least do not put the others infinitely far', () => {
  const { forward, inverse } = makeWarp([0, 5e-324, 5e-324, 1]);
  assert.ok(forward(1) < 3 && forward(0) > -3);
  close(inverse(forward(1)), 1, 1e-12);
});

test('equal losses are all 0', () => {
  const { forward, inverse } = makeWarp([5, 5, 5]);
  assert.equal(forward(5), 0);
  assert.equal(inverse(0), 5);
});
