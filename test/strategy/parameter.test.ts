import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BACKTEST_PARAMETERS, COST_PRESETS } from '../../lib/strategy/backtest-parameters.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { MTF_PARAMETERS } from '../../lib/strategy/mtf-parameters.js';
import { type Parameter, type ParameterValue, resolveParameters } from '../../lib/strategy/parameter.js';
import { parameterTable, strategyParameters } from '../../lib/strategy/strategy.js';
import { bars } from '../helpers.js';
import { referenceDefaults } from '../reference/index.js';

const resolve = (given: Record<string, unknown>) =>
  strategyParameters(mtfStrategy, given as Record<string, ParameterValue>);
const refused = (given: Record<string, unknown>, message: RegExp) => assert.throws(() => resolve(given), message);

test('every parameter of the design is there with its default', () => {
  const { max_drawdown_halt, ...design } = referenceDefaults;
  assert.deepEqual({ ...resolve({}) }, { ...design, max_drawdown_halt: 0 });
  assert.equal(max_drawdown_halt, null);
});

test('the optimiser searches the seven parameters of the design, over its ranges', () => {
  const searched = parameterTable(mtfStrategy).flatMap((p) =>
    'search' in p && p.search ? [[p.name, p.kind, ...p.search]] : [],
  );
  assert.deepEqual(searched, [
    ['atr_multi', 'real', 0.1, 0.5],
    ['min_strength', 'real', 0.1, 0.8],
    ['vol_thresh', 'real', 0.8, 1.5],
    ['ema1_entry', 'integer', 15, 25],
    ['ema2_entry', 'integer', 40, 60],
    ['va_percent', 'real', 0.65, 0.75],
    ['tp_rr', 'real', 1.8, 2.5],
  ]);
});

test('trend and momentum cannot be switched off', () => {
  const choices = MTF_PARAMETERS.filter((p) => p.kind === 'choice').map((p) => p.name);
  assert.deepEqual(
    choices.filter((name) => /trend|momentum/.test(name)),
    ['entry_trend'],
  );
});

test('the table is sound: names are unique, defaults and search ranges lie in their own range, everything is described', () => {
  const table: readonly Parameter[] = [...MTF_PARAMETERS, ...BACKTEST_PARAMETERS];
  assert.equal(new Set(table.map((p) => p.name)).size, table.length);
  for (const p of table) {
    assert.ok(p.title.length > 0 && p.help.length > 0, p.name);
    assert.deepEqual(resolveParameters([p], { [p.name]: p.default }), { [p.name]: p.default });
    if (p.kind !== 'real' && p.kind !== 'integer') continue;
    for (const end of [p.min, p.max, ...(p.search ?? [])]) resolveParameters([p], { [p.name]: end });
  }
});

test('an unknown name is refused and the nearest known one suggested', () => {
  refused({ tp_r: 2 }, /^Error: resolveParameters: tp_r must be a known parameter.*did you mean tp_rr\?/);
  refused({ ema_entry1: 20 }, /did you mean ema1_entry\?/);
  refused({ minStrength: 0.5 }, /did you mean min_strength\?/);
  refused({ slipage: 0.5 }, /did you mean slippage\?/);
});

test('a number out of range, NaN, infinite or of another type is refused with what it must be', () => {
  refused({ fee: -0.001 }, /^Error: resolveParameters: fee must be from 0 to 0\.1, got -0\.001$/);
  refused({ va_percent: 1.01 }, /va_percent must be from 0\.01 to 1, got 1\.01/);
  refused({ tp_rr: Number.NaN }, /tp_rr must be a number from 0\.01 to 100, got/);
  refused({ initial: Number.POSITIVE_INFINITY }, /initial must be/);
  refused({ tp_rr: '2.2' }, /tp_rr must be a number from 0\.01 to 100, got "2\.2"/);
  refused({ tp_rr: null }, /tp_rr must be a number .* got null/);
});

test('NaN is named in the message, not shown as null', () => {
  refused({ tp_rr: Number.NaN }, /got NaN$/);
  refused({ initial: Number.POSITIVE_INFINITY }, /got Infinity$/);
});

test('a length must be whole', () => {
  refused({ ema1_entry: 18.5 }, /ema1_entry must be a whole number from 1 to 5000, got 18\.5/);
  assert.equal(resolve({ ema1_entry: 20 }).ema1_entry, 20);
});

test('a choice must be one of its strings, a flag true or false', () => {
  refused({ intrabar: 'worst' }, /intrabar must be one of auto, pessimistic, optimistic, path, finer, got "worst"/);
  refused({ gap_entry: 1 }, /gap_entry must be one of detection, retest, inversion, got 1/);
  refused({ htf_reversal: 1 }, /htf_reversal must be true or false, got 1/);
  refused({ htf_vol_adjust: 'true' }, /htf_vol_adjust must be true or false, got "true"/);
});

test('undefined means the default', () => {
  assert.equal(resolve({ fee: undefined }).fee, 0.001);
});

test('the cost presets name Alpaca tier 1, and all of them are possible parameters', () => {
  assert.equal(COST_PRESETS.alpaca_tier1_taker.fee, 0.0025);
  for (const preset of Object.values(COST_PRESETS)) resolve({ ...preset });
});

test('a base step that does not divide 15 minutes is refused', () => {
  const sevens = bars([[1, 1, 1, 1]], { step: 7 * 60_000 });
  assert.throws(
    () => makeMarket(sevens),
    /^Error: makeMarket: base bars must have a step that divides 15 minutes, got 7/,
  );
});
