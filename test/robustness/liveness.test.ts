import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkResults } from '../../lib/report/results.js';
import { livenessVerdict } from '../../lib/report/verdicts/liveness-verdict.js';
import { liveness } from '../../lib/robustness/liveness.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { defineStrategy } from '../../lib/strategy/strategy.js';
import { bars, NO_REAL_BARS, realBars } from '../helpers.js';

const number = (name: string, value: number, search: readonly [number, number]) =>
  ({ name, title: name, help: name, use: 'signals', kind: 'real', default: value, min: 0, max: 100, search }) as const;

/** Buys where the bar's volume exceeds the larger of two thresholds; the third does nothing. */
const thresholds = defineStrategy({
  name: 'thresholds',
  parameters: [number('low', 3, [0, 4]), number('high', 5, [1, 8]), number('idle', 1, [0, 2])],
  compute: ({ base }, { low, high }) => ({
    signals: {
      side: Int8Array.from(base.volume, (volume) => (volume > Math.max(low, high) ? 1 : 0)),
      atr: new Float64Array(base.time.length).fill(1),
    },
    columns: {},
  }),
});
const rows = Array.from({ length: 40 }, (_, i) => [100, 100.5, 99.5, 100, (i * 7) % 10] as const);
const market = makeMarket(bars(rows));
/** The toy's own three; tp_rr, which every strategy has, is searched too unless others are named. */
const ranges = { low: [0, 4], high: [1, 8], idle: [0, 2] } as const;
const options = { parameters: { fee: 0, slippage: 0, max_position: 0 }, ranges };

test('a parameter is live, masked by another, or inert; only the inert one is dropped', () => {
  const found = liveness(thresholds, market, options);
  const status = Object.fromEntries(found.parameters.map((one) => [one.name, one.status]));
  assert.deepEqual(status, { low: 'masked', high: 'live', idle: 'inert' });
  assert.deepEqual(found.dropped, ['idle']);
  checkResults({ liveness: { ...found, verdict: livenessVerdict(found) } });
});

test('a sweep counts the signals gained and lost against the own value', () => {
  const [, high] = liveness(thresholds, market, { ...options, steps: 8 }).parameters;
  // Volumes run through 0 to 9 four times; above 5 there are 4 x 4 of them.
  const counts = high.sweep.map(({ value, signals_added, signals_removed }) => [value, signals_added, signals_removed]);
  assert.deepEqual(counts, [
    [1, 8, 0],
    [2, 8, 0],
    [3, 8, 0],
    [4, 4, 0],
    [5, 0, 0],
    [6, 0, 4],
    [7, 0, 8],
    [8, 0, 12],
  ]);
  assert.deepEqual(high.conditions[0], {
    given: null,
    signals_changed: 12,
    trades_changed: Math.max(...high.sweep.map((swept) => swept.trades_changed)),
  });
});

test("each parameter is swept at the others' own values and with each other one at both ends", () => {
  const { parameters } = liveness(thresholds, market, options);
  assert.deepEqual(
    parameters[0].conditions.map(({ given }) => given),
    [
      null,
      { name: 'high', value: 1 },
      { name: 'high', value: 8 },
      { name: 'idle', value: 0 },
      { name: 'idle', value: 2 },
    ],
  );
});

test('a parameter of the backtest that changes results but no signal is live', () => {
  const found = liveness(thresholds, market, {
    ...options,
    ranges: { risk: [0.001, 0.01], fee: [0, 0.01], idle: [0, 2] },
  });
  const status = Object.fromEntries(found.parameters.map((one) => [one.name, one.status]));
  assert.deepEqual(status, { idle: 'inert', fee: 'live', risk: 'live' });
});

test('without ranges those of the table are searched, of the strategy and of the backtest', () => {
  const { parameters } = liveness(thresholds, market, { parameters: options.parameters, steps: 2 });
  assert.deepEqual(
    parameters.map(({ name }) => name),
    ['low', 'high', 'idle', 'tp_rr'],
  );
});

test('integers are swept at whole numbers, each once', () => {
  const { parameters } = liveness(thresholds, market, { ...options, ranges: { max_positions: [1, 3] } });
  assert.deepEqual(
    parameters[0].sweep.map(({ value }) => value),
    [1, 2, 3],
  );
});

test('no trade anywhere and nothing to search are said in words', () => {
  const still = makeMarket(bars(rows.map((row) => [...row.slice(0, 4), 0] as unknown as (typeof rows)[number])));
  const quiet = liveness(thresholds, still, options);
  assert.deepEqual(quiet.dropped, ['low', 'high', 'idle']);
  assert.match(livenessVerdict(quiet)[0], /No trade is taken anywhere near these parameters/);
  assert.match(livenessVerdict(liveness(thresholds, market, { ranges: {} }))[0], /searches no parameter/);
});

test('impossible ranges, unknown parameters and a single step are refused', () => {
  assert.throws(() => liveness(thresholds, market, { steps: 1 }), /steps must be a whole number from 2, got 1/);
  assert.throws(
    () => liveness(thresholds, market, { ranges: { low: [4, 4] } }),
    /range of low must be low < high.*got 4 to 4/,
  );
  assert.throws(() => liveness(thresholds, market, { ranges: { low: [0, 101] } }), /from 0 to 100, got 0 to 101/);
  assert.throws(() => liveness(thresholds, market, { ranges: { lo: [0, 1] } }), /of numeric parameters, got lo/);
  assert.throws(() => liveness(thresholds, market, { parameters: { hihg: 1 } }), /did you mean high/);
});

test('on real bars with the defaults atr_multi lives only once min_strength is low, and va_percent changes no trade', {
  skip: NO_REAL_BARS,
}, () => {
  const ranges = { atr_multi: [0.1, 0.5], min_strength: [0.1, 0.8], va_percent: [0.65, 0.75] } as const;
  const found = liveness(mtfStrategy, makeMarket(realBars()), { ranges, steps: 3 });
  assert.equal(found.base_trades, 939);
  assert.deepEqual(found.dropped, ['va_percent']);
  const [atrMulti, minStrength, vaPercent] = found.parameters;
  assert.deepEqual([atrMulti.status, minStrength.status, vaPercent.status], ['masked', 'live', 'inert']);
  const alive = atrMulti.conditions.filter(({ trades_changed }) => trades_changed > 0);
  assert.deepEqual(
    alive.map(({ given }) => given),
    [{ name: 'min_strength', value: 0.1 }],
  );
  assert.ok(
    vaPercent.conditions.every(({ trades_changed, signals_changed }) => trades_changed + signals_changed === 0),
  );
});

test('on real bars va_percent lives once the entry trend, which implies it, is off', { skip: NO_REAL_BARS }, () => {
  const found = liveness(mtfStrategy, makeMarket(realBars()), {
    parameters: { entry_trend: 'off' },
    ranges: { va_percent: [0.65, 0.75] },
    steps: 2,
  });
  assert.equal(found.parameters[0].status, 'live');
});
