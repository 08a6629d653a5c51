import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numberOf, parseUnits, roundedTo, shareUp, unitsOf, unitsText } from '../../../lib/paper/broker/decimal.js';
import { isOrderId, orderId } from '../../../lib/paper/broker/order-ids.js';

test('amounts go to text and back exactly, and never in powers of ten', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (units) => {
      const text = unitsText(units);
      assert.match(text, /^-?\d+(\.\d{0,8}[1-9])?$/);
      assert.equal(parseUnits(text), units);
    }),
  );
  assert.equal(unitsText(unitsOf(5e-7)), '0.0000005');
  assert.equal(unitsText(unitsOf(0.1 + 0.2)), '0.3');
  assert.equal(unitsText(1n), '0.000000001');
});

test('a number becomes the amount just below it, and an exact one loses nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 15 }), (units) => {
      assert.equal(unitsOf(units / 1e9), BigInt(units));
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 0, max: 100_000, noNaN: true }), (value) => {
      const units = unitsOf(value);
      assert.ok(numberOf(units) <= value * (1 + 1e-14) && numberOf(units + 1n) > value * (1 - 1e-14));
    }),
  );
});

test('what is no plain decimal is refused, digits too many are cut off', () => {
  for (const text of ['', '1e5', '5e-7', 'NaN', '.5', '1,5', ' 1', '0x10']) {
    assert.throws(() => parseUnits(text), /must be a plain decimal number/);
  }
  assert.equal(parseUnits('0.1234567899'), 123_456_789n);
});

test('a fee is rounded against us and a price down to its step', () => {
  assert.equal(shareUp(1n, 0.0025), 1n);
  assert.equal(shareUp(10_000_000n, 0.0025), 25_000n);
  assert.equal(roundedTo(59_400_123_456_789n, 10_000_000n), 59_400_120_000_000n);
});

test("an order's id is made of the decision and tells whose it is", () => {
  assert.equal(orderId('mtf', 1_704_067_200_000, 'protect', 12), 'mtf-1704067200000-p12');
  assert.ok(isOrderId('mtf', 'mtf-1704067200000-p12'));
  for (const other of ['mtf2-1704067200000-p1', 'mtf-p1', 'mtf-1-p1-x', 'xmtf-1-p1', 'mtf-1-q1'])
    assert.ok(!isOrderId('mtf', other));
});
