import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../../lib/backtest/backtest.js';
import type { Bars } from '../../lib/core/bars.js';
import { MINUTE } from '../../lib/core/time.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { defineStrategy } from '../../lib/strategy/strategy.js';
import { randomCase } from '../backtest/random-case.js';
import { toColumns } from '../helpers.js';
import { firstLookAhead, type LookAheadCase } from './look-ahead.js';

/** Lengths after which every column has values, and rules loose enough for many signals, on 260 bars. */
const SHORT = {
  ...{ ema_slow_1h: 4, vp_len: 5, vol_adjust_len: 3, ema_slow_15m: 8, atr_len: 5, vol_sma_len: 5 },
  ...{ poc_proximity: 'off', value_area: 'off', entry_trend: 'off', bear_rules: 'plain', volume_1h_basis: 'per-bar' },
  ...{
    atr_multi: 0,
    min_strength: 0,
    vol_thresh: 0.3,
    min_confidence: 0,
    slippage: 0,
    min_notional: 0,
    initial: 10_000,
  },
  ...{ sl_atr: 1, min_stop: 0, cooldown_bars: 0, max_positions: 3, max_drawdown_halt: 0 },
};

function market(seed: number, more: LookAheadCase['parameters'] = {}): LookAheadCase {
  const { bars, minutes, parameters } = randomCase(seed, 260);
  return { base: toColumns(bars), finer: toColumns(minutes, MINUTE), parameters: { ...parameters, ...SHORT, ...more } };
}

test('no column, signal, equity point or finished trade changes when the data are cut after any bar', () => {
  let trades = 0;
  const orders = ['pessimistic', 'optimistic', 'path', 'finer'] as const;
  for (const [k, intrabar] of orders.entries()) {
    for (const gap_entry of ['detection', 'retest', 'inversion']) {
      const seed = 2001 + k;
      const one = market(seed, { intrabar, gap_entry });
      assert.equal(firstLookAhead(mtfStrategy, one), null, `seed ${seed} ${intrabar} ${gap_entry}`);
      trades += backtest(mtfStrategy, makeMarket(one.base), one).trades.length;
    }
  }
  assert.ok(trades >= 60, `${trades} trades prove little`);
});

/** Higher bars shown from their open on, as a plain forward fill by open time does. */
function shownFromOpen(bars: Bars): Bars {
  return { ...bars, time: bars.time.map((time) => time - bars.step) };
}

/** The built-in strategy with the alignment that a newcomer would write. */
const naive = defineStrategy({
  ...mtfStrategy,
  name: 'naive-alignment',
  compute: ({ base, minutes15, hour1 }, parameters, workspace) =>
    mtfStrategy.compute(
      { base, minutes15: shownFromOpen(minutes15), hour1: shownFromOpen(hour1) },
      parameters,
      workspace,
    ),
});

test('the same test catches the naive alignment, by which a bar of 1h is seen an hour early', () => {
  assert.match(firstLookAhead(naive, market(2001)) ?? 'nothing found', /_15m|_1h|momentum|trend|proximity|ATR_ratio/);
});

test('the same test catches a strategy that looks one bar ahead', () => {
  const oracle = defineStrategy({
    name: 'next-close',
    parameters: [],
    compute: ({ base }) => {
      const rises = (i: number) => (base.close[i + 1] > base.close[i] ? 1 : 0);
      const side = Int8Array.from(base.close, (_, i) => rises(i));
      return { signals: { side, atr: new Float64Array(side.length).fill(50) }, columns: {} };
    },
  });
  const { base } = market(2001);
  assert.match(firstLookAhead(oracle, { base, parameters: {} }) ?? 'nothing found', /signal side/);
});
