// Every parameter of the reference, by the design's names, with its default.

export type Intrabar = 'pessimistic' | 'optimistic' | 'path' | 'finer';

export interface ReferenceParams {
  // strategy
  atr_multi: number;
  min_strength: number;
  vol_thresh: number;
  ema1_entry: number;
  ema2_entry: number;
  va_percent: number;
  atr_len: number;
  vol_sma_len: number;
  ema_momentum_5m: number;
  ema_fast_15m: number;
  ema_slow_15m: number;
  ema_fast_1h: number;
  ema_slow_1h: number;
  vp_len: number;
  vp_rows: number;
  gap_life: number;
  poc_max_atr: number;
  gap_entry: 'detection' | 'retest' | 'inversion';
  /** The design names only "raw"; every other value is its default reading, per 5-minute bar. */
  volume_1h_basis: string;
  poc_proximity: 'required' | 'off';
  value_area: 'required' | 'off' | 'breakout';
  entry_trend: 'required' | 'off';
  bear_rules: 'plain' | 'symmetric';
  min_confidence: number;
  // backtest
  tp_rr: number;
  slippage: number;
  fee: number;
  initial: number;
  sl_atr: number;
  htf_vol_adjust: boolean;
  vol_adjust_len: number;
  vol_adjust_min: number;
  vol_adjust_max: number;
  risk: number;
  max_position: number;
  size_by_confidence: boolean;
  qty_step: number;
  min_notional: number;
  min_stop: number;
  cooldown_bars: number;
  max_positions: number;
  trail_start_r: number;
  trail_gap_r: number;
  htf_reversal: boolean;
  /** null or 0: off. */
  max_drawdown_halt: number | null;
  risk_free: number;
  /** 'auto': finer where finer bars are given, else pessimistic. */
  intrabar: Intrabar | 'auto';
}

export const referenceDefaults: ReferenceParams = {
  atr_multi: 0.3,
  min_strength: 0.5,
  vol_thresh: 1.2,
  ema1_entry: 18,
  ema2_entry: 48,
  va_percent: 0.7,
  atr_len: 14,
  vol_sma_len: 21,
  ema_momentum_5m: 20,
  ema_fast_15m: 21,
  ema_slow_15m: 50,
  ema_fast_1h: 95,
  ema_slow_1h: 200,
  vp_len: 120,
  vp_rows: 120,
  gap_life: 50,
  poc_max_atr: 0.5,
  gap_entry: 'detection',
  volume_1h_basis: 'per-bar',
  poc_proximity: 'required',
  value_area: 'required',
  entry_trend: 'required',
  bear_rules: 'plain',
  min_confidence: 0.6,
  tp_rr: 2.2,
  slippage: 0.001,
  fee: 0.001,
  initial: 10000,
  sl_atr: 1.5,
  htf_vol_adjust: true,
  vol_adjust_len: 50,
  vol_adjust_min: 0.5,
  vol_adjust_max: 2,
  risk: 0.01,
  max_position: 0.05,
  size_by_confidence: false,
  qty_step: 1e-9,
  min_notional: 10,
  min_stop: 0,
  cooldown_bars: 0,
  max_positions: 3,
  trail_start_r: 1,
  trail_gap_r: 0.5,
  htf_reversal: true,
  max_drawdown_halt: null,
  risk_free: 0.04,
  intrabar: 'auto',
};

/** The defaults with some of them replaced. A name that does not exist is an error, so that no test checks nothing. */
export function withDefaults(given: Partial<ReferenceParams>): ReferenceParams {
  for (const name of Object.keys(given)) {
    if (!(name in referenceDefaults)) throw new Error(`withDefaults: parameter must be one of the table, got ${name}`);
  }
  return { ...referenceDefaults, ...given };
}
