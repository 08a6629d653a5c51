import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { pack, packedOf, unpack } from '../../lib/compute/packed.js';
import { decode, encode } from '../../lib/compute/wire.js';

/** Doubles of every bit pattern, those of NaN apart: JavaScript may change their payload whenever it likes. */
const double = fc.double();
const array = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.int32Array(),
  fc.uint8Array(),
  fc.int8Array(),
  fc.uint16Array(),
);
const key = fc.string().filter((text) => !text.startsWith('$') && text !== '__proto__');
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    double,
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    array,
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('any'), { maxLength: 5 }),
  object: fc.dictionary(key, tie('any'), { maxKeys: 5, noNullPrototype: true }),
})).any;

test('what is decoded is what was encoded, bit for bit', () => {
  fc.assert(fc.property(value, (one) => assert.deepStrictEqual(decode(encode(one)), one)));
});

test('what is unpacked is what was packed, and equal content has an equal hash', () => {
  fc.assert(
    fc.property(value, (one) => {
      const packed = pack(one);
      assert.deepStrictEqual(unpack(packed.bytes), one);
      assert.equal(pack(decode(encode(one))).hash, packed.hash);
    }),
  );
});

test('a view travels without the memory around it', () => {
  const whole = Float64Array.of(1, 2, 3, 4);
  const back = decode(encode(whole.subarray(1, 3))) as Float64Array;
  assert.deepEqual(back, Float64Array.of(2, 3));
  assert.equal(back.buffer.byteLength, 16);
  assert.deepEqual(unpack(pack({ part: whole.subarray(1, 3) }).bytes), { part: Float64Array.of(2, 3) });
});

test('bars of 5 minutes are views on one shared block, aligned', () => {
  const shared = unpack(pack({ step: 300_000, a: Uint8Array.of(1, 2, 3), b: Float64Array.of(0.1) }).bytes) as {
    readonly b: Float64Array;
  };
  assert.ok(shared.b.buffer instanceof SharedArrayBuffer);
  assert.equal(shared.b.byteOffset % 8, 0);
});

test('objects of a notebook, which have another Object.prototype, travel too', () => {
  const foreign: unknown = runInContext('({ a: [1, { b: 2 }] })', createContext());
  assert.deepEqual(decode(encode(foreign)), { a: [1, { b: 2 }] });
});

test('properties that are undefined are left out', () => {
  assert.deepEqual(decode(encode({ a: undefined, b: 1 })), { b: 1 });
});

test('what cannot travel is refused, with its place', () => {
  const refused: readonly (readonly [value: unknown, message: RegExp])[] = [
    [{ trades: [0, new Map()] }, /encode: value\.trades\[1\] must be plain data .*, got Map$/],
    [{ rule: () => 1 }, /value\.rule must be plain data .*, got function$/],
    [[undefined], /value\[0\] must be plain data .*, got undefined$/],
    [{ at: new Date(0) }, /value\.at .* got Date$/],
    [{ big: 1n }, /value\.big .* got bigint$/],
    [{ $f64: 'x' }, /keys must not be __proto__ or begin with \$, got value\.\$f64$/],
  ];
  for (const [value, message] of refused) assert.throws(() => encode(value), message);
});

test('bytes that are not those of their hash are refused', () => {
  const { hash, bytes } = pack({ close: Float64Array.of(1, 2) });
  const received = new Uint8Array(bytes).slice();
  assert.equal(packedOf(hash, received).hash, hash);
  received[received.length - 1] ^= 1;
  assert.throws(
    () => packedOf(hash, received),
    /must have the SHA-256 they are named by, [0-9a-f]{12}, got [0-9a-f]{12}$/,
  );
});
