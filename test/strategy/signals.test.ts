import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bars } from '../../lib/core/bars.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { ParameterValue } from '../../lib/strategy/parameter.js';
import { type Signals, signalsOf, strategyParameters } from '../../lib/strategy/strategy.js';
import { Workspace } from '../../lib/strategy/workspace.js';
import { randomCase } from '../backtest/random-case.js';
import { NO_REAL_BARS, realBars, scripted, toColumns } from '../helpers.js';

const bytes = (column: ArrayBufferView | undefined) =>
  Buffer.from(column?.buffer ?? new ArrayBuffer(0), column?.byteOffset, column?.byteLength).toString('base64');

/** Every column an engine reads, as bytes; the confidence at signals. */
function asRead({ side, atr, volRatio, trend, confidence }: Signals): Record<string, unknown> {
  const told = Float64Array.from(side, (s, i) => (s === 0 ? Number.NaN : (confidence?.[i] ?? 1)));
  return {
    side: bytes(side),
    atr: bytes(atr),
    volRatio: bytes(volRatio),
    trend: bytes(trend),
    confidence: bytes(told),
  };
}

function signalsEqual(base: Bars, given: Readonly<Record<string, ParameterValue>>, workspace?: Workspace): number {
  const market = makeMarket(base);
  const parameters = strategyParameters(mtfStrategy, given);
  const whole = mtfStrategy.compute(market, parameters).signals;
  const short = signalsOf(mtfStrategy, market, parameters, workspace);
  assert.deepEqual(asRead(short), asRead(whole), JSON.stringify(given));
  return whole.side.reduce((count, side) => count + Math.abs(side), 0);
}

test('the signals alone are those of the whole computation, on random markets with random parameters', () => {
  const workspace = new Workspace();
  let signals = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const { bars, parameters } = randomCase(seed, 800);
    signals += signalsEqual(toColumns(bars), { ...parameters }, seed % 2 ? workspace : undefined);
  }
  assert.ok(signals > 400, `${signals} signals prove little`);
});

test('a workspace may serve whole computations and signals alone by turns', () => {
  const workspace = new Workspace();
  const { bars } = randomCase(7, 500);
  const market = makeMarket(toColumns(bars));
  for (let seed = 1; seed <= 20; seed++) {
    const parameters = strategyParameters(mtfStrategy, { ...randomCase(seed, 1).parameters });
    const short = asRead(mtfStrategy.signals?.(market, parameters, workspace) as Signals);
    const whole = asRead(mtfStrategy.compute(market, parameters, workspace).signals);
    assert.deepEqual(short, whole, `seed ${seed}`);
    assert.deepEqual(whole, asRead(mtfStrategy.compute(market, parameters).signals), `seed ${seed}`);
  }
});

test('the signals alone are those of the whole computation on the real bars', { skip: NO_REAL_BARS }, () => {
  const base = realBars();
  const workspace = new Workspace();
  const settings: Record<string, ParameterValue>[] = [
    {},
    { min_strength: 0.1, vol_thresh: 0.8, atr_multi: 0.1 },
    { gap_entry: 'retest', value_area: 'breakout', bear_rules: 'symmetric' },
    { gap_entry: 'inversion', entry_trend: 'off', va_percent: 0.5, vp_rows: 40, min_confidence: 0.85 },
  ];
  const counts = settings.map((given) => signalsEqual(base, given, workspace));
  assert.ok(
    counts.every((count) => count > 20),
    counts.join(),
  );
});

test('a strategy without a shorter way is computed in whole', () => {
  const strategy = scripted({ sides: { 3: 1, 5: -1 } });
  const market = makeMarket(toColumns(randomCase(1, 30).bars));
  const { side } = signalsOf(strategy, market, strategyParameters(strategy));
  assert.deepEqual([side[3], side[5], side[4]], [1, -1, 0]);
});
