import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromExactJson, toExactJson } from '../../lib/core/exact-json.js';

const throughJson = (value: unknown) => fromExactJson(JSON.parse(JSON.stringify(toExactJson(value))));

test('NaN, the infinities and -0 come back from JSON, alone, in arrays and deep inside', () => {
  const value = {
    a: Number.NaN,
    b: [Number.NaN, -0, 1 / 3],
    c: { d: [{ e: Number.NEGATIVE_INFINITY }, null, 'x'], f: [] },
  };
  assert.deepStrictEqual(throughJson(value), value);
  assert.deepStrictEqual(throughJson([[], [[Number.POSITIVE_INFINITY]]]), [[], [[Number.POSITIVE_INFINITY]]]);
});

test('any value of plain objects comes back to the bit', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.double(),
      fc.boolean(),
      fc.string(),
      fc.constant(null),
      fc.array(fc.double()),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z]+$/), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(fc.property(value, (one) => assert.deepStrictEqual(throughJson(one), one)));
});
