// Small random markets with random parameters over every option, from one seed.

import { fillSingleMissing } from '../reference/bars.js';
import type { Bar, ReferenceParams, Signal } from '../reference/index.js';
import { randomMarket, SMALL, seeded } from '../reference/market.js';

export type CaseParameters = Omit<Partial<ReferenceParams>, 'volume_1h_basis' | 'max_drawdown_halt'> & {
  volume_1h_basis?: 'per-bar' | 'raw';
  max_drawdown_halt?: number;
};

export interface RandomCase {
  readonly bars: readonly Bar[];
  readonly minutes: readonly Bar[];
  readonly parameters: CaseParameters;
  /** Entries that owe nothing to the strategy, one on about 8 bars: many positions, also against the trend. */
  readonly entries: readonly Signal[];
}

/** Every option at some value, each off its default in about half the cases. */
export function randomCase(seed: number, count = 700): RandomCase {
  const random = seeded(seed * 7919 + 1);
  const market = randomMarket(seed, count, random() < 0.2 ? 25 : 0.5);
  const one = <T>(...values: readonly T[]): T => values[Math.floor(random() * values.length)];
  const mostly = <T>(usual: T, ...others: readonly T[]): T => (random() < 0.6 ? usual : one(...others));
  const between = (low: number, high: number) => low + random() * (high - low);
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  const bars = random() < 0.3 ? fillSingleMissing(market.bars) : market.bars;
  const parameters: CaseParameters = {
    ...SMALL,
    ema_slow_1h: one(3, 12),
    min_strength: one(0, 0.1, 0.5, between(0, 0.8)),
    atr_multi: one(0, 0.05, 0.3, between(0, 0.5)),
    vol_thresh: between(0.3, 1.5),
    va_percent: one(0.7, 1, between(0.3, 0.9)),
    atr_len: whole(1, 14),
    ema_momentum_5m: whole(1, 20),
    vp_rows: whole(2, 30),
    gap_life: whole(1, 30),
    vol_sma_len: whole(1, 12),
    gap_entry: one('detection', 'detection', 'retest', 'inversion'),
    volume_1h_basis: mostly<'per-bar' | 'raw'>('per-bar', 'raw'),
    poc_proximity: one('required', 'off'),
    value_area: one('required', 'off', 'breakout'),
    entry_trend: one('required', 'off'),
    bear_rules: one('plain', 'symmetric'),
    min_confidence: mostly(0.6, 0, 0.7, 0.8, 0.9),
    tp_rr: between(0.8, 3),
    slippage: one(0, 0.0002, 0.001),
    fee: one(0, 0.0002, 0.001),
    initial: mostly(10_000, 150, 1e6),
    sl_atr: one(between(0.5, 3), 8),
    htf_vol_adjust: random() < 0.7,
    vol_adjust_len: whole(1, 10),
    vol_adjust_min: between(0.3, 1),
    vol_adjust_max: between(1, 2),
    risk: mostly(0.01, 0.1, 1),
    max_position: mostly(0.05, 0, 0.4, 3),
    size_by_confidence: random() < 0.4,
    qty_step: one(1e-9, 1e-4, 0.01),
    min_notional: one(0, 10, 100),
    min_stop: mostly(0, 0.002),
    cooldown_bars: mostly(0, whole(1, 12)),
    max_positions: whole(1, 4),
    trail_start_r: between(0.3, 1.5),
    trail_gap_r: one(0.02, 0.5, between(0.1, 2)),
    htf_reversal: random() < 0.6,
    max_drawdown_halt: mostly(0, 0.002, 0.05),
    risk_free: one(0, 0.04),
  };
  const entries = bars.flatMap(({ time }, index): Signal[] =>
    random() < 1 / 8 ? [{ index, time, direction: random() < 0.5 ? 'long' : 'short' }] : [],
  );
  return { bars, minutes: market.minutes, parameters, entries };
}
