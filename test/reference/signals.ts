// Filters, confidence and final signals of one 5-minute bar.

import type { Columns, Verdict } from './frame.js';
import type { Candidate } from './gaps.js';
import type { ReferenceParams } from './params.js';

export function judge(row: Columns, candidate: Candidate | null, params: ReferenceParams): Verdict {
  // A comparison with NaN is false; what is negated below is asked for "known" first.
  const trendKnown = !Number.isNaN(row.EMA200_1h);
  const momentumKnown = !Number.isNaN(row.EMA20) && !Number.isNaN(row.EMA50_15m);
  const uptrend = row.close > row.EMA200_1h;
  const momentum = row.EMA20 > row.EMA50_15m;
  const volCross = row.volume > params.vol_thresh * row.SMA21_vol && row.volume > row.SMA_vol_1h;
  const nearPoc = Math.abs(row.close - row.POC_1h) < params.poc_max_atr * row.ATR_1h;

  // Ambiguous in the design: "a NaN in any part makes a filter false on both sides". Reading taken: in any part of the
  // filter in question. A NaN of momentum_15m leaves the plain bear filter alone, of which momentum is no part.
  const symmetric = params.bear_rules === 'symmetric';
  const bullFilter = trendKnown && uptrend && momentum && volCross;
  const bearFilter = trendKnown && !uptrend && volCross && (!symmetric || (momentumKnown && !momentum));

  const direction = candidate === null ? 0 : candidate.direction;
  const strength = candidate === null ? NaN : candidate.gap.strength;

  let confidence = NaN;
  if (candidate !== null) {
    let hundredths = 60;
    // Ambiguous: 0.5 as written, not the parameter min_strength.
    if (strength > 0.5) hundredths += 10;
    if (trendKnown && (direction === 1 ? uptrend : !uptrend)) hundredths += 5;
    if (volCross) hundredths += 5;
    if (nearPoc) hundredths += 10;
    confidence = hundredths / 100;
  }

  const strong = strength > params.min_strength && confidence >= params.min_confidence;
  const pocNeeded = params.poc_proximity === 'required';
  const trendNeeded = params.entry_trend === 'required';
  const bull =
    direction === 1 &&
    strong &&
    bullFilter &&
    valueAreaAllows(row, 1, params) &&
    (!pocNeeded || nearPoc) &&
    (!trendNeeded || row.EMA18 > row.EMA48);
  const bear =
    direction === -1 &&
    strong &&
    bearFilter &&
    valueAreaAllows(row, -1, params) &&
    (!symmetric || !pocNeeded || nearPoc) &&
    (!trendNeeded || row.EMA18 < row.EMA48);

  return {
    trend_known: trendKnown,
    uptrend_1h: uptrend,
    momentum_15m: momentum,
    vol_cross: volCross,
    bull_filter: bullFilter,
    bear_filter: bearFilter,
    bull_filtered: bull,
    bear_filtered: bear,
    confidence,
    vp_proximity: Math.abs(row.close - row.POC_1h) / row.ATR_1h,
    candidate: direction,
    candidate_strength: strength,
  };
}

function valueAreaAllows(row: Columns, direction: 1 | -1, params: ReferenceParams): boolean {
  if (params.value_area === 'off') return true;
  if (params.value_area === 'breakout') return direction === 1 ? row.close > row.VAH : row.close < row.VAL;
  return direction === 1 ? row.close > row.VAL : row.close < row.VAH;
}
