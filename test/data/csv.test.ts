import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Bars } from '../../lib/core/bars.js';
import { PRICE_COLUMNS } from '../../lib/core/bars.js';
import { isoTime, MINUTE } from '../../lib/core/time.js';
import { parseBarsCsv, readBarsCsv, writeBarsCsv } from '../../lib/data/csv.js';

const HEADER = 'timestamp,open,high,low,close,volume';
const folder = () => mkdtempSync(join(tmpdir(), 'mtf-csv-'));
const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string, options = {}) => parseBarsCsv(bytes(text), 'bars.csv', options);
const START = Date.UTC(2024, 0, 1);
const row = (minute: number, rest = '10,12,9,11,5') => `${isoTime(START + minute * MINUTE)},${rest}`;
const file = (...rows: string[]) => [HEADER, ...rows, ''].join('\n');

test('a file reads into columns, and its quality is known', () => {
  const path = join(folder(), 'bars.csv');
  writeFileSync(path, file(row(0), row(5, '11,13,10,12.5,0'), row(15)));
  const { bars, quality } = readBarsCsv(path);
  assert.equal(bars.step, 5 * MINUTE);
  assert.deepEqual(Array.from(bars.time), [START, START + 5 * MINUTE, START + 15 * MINUTE]);
  assert.deepEqual(Array.from(bars.close), [11, 12.5, 11]);
  assert.equal(bars.filled, undefined);
  assert.deepEqual(quality.gaps, [{ from: '2024-01-01T00:10:00Z', to: '2024-01-01T00:10:00Z', missing: 1 }]);
  assert.equal(quality.zero_volume_share, 1 / 3);
});

test('a single column that must be the time is it, by the names that others give it; of several none is', () => {
  const named = (name: string) => file(row(0), row(5)).replace('timestamp', name);
  for (const name of ['date', 'Datetime', 'time', 'open_time', 'Open time', '']) {
    assert.deepEqual([...parse(named(name)).time], [START, START + 5 * MINUTE]);
  }
  const two = /column timestamp must be there once, got none among date, time, open/;
  assert.throws(() => parse(named('date,time')), two);
});

test('an unnamed first column is the time only where no column is named so: to_csv() of pandas numbers its rows', () => {
  const numbered = [',date,open,high,low,close,volume', `0,${row(0)}`, `1,${row(5)}`, ''].join('\n');
  assert.deepEqual([...parse(numbered).time], [START, START + 5 * MINUTE]);
  assert.deepEqual([...parse(numbered.replace('date', 'timestamp')).time], [START, START + 5 * MINUTE]);
});

test('columns may come in any order and case, with others between, quoted, with CRLF, a BOM and blank lines', () => {
  const text =
    '\ufeff"Volume",TIMESTAMP,note,Close,low,HIGH,Open\r\n' +
    '5,2024-01-01T00:00:00Z,"a, ""b""",11,"9",12,10\r\n\r\n' +
    '6,2024-01-01T00:05:00Z,x,11,9,12,10\r\n';
  const bars = parse(text);
  assert.deepEqual(Array.from(bars.volume), [5, 6]);
  assert.deepEqual([bars.open[0], bars.high[0], bars.low[0], bars.close[0]], [10, 12, 9, 11]);
});

test('times may be ISO with Z, an offset or bare, or epoch s, ms, us and ns', () => {
  const spellings: ((t: number) => string)[] = [
    (t) => isoTime(t),
    (t) => isoTime(t).replace('T', ' ').replace('Z', ''),
    (t) => isoTime(t).replace('Z', '.000Z'),
    (t) => isoTime(t).replace('Z', '+00:00'),
    (t) => isoTime(t + 330 * MINUTE).replace('Z', '+05:30'),
    (t) => isoTime(t - 60 * MINUTE).replace('Z', '-0100'),
    (t) => isoTime(t).slice(0, 16),
    (t) => `${t / 1000}`,
    (t) => `${t / 1000}.0`,
    (t) => `${t}`,
    (t) => `${t}000`,
    (t) => `${t}000000`,
  ];
  for (const spell of spellings) {
    const rows = [0, 5, 10].map((m) => `${spell(START + m * MINUTE)},10,12,9,11,5`);
    assert.deepEqual(
      Array.from(parse(file(...rows)).time),
      [0, 5, 10].map((m) => START + m * MINUTE),
      rows[0],
    );
  }
});

test('the step is the most frequent spacing, so one stray row is named as off the grid', () => {
  assert.equal(parse(file(row(0), row(1), row(2), row(60))).step, MINUTE);
  assert.equal(parse(file(row(0), row(60), row(120))).step, 60 * MINUTE);
  assert.throws(
    () => parse(file(row(0), row(5), row(7), row(10), row(15))),
    /time must be on the 5 minutes? grid, got 2024-01-01T00:07:00Z, in bars.csv, row 4 \(2024-01-01T00:07:00Z\)/,
  );
  assert.throws(
    () => parse(file(row(0), row(7), row(14))),
    /step must be 1, 5, 15 or 60 minutes to be inferred, got 7 min/,
  );
  assert.throws(() => parse(file(row(0))), /to be inferred, got 1 row/);
  assert.equal(parse(file(row(0)), { step: MINUTE }).time.length, 1);
});

const faults: [name: string, text: string, error: RegExp][] = [
  [
    'a missing column',
    'timestamp,open,high,low,close\n',
    /column volume must be there once, got none among timestamp, open/,
  ],
  [
    'names that are not known, with those that are',
    'when,open,high,low,close,volume\n',
    /none among when, open, .*; the header must name timestamp, open, .*may also be called time, date, datetime, open_time/,
  ],
  [
    'another separator',
    'date;open;high;low;close;volume\n2024-01-01;10,0;12;9;11;5\n',
    /must be separated by commas, got a first row separated by ";", in bars.csv, row 1/,
  ],
  ['tabs', HEADER.replaceAll(',', '\t'), /separated by tabs/],
  [
    'no header',
    `${row(0)}\n${row(5)}\n`,
    /row 1 must be a header, got what looks like data: 2024-01-01t00:00:00z, 10, 12.*no header/,
  ],
  ['a column twice', `${HEADER},Open\n`, /column open must be there once, got 2 of them, in bars.csv, row 1/],
  ['a header only', `${HEADER}\n`, /must have rows, got a header only, in bars.csv/],
  [
    'text in a price',
    file(row(0), row(5, '10,abc,9,11,5')),
    /high must be a number, got "abc", in bars.csv, row 3 \(2024-01-01T00:05/,
  ],
  ['a number with a unit', file(row(0, '10,12,9,11 USD,5')), /close must be a number, got "11 USD"/],
  ['hexadecimal', file(row(0, '0x10,12,9,11,5')), /open must be a number, got "0x10"/],
  [
    'an empty cell',
    file(row(0), row(5, '10,12,,11,5')),
    /low must be a number, got an empty cell or null, .*row 3.*readBarsCsv\(file, \{ policy: \{ nulls: 'drop' \} \}\)/,
  ],
  ['a null', file(row(0, '10,12,null,11,5')), /low must be a number, got an empty cell or null/],
  ['NaN', file(row(0, '10,12,9,NaN,5')), /close must be a number, got an empty cell or null/],
  ['no time', file(',10,12,9,11,5'), /timestamp must be an ISO time or an epoch number, got an empty cell/],
  [
    'a time of no calendar',
    file('2024-02-30T00:00:00Z,10,12,9,11,5'),
    /timestamp must be an ISO time .* got "2024-02-30T00:00:00Z".*row 2/,
  ],
  [
    'a short row',
    file(row(0), row(5, '10,12')),
    /a row must have 6 cells, got 3, in bars.csv, row 3 \(2024-01-01T00:05:00Z\)/,
  ],
  ['a long row', file(row(0, '10,12,9,11,5,6')), /a row must have 6 cells, got 7/],
  [
    'high below low',
    file(row(0), row(5, '10,8,9,11,5')),
    /high must be at or above low, got high 8 and low 9, .*row 3/,
  ],
  ['open outside the range', file(row(0, '13,12,9,11,5')), /open must lie within low 9 and high 12, got 13/],
  ['close outside the range', file(row(0, '10,12,9,8.9999999,5')), /close must lie within .* got 8.9999999/],
  [
    'negative volume',
    file(row(0, '10,12,9,11,-5')),
    /volume must be 0 or more, got -5, in bars.csv, row 2 \(2024-01-01T00:00:00Z\)/,
  ],
  ['a price of 0', file(row(0, '0,12,0,11,5')), /open must be above 0, got 0/],
  ['a negative price', file(row(0, '10,12,-9,11,5')), /low must be above 0, got -9/],
  ['infinity', file(row(0, '10,inf,9,11,5')), /high must be a finite number, got Infinity/],
  ['an overflow', file(row(0, '10,12,9,11,1e999')), /volume must be a finite number, got Infinity/],
  ['a repeated time', file(row(0), row(5), row(5)), /times must not repeat, got 2024-01-01T00:05:00Z twice, .*row 4/],
  [
    'unordered times',
    file(row(0), row(10), row(5)),
    /times must rise, got 2024-01-01T00:05:00Z after 2024-01-01T00:10:00Z, .*row 4/,
  ],
  [
    'mixed epoch units',
    file(`${START / 1000},10,12,9,11,5`, `${START + 5 * MINUTE},10,12,9,11,5`),
    /all times must be written the same way, got epoch ms after epoch s, in bars.csv, row 3/,
  ],
  ['ISO and epoch mixed', file(row(0), `${START + 5 * MINUTE},10,12,9,11,5`), /got epoch ms after ISO, .*row 3/],
];
for (const [name, text, error] of faults) {
  test(`${name} is one clear error that says where and what to do`, () => {
    assert.throws(() => parse(text), error);
    assert.throws(() => parse(text), /^Error: readBarsCsv: .* must .*, got .*, in bars.csv.*; \w+/);
  });
}

test('row numbers count blank lines and rows left out', () => {
  const text = file(row(0), '', row(5, '10,12,,11,5'), row(10), row(10));
  assert.throws(() => parse(text, { policy: { nulls: 'drop' } }), /twice, in bars.csv, row 6/);
});

test('a file that is not there, is a folder, is empty or a broken .gz is named with the cause', () => {
  const dir = folder();
  const path = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(dir, name), content);
    return join(dir, name);
  };
  const packed = gzipSync(file(row(0), row(5)));
  mkdirSync(join(dir, 'folder.csv'));
  assert.throws(
    () => readBarsCsv(join(dir, 'none.csv')),
    /readBarsCsv: the file must be readable, got no such file, in .*none.csv; check/,
  );
  assert.throws(() => readBarsCsv(join(dir, 'folder.csv')), /got a folder, in .*folder.csv/);
  assert.throws(() => readBarsCsv(path('empty.csv', '')), /got an empty file, in .*empty.csv/);
  assert.throws(() => readBarsCsv(path('empty.csv.gz', gzipSync(''))), /column timestamp must be there once/);
  assert.throws(
    () => readBarsCsv(path('cut.csv.gz', packed.subarray(0, -12))),
    /whole gzip file, got a truncated one, in .*cut.csv.gz/,
  );
  const corrupt = Uint8Array.from(packed);
  corrupt[packed.length - 6] ^= 255;
  assert.throws(() => readBarsCsv(path('corrupt.csv.gz', corrupt)), /whole gzip file, got .*corrupt/);
  assert.throws(() => readBarsCsv(path('plain.csv.gz', file(row(0)))), /whole gzip file, got .*incorrect header check/);
});

test('rows with nulls are dropped or become flat filled bars only when a policy says so', () => {
  const text = file(row(0), row(5, ',,,,'), row(10), row(15, '10,12,9,,5'), row(20, '10,12,9,,5'), row(25));
  const dropped = parse(text, { step: 5 * MINUTE, policy: { nulls: 'drop' } });
  assert.deepEqual(
    Array.from(dropped.time, (t) => (t - START) / MINUTE),
    [0, 10, 25],
  );
  const filled = parse(text, { step: 5 * MINUTE, policy: { nulls: 'fill' } });
  assert.deepEqual(
    Array.from(filled.time, (t) => (t - START) / MINUTE),
    [0, 5, 10, 25],
  );
  assert.deepEqual(Array.from(filled.filled ?? []), [0, 1, 0, 0]);
  assert.deepEqual(
    PRICE_COLUMNS.map((column) => filled[column][1]),
    [11, 11, 11, 11, 0],
  );
});

test("fill 'previous-close' inserts one flat marked bar for a single missing bar and never fills longer stretches", () => {
  const bars = parse(file(row(0), row(5), row(15), row(30), row(35), row(45)), { policy: { fill: 'previous-close' } });
  assert.deepEqual(
    Array.from(bars.time, (t) => (t - START) / MINUTE),
    [0, 5, 10, 15, 30, 35, 40, 45],
  );
  assert.deepEqual(Array.from(bars.filled ?? []), [0, 0, 1, 0, 0, 0, 1, 0]);
  assert.deepEqual(
    PRICE_COLUMNS.map((column) => bars[column][6]),
    [11, 11, 11, 11, 0],
  );
});

test('every decimal reads as Number reads it', () => {
  const decimals = fc.oneof(
    fc.double({ min: 1e-9, max: 1e9, noNaN: true }).map(String),
    fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.nat(17)).map(([digits, places]) => {
      const text = digits.toString().padStart(places + 1, '0');
      return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
    }),
    fc.constantFrom(
      '1.',
      '.5',
      '+7',
      '1e3',
      '1E-3',
      '007',
      '9007199254740993',
      '0.30000000000000004',
      '9007199254740991.5',
    ),
  );
  fc.assert(
    fc.property(decimals, (text) => {
      fc.pre(Number(text) > 0);
      const bars = parse(file(row(0, `${text},${text},${text},${text},${text}`)), { step: MINUTE });
      for (const column of PRICE_COLUMNS) assert.equal(bars[column][0], Number(text), text);
    }),
    { numRuns: 2000 },
  );
});

/** Valid bars from prices in any order and gaps in steps. */
const anyBars: fc.Arbitrary<Bars> = fc
  .array(
    fc.record({
      skip: fc.integer({ min: 1, max: 3 }),
      prices: fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 4, maxLength: 4 }),
      volume: fc.double({ min: 0, max: 1e9, noNaN: true }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => {
    let slot = START / MINUTE;
    const time = Float64Array.from(rows, ({ skip }) => {
      slot += skip;
      return slot * MINUTE;
    });
    const price = (pick: (sorted: number[]) => number) =>
      Float64Array.from(rows, ({ prices }) => pick([...prices].sort((a, b) => a - b)));
    const [low, open, close, high] = [0, 1, 2, 3].map((k) => price((sorted) => sorted[k]));
    return { step: MINUTE, time, open, high, low, close, volume: Float64Array.from(rows, (r) => r.volume + 0) };
  });

test('what is written reads back bit for bit, plain and packed', () => {
  const dir = folder();
  fc.assert(
    fc.property(anyBars, fc.constantFrom('bars.csv', 'bars.csv.gz'), (bars, name) => {
      writeBarsCsv(join(dir, name), bars);
      assert.deepEqual(readBarsCsv(join(dir, name), { step: MINUTE }).bars, bars);
    }),
    { numRuns: 100 },
  );
});

test('times are written to the second with Z and numbers as their shortest text', () => {
  const path = join(folder(), 'bars.csv');
  writeBarsCsv(path, parse(file(row(0, '10.50,12,9,11,0.1'), row(5))));
  assert.equal(readFileSync(path, 'utf8').split('\n')[1], '2024-01-01T00:00:00Z,10.5,12,9,11,0.1');
});
