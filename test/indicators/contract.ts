import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, sliceBars } from '../../lib/core/bars.js';
import { type Bar, markets, scaled, toRows } from './markets.js';

type Columns = readonly ArrayLike<number>[];

/** An incremental form, reduced to what the contract looks at. */
export interface Stream {
  next(bar: Bar): readonly number[];
  /** JSON-able. */
  state(): unknown;
}

export interface Contract {
  readonly name: string;
  /** All columns of the batch form, new arrays. */
  batch(bars: Bars): Columns;
  /** The batch form once more, into arrays that hold `former` results. */
  reuse(bars: Bars, former: Columns): Columns;
  /** The incremental form, from the start or from a state. */
  stream(state?: unknown): Stream;
  /** By what each column is multiplied when prices are multiplied by k: k to this power. */
  readonly scale: readonly (0 | 1)[];
}

/** Registers the laws every indicator obeys. */
export function obeysTheContract(contract: Contract): void {
  const { name } = contract;
  const law = (title: string, check: (bars: Bars) => void) =>
    test(`${name}: ${title}`, () => fc.assert(fc.property(markets(), check), { numRuns: 150 }));

  law('a value at a bar is the same with the future cut off', (bars) => {
    const whole = contract.batch(bars);
    for (let end = 0; end <= bars.time.length; end++) {
      const cut = contract.batch(sliceBars(bars, 0, end));
      whole.forEach((column, c) => {
        assertSame(Array.from(column).slice(0, end), cut[c]);
      });
    }
  });
  law('the incremental form gives the bits of the batch form', (bars) => {
    const stream = contract.stream();
    assertSameColumns(rowsOf(stream, bars), contract.batch(bars));
  });
  law('the incremental form goes on from its state as if nothing had happened', (bars) => {
    const half = bars.time.length >> 1;
    const first = contract.stream();
    for (const bar of toRows(sliceBars(bars, 0, half))) first.next(bar);
    const second = contract.stream(JSON.parse(JSON.stringify(first.state())));
    const rest = rowsOf(second, sliceBars(bars, half, bars.time.length));
    contract.batch(bars).forEach((column, c) => {
      assertSame(rest[c], Array.from(column).slice(half));
    });
  });
  law('reused arrays hold nothing of what they held before, and the input is left as it was', (bars) => {
    const before = structuredClone(bars);
    const fresh = contract.batch(bars);
    const former = contract.batch(scaled(bars, 3));
    assertSameColumns(contract.reuse(bars, former), fresh);
    assert.deepEqual(bars, before);
  });
  law('doubled prices double what is a price and leave the rest', (bars) => {
    const once = contract.batch(bars);
    contract.batch(scaled(bars, 2)).forEach((column, c) => {
      assertSame(
        column,
        Array.from(once[c], (value) => value * 2 ** contract.scale[c]),
      );
    });
  });
}

function rowsOf(stream: Stream, bars: Bars): number[][] {
  const rows = toRows(bars).map((bar) => [...stream.next(bar)]);
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, c) => rows.map((row) => row[c]));
}

function assertSameColumns(actual: Columns, expected: Columns): void {
  if (expected[0].length > 0) assert.equal(actual.length, expected.length);
  actual.forEach((column, c) => {
    assertSame(column, expected[c]);
  });
}

/** Equal to the bit, NaN equal to NaN, or within a relative difference. */
export function assertSame(actual: ArrayLike<number> = [], expected: ArrayLike<number>, relative = 0): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const same = Object.is(actual[i], expected[i]) || actual[i] === expected[i];
    const near = Math.abs(actual[i] - expected[i]) <= relative * Math.abs(expected[i]);
    if (!same && !near) assert.fail(`value ${i} is ${actual[i]}, expected ${expected[i]}`);
  }
}
