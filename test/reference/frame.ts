// All columns of the three frames, as arrays of row objects: indicators on their own bars, then aligned.

import { type Bar, latestClosed, resample, STEP, STEP_1H, STEP_15M } from './bars.js';
import { type Candidate, candidates, findGaps, type Gap } from './gaps.js';
import { atr, ema, sma } from './indicators.js';
import type { ReferenceParams } from './params.js';
import { profiles } from './profile.js';
import { judge } from './signals.js';

export interface Row15m extends Bar {
  EMA21: number;
  EMA50: number;
}

export interface Row1h extends Bar {
  EMA95: number;
  EMA200: number;
  POC: number;
  VAH: number;
  VAL: number;
  /** Not divided: the mean of whole hours. */
  SMA_vol: number;
  ATR: number;
  /** SMA of ATR over vol_adjust_len hours, for the stop distance. */
  SMA_ATR: number;
}

/** What a 5-minute bar knows at its close, before filters. */
export interface Columns extends Bar {
  EMA18: number;
  EMA48: number;
  ATR: number;
  ifvg_bull: boolean;
  ifvg_bear: boolean;
  ifvg_strength: number;
  POC: number;
  VAH: number;
  VAL: number;
  vol_up: number;
  vol_down: number;
  EMA200_1h: number;
  POC_1h: number;
  SMA_vol_1h: number;
  EMA50_15m: number;
  EMA20: number;
  SMA21_vol: number;
  ATR_1h: number;
  SMA_ATR_1h: number;
  EMA21_15m: number;
  EMA95_1h: number;
}

export interface Verdict {
  /** The 1h trend is known: EMA200_1h is not NaN. */
  trend_known: boolean;
  uptrend_1h: boolean;
  momentum_15m: boolean;
  vol_cross: boolean;
  bull_filter: boolean;
  bear_filter: boolean;
  bull_filtered: boolean;
  bear_filtered: boolean;
  confidence: number;
  vp_proximity: number;
  /** Of the gap that counts at this bar under `gap_entry`: 1 bull, -1 bear, 0 none; its strength at birth. */
  candidate: 1 | -1 | 0;
  candidate_strength: number;
}

export type Row = Columns & Verdict;

export interface Frame {
  rows: Row[];
  rows15m: Row15m[];
  rows1h: Row1h[];
  gaps: Gap[];
}

export function buildFrame(bars: readonly Bar[], params: ReferenceParams): Frame {
  const rows15m = frame15m(bars, params);
  const rows1h = frame1h(bars, params);
  const known15m = latestClosed(bars, rows15m, STEP_15M);
  const known1h = latestClosed(bars, rows1h, STEP_1H);

  const closes = bars.map((bar) => bar.close);
  const fast = ema(closes, params.ema1_entry);
  const slow = ema(closes, params.ema2_entry);
  const momentum = ema(closes, params.ema_momentum_5m);
  const range = atr(bars, params.atr_len);
  const volume = sma(
    bars.map((bar) => bar.volume),
    params.vol_sma_len,
  );
  const profile = profiles(bars, params.vp_len, params.vp_rows, params.va_percent);
  const gaps = findGaps(bars, range, params);
  const gapAt = new Map<number, Gap>(gaps.map((gap) => [gap.born, gap]));
  const candidateAt: (Candidate | null)[] = candidates(bars, gaps, params.gap_entry);

  // Ambiguous in the design: what the column SMA_vol_1h holds under the basis "raw". Reading taken: what the rule
  // compares with, the undivided hour.
  const perBar = params.volume_1h_basis === 'raw' ? 1 : STEP_1H / STEP;

  const rows = bars.map((bar, i): Row => {
    const hour: Row1h | undefined = rows1h[known1h[i]];
    const quarter: Row15m | undefined = rows15m[known15m[i]];
    const gap = gapAt.get(i);
    const columns: Columns = {
      ...bar,
      EMA18: fast[i],
      EMA48: slow[i],
      ATR: range[i],
      ifvg_bull: gap !== undefined && gap.direction === 1,
      ifvg_bear: gap !== undefined && gap.direction === -1,
      ifvg_strength: gap?.strength ?? NaN,
      POC: profile[i].POC,
      VAH: profile[i].VAH,
      VAL: profile[i].VAL,
      vol_up: profile[i].vol_up,
      vol_down: profile[i].vol_down,
      EMA200_1h: hour?.EMA200 ?? NaN,
      POC_1h: hour?.POC ?? NaN,
      SMA_vol_1h: (hour?.SMA_vol ?? NaN) / perBar,
      EMA50_15m: quarter?.EMA50 ?? NaN,
      EMA20: momentum[i],
      SMA21_vol: volume[i],
      ATR_1h: hour?.ATR ?? NaN,
      SMA_ATR_1h: hour?.SMA_ATR ?? NaN,
      EMA21_15m: quarter?.EMA21 ?? NaN,
      EMA95_1h: hour?.EMA95 ?? NaN,
    };
    return { ...columns, ...judge(columns, candidateAt[i], params) };
  });
  return { rows, rows15m, rows1h, gaps };
}

function frame15m(bars: readonly Bar[], params: ReferenceParams): Row15m[] {
  const own = resample(bars, STEP_15M);
  const closes = own.map((bar) => bar.close);
  const fast = ema(closes, params.ema_fast_15m);
  const slow = ema(closes, params.ema_slow_15m);
  return own.map((bar, i) => ({ ...bar, EMA21: fast[i], EMA50: slow[i] }));
}

function frame1h(bars: readonly Bar[], params: ReferenceParams): Row1h[] {
  const own = resample(bars, STEP_1H);
  const closes = own.map((bar) => bar.close);
  const fast = ema(closes, params.ema_fast_1h);
  const slow = ema(closes, params.ema_slow_1h);
  const range = atr(own, params.atr_len);
  const meanRange = sma(range, params.vol_adjust_len);
  const volume = sma(
    own.map((bar) => bar.volume),
    params.vol_sma_len,
  );
  const profile = profiles(own, params.vp_len, params.vp_rows, params.va_percent);
  return own.map((bar, i) => ({
    ...bar,
    EMA95: fast[i],
    EMA200: slow[i],
    POC: profile[i].POC,
    VAH: profile[i].VAH,
    VAL: profile[i].VAL,
    SMA_vol: volume[i],
    ATR: range[i],
    SMA_ATR: meanRange[i],
  }));
}
