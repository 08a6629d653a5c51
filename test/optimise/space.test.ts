import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../lib/core/random.js';
import { initialDesign } from '../../lib/optimise/design.js';
import {
  listPositions,
  makeSpace,
  nearbyLevels,
  pointKey,
  type SpaceDefinition,
  samplePosition,
} from '../../lib/optimise/space.js';
import { close } from './close.js';

const DEFINITION: SpaceDefinition = {
  dimensions: [
    { name: 'rate', kind: 'real', low: 0.005, high: 0.2, scale: 'log' },
    { name: 'ratio', kind: 'real', low: -2, high: 3 },
    { name: 'length', kind: 'integer', low: 2, high: 40 },
    { name: 'rows', kind: 'integer', low: 1, high: 1000, scale: 'log' },
    { name: 'average', kind: 'choice', choices: ['sma', 'ema', 'wma'] },
    { name: 'isOn', kind: 'choice', choices: [true, false] },
  ],
};

const EMAS: SpaceDefinition = {
  dimensions: [
    { name: 'ema1', kind: 'integer', low: 1, high: 9 },
    { name: 'ema2', kind: 'integer', low: 1, high: 9 },
  ],
  constraints: [{ words: 'ema1 < ema2', allows: ({ ema1, ema2 }) => ema1 < ema2 }],
};

test('a point of the space keeps its values on the way to the cube and back', () => {
  const space = makeSpace(DEFINITION);
  const point = fc.record({
    rate: fc.double({ min: 0.005, max: 0.2, noNaN: true }),
    ratio: fc.double({ min: -2, max: 3, noNaN: true }),
    length: fc.integer({ min: 2, max: 40 }),
    rows: fc.integer({ min: 1, max: 1000 }),
    average: fc.constantFrom('sma', 'ema', 'wma'),
    isOn: fc.boolean(),
  });
  fc.assert(
    fc.property(point, (given) => {
      const position = space.encode(given);
      assert.ok(position.every((at) => at >= 0 && at <= 1));
      const back = space.decode(position);
      close(Number(back.rate), given.rate, 1e-15);
      close(Number(back.ratio), given.ratio, 1e-14);
      assert.deepEqual({ ...back, rate: 0, ratio: 0 }, { ...given, rate: 0, ratio: 0 });
    }),
  );
});

test('every position of the cube is a point of the space', () => {
  const space = makeSpace(DEFINITION);
  const cube = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });
  fc.assert(fc.property(cube, (position) => space.encode(space.decode(position)).every(Number.isFinite)));
});

test('each integer and each choice is drawn equally often, the end values too', () => {
  const space = makeSpace({
    dimensions: [
      { name: 'k', kind: 'integer', low: 0, high: 4 },
      { name: 'c', kind: 'choice', choices: ['a', 'b', 'c'] },
    ],
  });
  const random = seededRandom(5);
  const counts: Record<string, number> = {};
  for (let n = 0; n < 30_000; n++) {
    const { k, c } = space.decode(samplePosition(space, random));
    counts[`${k}`] = (counts[`${k}`] ?? 0) + 1;
    counts[`${c}`] = (counts[`${c}`] ?? 0) + 1;
  }
  for (let k = 0; k <= 4; k++) assert.ok(Math.abs(counts[k] / 6000 - 1) < 0.05, `${k}: ${counts[k]}`);
  for (const c of ['a', 'b', 'c']) assert.ok(Math.abs(counts[c] / 10_000 - 1) < 0.05, `${c}: ${counts[c]}`);
});

test('equal factors are equal distances on a log scale', () => {
  const space = makeSpace({ dimensions: [{ name: 'x', kind: 'real', low: 0.01, high: 100, scale: 'log' }] });
  for (const [x, expected] of [
    [0.01, 0],
    [0.1, 0.25],
    [1, 0.5],
    [100, 1],
  ]) {
    close(space.encode({ x })[0], expected, 1e-15);
  }
});

test('a finite space lists each allowed point once', () => {
  const space = makeSpace(EMAS);
  const keys = listPositions(space)?.map((position) => pointKey(space, space.decode(position)));
  assert.equal(space.cells, 81);
  assert.equal(keys?.length, 36);
  assert.equal(new Set(keys).size, 36);
  assert.equal(listPositions(makeSpace(DEFINITION)), undefined);
});

test('drawn points meet the constraints', () => {
  const space = makeSpace(EMAS);
  const random = seededRandom(1);
  for (let n = 0; n < 300; n++) assert.ok(space.allows(space.decode(samplePosition(space, random))));
});

test('constraints that leave nothing are named, on finite and on real spaces', () => {
  const never = [{ words: 'x > 2', allows: () => false }];
  const finite = makeSpace({ dimensions: [{ name: 'x', kind: 'integer', low: 0, high: 1 }], constraints: never });
  assert.throws(() => listPositions(finite), /constraints must leave points to choose from \(x > 2\), got none/);
  const real = makeSpace({ dimensions: [{ name: 'x', kind: 'real', low: 0, high: 1 }], constraints: never });
  assert.throws(() => samplePosition(real, seededRandom(1)), /constraints must leave points to choose from \(x > 2\)/);
});

test('a faulty definition is refused in words', () => {
  const one = (dimension: object) => () => makeSpace({ dimensions: [dimension] } as unknown as SpaceDefinition);
  const x = { name: 'x', kind: 'real', low: 0, high: 1 };
  assert.throws(() => makeSpace({ dimensions: [] }), /makeSpace: dimensions must be at least one, got none/);
  assert.throws(
    () => makeSpace({ dimensions: [x, x] } as unknown as SpaceDefinition),
    /names must differ, got x twice/,
  );
  assert.throws(one({ ...x, low: 1 }), /makeSpace: x must have low < high .*, got low 1 and high 1/);
  assert.throws(one({ ...x, low: 2 }), /x must have low < high .*, got low 2 and high 1/);
  assert.throws(one({ ...x, high: Number.NaN }), /x must have finite bounds/);
  assert.throws(one({ ...x, kind: 'integer', high: 1.5 }), /x must have whole bounds/);
  assert.throws(one({ ...x, scale: 'log' }), /x must have low above 0 on a log scale/);
  assert.throws(one({ name: 'c', kind: 'choice', choices: [] }), /c must have at least one choice, got none/);
  assert.throws(one({ name: 'c', kind: 'choice', choices: ['a', 'a'] }), /c must have choices that differ/);
});

test('a point that is not of the space is refused in words', () => {
  const space = makeSpace(DEFINITION);
  const point = { rate: 0.1, ratio: 0, length: 5, rows: 7, average: 'ema', isOn: true };
  assert.throws(
    () => space.encode({ ...point, length: 2.5 }),
    /encode: length must be a whole number from 2 to 40, got 2.5/,
  );
  assert.throws(() => space.encode({ ...point, ratio: Number.NaN }), /ratio must be a number from -2 to 3, got NaN/);
  assert.throws(() => space.encode({ ...point, average: 'hma' }), /average must be one of sma, ema, wma, got hma/);
  assert.throws(() => space.encode({ ...point, extra: 1 }), /names must be among rate, .*, got extra/);
  assert.throws(() => space.encode({ ratio: 0 }), /rate must be a number from 0.005 to 0.2, got undefined/);
});

test('levels near a value are all of a few and steps of doubling size of many', () => {
  const [many, few] = makeSpace({
    dimensions: [
      { name: 'b', kind: 'integer', low: 5, high: 60 },
      { name: 'k', kind: 'integer', low: 1, high: 4 },
    ],
  }).axes;
  assert.deepEqual(nearbyLevels(few, few.encode(2), 0), [0, 2, 3]);
  const near = [...nearbyLevels(many, many.encode(8), 0)].sort((a, b) => a - b);
  assert.deepEqual(near, [1, 2, 4, 5, 7, 11, 19, 35]);
});

test('a design fills each dimension evenly, without repeats, and is that of its seed', () => {
  const space = makeSpace(DEFINITION);
  const design = initialDesign(space, 12, seededRandom(4));
  const strata = design.map((position) => Math.floor(position[1] * 12)).sort((a, b) => a - b);
  assert.deepEqual(
    strata,
    Array.from({ length: 12 }, (_, k) => k),
  );
  assert.deepEqual(initialDesign(space, 12, seededRandom(4)), design);
  const emas = makeSpace(EMAS);
  const keys = initialDesign(emas, 20, seededRandom(4)).map((position) => pointKey(emas, emas.decode(position)));
  assert.equal(new Set(keys).size, 20);
});
