import type { Bars } from '../core/bars.js';
import type { GapLedger } from '../indicators/gap-ledger.js';
import type { Mtf1hColumns, Mtf15mColumns, MtfColumns, PriceColumns } from './mtf-column-types.js';
import type { Frame5m, Frames } from './mtf-frame.js';
import type { Verdicts } from './mtf-rules.js';
import type { Rulebook } from './rules.js';
import type { Market, Signals, StrategyResult } from './strategy.js';

/** What the built-in strategy says, each column by its name. */
export interface MtfResult extends StrategyResult {
  /** The 5m bars' columns, as long as the 5m bars; higher timeframes are aligned without look-ahead. */
  readonly columns: MtfColumns;
  /** The 15m bars' own columns. */
  readonly columns15m: Mtf15mColumns;
  /** The 1h bars' own columns. */
  readonly columns1h: Mtf1hColumns;
  readonly rulebook: Rulebook;
  readonly gaps: GapLedger;
}

/** Open time and prices as columns, in export order; `timestamp` is milliseconds UTC. */
export function prices({ time, open, high, low, close, volume }: Bars): PriceColumns {
  return { timestamp: time, open, high, low, close, volume };
}

/** What the engine reads of the built-in strategy. */
export function signalColumns(m5: Frame5m, { side, trend, confidence }: Verdicts): Signals {
  return { side, atr: m5.ATR, volRatio: m5.ATR_ratio_1h, trend, confidence };
}

/** Columns of the base bars, in export order. */
export function columns5m(base: Bars, m5: Frame5m, v: Verdicts): MtfColumns {
  const { poc, vah, val, volUp, volDown } = m5.profile;
  return {
    ...prices(base),
    EMA18: m5.EMA18,
    EMA48: m5.EMA48,
    ATR: m5.ATR,
    ifvg_bull: m5.gaps.bull,
    ifvg_bear: m5.gaps.bear,
    ifvg_strength: m5.gaps.strength,
    POC: poc,
    VAH: vah,
    VAL: val,
    vol_up: volUp,
    vol_down: volDown,
    EMA200_1h: m5.EMA200_1h,
    POC_1h: m5.POC_1h,
    SMA_vol_1h: m5.SMA_vol_1h,
    EMA50_15m: m5.EMA50_15m,
    uptrend_1h: v.uptrend_1h,
    momentum_15m: v.momentum_15m,
    vol_cross: v.vol_cross,
    bull_filter: v.bull_filter,
    bear_filter: v.bear_filter,
    bull_filtered: v.bull_filtered,
    bear_filtered: v.bear_filtered,
    confidence: v.confidence,
    EMA20: m5.EMA20,
    SMA21_vol: m5.SMA21_vol,
    ATR_1h: m5.ATR_1h,
    ATR_ratio_1h: m5.ATR_ratio_1h,
    gap_strength: v.gap_strength,
    vp_proximity: v.vp_proximity,
  };
}

/** Columns of the 15m bars, on their own bars. */
export function columns15m({ minutes15 }: Market, { m15 }: Frames): Mtf15mColumns {
  return { ...prices(minutes15), EMA21: m15.EMA21, EMA50: m15.EMA50 };
}

/** Columns of the 1h bars, on their own bars. */
export function columns1h({ hour1 }: Market, { h1 }: Frames): Mtf1hColumns {
  const { poc, vah, val } = h1.profile;
  return {
    ...prices(hour1),
    EMA95: h1.EMA95,
    EMA200: h1.EMA200,
    POC: poc,
    VAH: vah,
    VAL: val,
    SMA_vol: h1.SMA_vol,
    ATR: h1.ATR,
    ATR_ratio: h1.ATR_ratio,
  };
}
