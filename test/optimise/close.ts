import assert from 'node:assert/strict';

/** Equal up to `tolerance`, relative where the expected value is larger than 1 and absolute below. */
export function close(actual: number, expected: number, tolerance: number): void {
  const allowed = tolerance * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= allowed, `expected ${expected} within ${allowed}, got ${actual}`);
}
