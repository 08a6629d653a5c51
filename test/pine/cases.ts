// Bars and parameters on which scripts are held against the library: short lengths, so that a few days warm up every
// series and every rule has something to decide.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { aggregate } from '../../lib/core/aggregate.js';
import { allocateBars, type Bars } from '../../lib/core/bars.js';
import { seededRandom } from '../../lib/core/random.js';
import { MINUTE } from '../../lib/core/time.js';
import { readBarsCsv } from '../../lib/data/csv.js';
import { SAMPLE_FROM, SampleMarket, type SampleMinute } from '../../lib/data/sample-model.js';
import { indicatorPine, strategyPine } from '../../lib/pine/export.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { root } from '../needs.js';
import type { Values } from './verify.js';

/** Real 5-minute bars, where they are. */
export const REAL_BARS = resolve(root, '..', 'shared', 'data', 'btcusd_5min_binance_2023-06-01_2024-12-31.csv.gz');
export const hasRealBars = existsSync(REAL_BARS);

/** `count` real bars from bar `from` of the file on. */
export function realBars(from: number, count: number): Bars {
  return cut(readBarsCsv(REAL_BARS).bars, from, from + count);
}

/** The first `count` 5-minute bars of the built-in sample. */
export function sampleFives(count: number): Bars {
  const market = new SampleMarket(seededRandom(1));
  const minutes = allocateBars(5 * count, MINUTE);
  const bar: SampleMinute = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (let i = 0; i < 5 * count; i++) {
    minutes.time[i] = SAMPLE_FROM + i * MINUTE;
    market.next(minutes.time[i], bar);
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) minutes[name][i] = bar[name];
  }
  return aggregate(minutes, 5 * MINUTE);
}

/** Sample bars of which some are missing, singly and by the hour: what `count` of them leave. */
export function gappySample(count: number): Bars {
  const hours = Array.from({ length: 30 }, (_, k) => 700 + k);
  return without(sampleFives(count), [140, 141, 333, 600, 601, 602, 603, 900, ...hours]);
}

/** `bars` without those at `missing`. */
function without(bars: Bars, missing: readonly number[]): Bars {
  const keep = (column: Float64Array) => column.filter((_, i) => !missing.includes(i));
  const { step, time, open, high, low, close, volume } = bars;
  return {
    step,
    time: keep(time),
    open: keep(open),
    high: keep(high),
    low: keep(low),
    close: keep(close),
    volume: keep(volume),
  };
}

function cut(bars: Bars, from: number, to: number): Bars {
  const part = (column: Float64Array) => column.slice(from, to);
  const { step, time, open, high, low, close, volume } = bars;
  return {
    step,
    time: part(time),
    open: part(open),
    high: part(high),
    low: part(low),
    close: part(close),
    volume: part(volume),
  };
}

const BRISK: Values = {
  atr_multi: 0.08,
  min_strength: 0.15,
  ema1_entry: 4,
  ema2_entry: 11,
  ema_momentum_5m: 6,
  ema_fast_15m: 3,
  ema_slow_15m: 5,
  ema_fast_1h: 4,
  ema_slow_1h: 9,
  atr_len: 5,
  vol_sma_len: 6,
  vp_len: 24,
  vp_rows: 16,
  vol_adjust_len: 7,
  gap_life: 9,
  vol_thresh: 0.8,
  poc_max_atr: 2,
  slippage: 0.0002,
  fee: 0.0003,
};

/** Parameters by which the two scripts are verified, each of which exercises other branches of them. */
export const CASES = {
  brisk: BRISK,
  retest: { ...BRISK, gap_entry: 'retest', bear_rules: 'symmetric', value_area: 'breakout', poc_max_atr: 1.2 },
  inversion: { ...BRISK, gap_entry: 'inversion', value_area: 'off', poc_proximity: 'off', entry_trend: 'off' },
  sized: {
    ...BRISK,
    size_by_confidence: true,
    max_position: 0,
    max_positions: 2,
    cooldown_bars: 5,
    min_confidence: 0.75,
    min_stop: 0.0015,
    htf_vol_adjust: false,
    trail_start_r: 0.6,
    trail_gap_r: 0.3,
    tp_rr: 1.2,
  },
  halted: {
    ...BRISK,
    max_drawdown_halt: 0.03,
    slippage: 0.0006,
    risk: 0.002,
    max_position: 0,
    min_notional: 5000,
  },
  turning: { ...BRISK, ema_slow_1h: 5, sl_atr: 9, max_positions: 1, trail_start_r: 2 },
  raw: { ...BRISK, volume_1h_basis: 'raw', min_confidence: 0.9 },
} satisfies Record<string, Values>;

export type CaseName = keyof typeof CASES;
export type ScriptKind = 'indicator' | 'strategy';

/** The text of a script with `parameters`. */
export function scriptOf(kind: ScriptKind, parameters: Values, profileEveryBar = true): string {
  const provenance = { symbol: 'BTCUSD', fitted: null, verdict: [], hash: null };
  const make = kind === 'indicator' ? indicatorPine : strategyPine;
  return make({ strategy: mtfStrategy, parameters, provenance, profileEveryBar });
}
