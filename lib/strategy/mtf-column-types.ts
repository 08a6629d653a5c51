// The one place that says what each column of the built-in strategy holds; editors and notebook cells show it on Tab.
// Types, not interfaces: only these are taken where any `Columns` are.

/** Open time and prices of each bar. */
export type PriceColumns = {
  /** Open time of the bar, ms UTC. */
  readonly timestamp: Float64Array;
  /** First price, USD. */
  readonly open: Float64Array;
  /** Highest price, USD. */
  readonly high: Float64Array;
  /** Lowest price, USD. */
  readonly low: Float64Array;
  /** Last price, USD: known once the bar has closed. */
  readonly close: Float64Array;
  /** Traded volume of the bar, BTC. */
  readonly volume: Float64Array;
};

/**
 * Columns of the 5m bars, in the order of export. NaN in warm-up; masks are 0 or 1. A column keeps its name when its length
 * is changed by a parameter. `_15m` and `_1h`: of the newest bar of that timeframe that had closed when this bar opened.
 */
export type MtfColumns = PriceColumns & {
  /** Fast EMA of the close, USD (`ema1_entry` bars, 18). With EMA48 the entry trend. */
  readonly EMA18: Float64Array;
  /** Slow EMA of the close, USD (`ema2_entry` bars, 48). */
  readonly EMA48: Float64Array;
  /** Average true range, USD (Wilder's, `atr_len` bars, 14). The unit of stops and of gaps. */
  readonly ATR: Float64Array;
  /** 1 where a bull fair value gap is detected: low above the high of two bars before, by more than `atr_multi` ATR. */
  readonly ifvg_bull: Uint8Array;
  /** 1 where a bear fair value gap is detected: high below the low of two bars before, by more than `atr_multi` ATR. */
  readonly ifvg_bear: Uint8Array;
  /** Size of the gap detected at this bar, in ATR; NaN where there is none. */
  readonly ifvg_strength: Float64Array;
  /** Point of control, USD: the middle of the price row with most volume in the last `vp_len` bars (120). */
  readonly POC: Float64Array;
  /** Upper edge of the value area, USD: `va_percent` (70 %) of the window's volume lies between VAL and VAH. */
  readonly VAH: Float64Array;
  /** Lower edge of the value area, USD. */
  readonly VAL: Float64Array;
  /** Volume of the window's bars that closed at or above their open, BTC. */
  readonly vol_up: Float64Array;
  /** Volume of the window's bars that closed below their open, BTC. */
  readonly vol_down: Float64Array;
  /** EMA of the 1h close, USD (`ema_slow_1h` hours, 200): the 1h trend is the side of it on which the close is. */
  readonly EMA200_1h: Float64Array;
  /** Point of control of the 1h bars, USD (last `vp_len` hours, 120). */
  readonly POC_1h: Float64Array;
  /** Average volume of the last `vol_sma_len` hours, BTC per 5m bar (`volume_1h_basis: 'raw'`: per hour). */
  readonly SMA_vol_1h: Float64Array;
  /** EMA of the 15m close, USD (`ema_slow_15m` bars of 15m, 50). */
  readonly EMA50_15m: Float64Array;
  /** 1 where the close is above EMA200_1h. */
  readonly uptrend_1h: Uint8Array;
  /** 1 where EMA20 is above EMA50_15m. */
  readonly momentum_15m: Uint8Array;
  /** 1 where volume is above `vol_thresh` x SMA21_vol and above SMA_vol_1h. */
  readonly vol_cross: Uint8Array;
  /** 1 where trend, momentum and volume allow a long. */
  readonly bull_filter: Uint8Array;
  /** 1 where trend and volume allow a short. */
  readonly bear_filter: Uint8Array;
  /** 1 where there is a long signal: filled at the next open. */
  readonly bull_filtered: Uint8Array;
  /** 1 where there is a short signal: filled at the next open. */
  readonly bear_filtered: Uint8Array;
  /** From 0.6 to 0.9 where the entry rule has a candidate gap, else NaN: 0.6, and more for strength, trend, volume and POC_1h. */
  readonly confidence: Float64Array;
  /** EMA of the close, USD (`ema_momentum_5m` bars, 20): the 5m side of momentum_15m. */
  readonly EMA20: Float64Array;
  /** Average volume of the last `vol_sma_len` bars (21), BTC per bar. */
  readonly SMA21_vol: Float64Array;
  /** Average true range of the 1h bars, USD. */
  readonly ATR_1h: Float64Array;
  /** ATR_1h over its own average of `vol_adjust_len` hours: widens and narrows stops. */
  readonly ATR_ratio_1h: Float64Array;
  /** Size at birth of the candidate gap, in ATR then; NaN where there is none. Differs from ifvg_strength unless `gap_entry` is detection. */
  readonly gap_strength: Float64Array;
  /** Distance of the close from POC_1h, in ATR_1h, never below 0. */
  readonly vp_proximity: Float64Array;
};

/** Columns of the 15m bars, on their own bars. */
export type Mtf15mColumns = PriceColumns & {
  /** Fast EMA of the 15m close, USD (`ema_fast_15m` bars, 21). */
  readonly EMA21: Float64Array;
  /** Slow EMA of the 15m close, USD (`ema_slow_15m` bars, 50). */
  readonly EMA50: Float64Array;
};

/** Columns of the 1h bars, on their own bars. */
export type Mtf1hColumns = PriceColumns & {
  /** Fast EMA of the 1h close, USD (`ema_fast_1h` bars, 95). */
  readonly EMA95: Float64Array;
  /** Slow EMA of the 1h close, USD (`ema_slow_1h` bars, 200). */
  readonly EMA200: Float64Array;
  /** Point of control, USD: the middle of the price row with most volume in the last `vp_len` hours (120). */
  readonly POC: Float64Array;
  /** Upper edge of the value area, USD. */
  readonly VAH: Float64Array;
  /** Lower edge of the value area, USD. */
  readonly VAL: Float64Array;
  /** Average volume of the last `vol_sma_len` hours (21), BTC per hour. */
  readonly SMA_vol: Float64Array;
  /** Average true range, USD (Wilder's, `atr_len` hours, 14). */
  readonly ATR: Float64Array;
  /** ATR over its own average of `vol_adjust_len` hours. */
  readonly ATR_ratio: Float64Array;
};
