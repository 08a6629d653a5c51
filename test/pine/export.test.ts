import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indicatorPine, type PineInput, strategyPine } from '../../lib/pine/export.js';
import { inspectPine } from '../../lib/pine/limits.js';
import { oneLine, pineComment, pineNumber, pineString } from '../../lib/pine/text.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { Parameter } from '../../lib/strategy/parameter.js';
import { defineStrategy, parameterTable } from '../../lib/strategy/strategy.js';

const PROVENANCE = {
  symbol: 'BTCUSD',
  fitted: { from: '2023-06-01', to: '2024-07-10' },
  verdict: ['Out of sample it lost 3.1 %.'],
  hash: '0123abcd',
};
const input = (changes: Partial<PineInput> = {}): PineInput => ({
  strategy: mtfStrategy as unknown as PineInput['strategy'],
  provenance: PROVENANCE,
  ...changes,
});
const TABLE: readonly Parameter[] = parameterTable(mtfStrategy);
/** A strategy whose table differs at one parameter. */
const changedTable = (name: string, change: Partial<Parameter>): PineInput['strategy'] =>
  ({
    ...mtfStrategy,
    parameters: mtfStrategy.parameters.map((one) => (one.name === name ? { ...one, ...change } : one)),
  }) as unknown as PineInput['strategy'];
const inputLine = (text: string, name: string) =>
  text.split('\n').find((line) => new RegExp(`^\\w+ ${name} = input\\.`).test(line));

test('every parameter has an input with its default, range, title, help and group, or is named in the header', () => {
  const text = strategyPine(input());
  for (const one of TABLE) {
    const line = inputLine(text, one.name);
    if (line === undefined) {
      assert.match(text, new RegExp(`^// - ${one.name} = `, 'm'), one.name);
      continue;
    }
    assert.ok(line.includes(pineString(one.title)), one.name);
    assert.ok(line.includes(one.help.slice(0, 20)), one.name);
    assert.ok(line.includes(`group = ${pineString(one.group ?? '')}`), one.name);
    if (one.kind === 'choice') for (const choice of one.choices) assert.ok(line.includes(pineString(choice)), one.name);
    if (one.kind === 'real')
      assert.ok(line.includes(`minval = ${pineNumber(one.min)}, maxval = ${pineNumber(one.max)}`), one.name);
  }
});

test('a default, range, title, help or group that changes in the table changes in the Pine', () => {
  const change = { default: 0.7, min: 0.2, max: 0.9, title: 'Minimum power', help: 'Another help.', group: 'Others' };
  for (const make of [indicatorPine, strategyPine]) {
    const line = inputLine(make(input({ strategy: changedTable('min_strength', change) })), 'min_strength');
    assert.equal(
      line,
      'float min_strength = input.float(0.7, "Minimum power", minval = 0.2, maxval = 0.9, step = 0.01, group = "Others", tooltip = "Another help. (min_strength)")',
    );
  }
});

test('given values become the defaults of the inputs and stand in the header', () => {
  const text = strategyPine(
    input({ parameters: { tp_rr: 2.37, ema1_entry: 23, htf_reversal: false, gap_entry: 'retest' } }),
  );
  assert.match(text, /float tp_rr = input\.float\(2\.37,/);
  assert.match(text, /int ema1_entry = input\.int\(23,/);
  assert.match(text, /bool htf_reversal = input\.bool\(false,/);
  assert.match(text, /string gap_entry = input\.string\("retest",/);
  assert.match(text, /^\/\/.*tp_rr=2\.37/m);
});

test('capital, costs and risk-free rate stand in the declaration', () => {
  const text = strategyPine(input({ parameters: { initial: 25_000, fee: 0.0025, slippage: 0.0005, risk_free: 0.03 } }));
  assert.match(text, /^strategy\(.*initial_capital = 25000\.0.*commission_value = 0\.3,.*risk_free_rate = 3\.0/m);
});

test('the header names period, verdict and run', () => {
  const text = indicatorPine(input());
  assert.match(text, /fitted on 2023-06-01 to 2024-07-10/);
  assert.match(text, /- Out of sample it lost 3\.1 %\./);
  assert.match(text, /Run: 0123abcd/);
  assert.match(
    indicatorPine(input({ provenance: { ...PROVENANCE, fitted: null, verdict: [], hash: null } })),
    /nobody fitted them[\s\S]*not tested/,
  );
});

test('equal input gives equal text, and both scripts keep every limit of Pine', () => {
  for (const make of [indicatorPine, strategyPine]) {
    assert.equal(make(input()), make(input()));
    assert.deepEqual(inspectPine(make(input())).problems, []);
  }
});

test('parameters out of range, unknown or of a wrong type are refused', () => {
  assert.throws(
    () => indicatorPine(input({ parameters: { va_percent: 1.2 } })),
    /va_percent must be from 0\.01 to 1, got 1\.2/,
  );
  assert.throws(() => strategyPine(input({ parameters: { tp_r: 2 } })), /did you mean tp_rr/);
  assert.throws(() => strategyPine(input({ parameters: { vp_rows: 2.5 } })), /vp_rows must be a whole number/);
});

test('a strategy other than the built-in one is refused, whatever it is called', () => {
  const own = defineStrategy({
    name: mtfStrategy.name,
    parameters: mtfStrategy.parameters,
    compute: (market) => ({
      signals: { side: new Int8Array(market.base.time.length), atr: market.base.close },
      columns: {},
    }),
  }) as unknown as PineInput['strategy'];
  for (const make of [indicatorPine, strategyPine]) {
    assert.throws(
      () => make(input({ strategy: own })),
      /strategy must be the built-in one \(mtf-gap\).*write the script of your own strategy by hand/,
    );
  }
});

test('a parameter that the templates do not follow is an error, not a script without it', () => {
  const extra = {
    name: 'spread_max',
    title: 'Spread',
    help: 'New.',
    use: 'signals',
    kind: 'real',
    default: 1,
    min: 0,
    max: 2,
  } as const;
  const strategy = {
    ...mtfStrategy,
    parameters: [...mtfStrategy.parameters, extra],
  } as unknown as PineInput['strategy'];
  assert.throws(
    () => strategyPine(input({ strategy })),
    /parameters must be ones the Pine templates follow, got spread_max/,
  );
});

test('quotes, backslashes, line breaks and marks that turn text around do no harm', () => {
  const nasty = 'BTC"USD\\\n//@version=5\u2028strategy("x")\u202e';
  const notes = ['Über größere 🚀 Lücken\r\nindicator("y")', '\ud800 lone'];
  for (const make of [indicatorPine, strategyPine]) {
    const text = make(input({ provenance: { ...PROVENANCE, symbol: nasty, notes } }));
    assert.equal(text.split('\n').filter((line) => /^(indicator|strategy)\(/.test(line)).length, 1);
    assert.equal(text.split('\n').filter((line) => line.startsWith('//@version')).length, 1);
    assert.ok(text.includes('BTC\\"USD\\\\ //@version=5 strategy(\\"x\\")'));
    assert.ok(text.includes('Über größere 🚀 Lücken indicator("y")'));
    assert.ok(text.split('\n').every((line) => !/[\u2028\u202e\r]/.test(line)));
    assert.deepEqual(inspectPine(text).problems, []);
  }
});

test('numbers are written so that they read back equal, without exponents', () => {
  assert.deepEqual(
    [1e-9, 0.1 + 0.2, 3, 1e12, -0.25].map((x) => pineNumber(x)),
    ['0.000000001', '0.30000000000000004', '3.0', '1000000000000.0', '-0.25'],
  );
  assert.equal(pineNumber(3, 'int'), '3');
  assert.throws(() => pineNumber(Number.NaN), /value must be finite/);
  assert.throws(() => pineNumber(2.5, 'int'), /value must be whole/);
});

test('comments are broken at their width and strings stay on one line', () => {
  assert.equal(oneLine(' a\n\tb '), 'a b');
  const lines = pineComment('word '.repeat(60), '- ').split('\n');
  assert.ok(lines.length > 2 && lines.every((line) => line.length <= 118));
  assert.ok(lines.slice(1).every((line) => line.startsWith('//   word')));
});
