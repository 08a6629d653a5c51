import type { Bars } from '../core/bars.js';
import { candidateSide } from '../indicators/gap-candidates.js';
import type { ProfileLevels } from '../indicators/profile-levels.js';
import type { MtfColumns } from './mtf-column-types.js';
import type { Frame5m } from './mtf-frame.js';
import type { MtfParameters } from './mtf-parameters.js';
import type { Rule, SideRules } from './rules.js';

/** What `judge` reads: of the profile its levels alone. */
export type JudgedFrame = Omit<Frame5m, 'profile'> & { readonly profile: ProfileLevels };

/** Bits of the rules, in the order a bar must pass them. */
const GAP = 1;
const STRENGTH = 2;
const TREND_1H = 4;
const MOMENTUM_15M = 8;
const VOLUME = 16;
const VOLUME_1H = 32;
const VALUE_AREA = 64;
const POC_PROXIMITY = 128;
const ENTRY_TREND = 256;
const CONFIDENCE = 512;

/** The rules that the profile of the 1h bars decides, and those that any profile does: a bar fails all others without. */
export const HOURLY_PROFILE_RULES = POC_PROXIMITY | CONFIDENCE;
export const PROFILE_RULES = HOURLY_PROFILE_RULES | VALUE_AREA;

/** The columns that judging a close writes; what each means stands in `MtfColumns`. */
type JudgedColumn =
  | 'uptrend_1h'
  | 'momentum_15m'
  | 'vol_cross'
  | 'bull_filter'
  | 'bear_filter'
  | 'bull_filtered'
  | 'bear_filtered'
  | 'confidence';

/** What the rules say at each close: states, filters, the bits each side fails, and the decision. */
export interface Verdicts extends Pick<MtfColumns, JudgedColumn> {
  /** 1 above EMA200_1h, -1 not above it, 0 while it is unknown. */
  readonly trend: Int8Array;
  readonly side: Int8Array;
  /** Strength at birth of the candidate gap, NaN where there is none. */
  readonly gap_strength: Float64Array;
  /** |close - POC_1h| in ATR_1h. */
  readonly vp_proximity: Float64Array;
  readonly blockedLong: Uint16Array;
  readonly blockedShort: Uint16Array;
}

export function allocateVerdicts(length: number): Verdicts {
  const mask = () => new Uint8Array(length);
  return {
    trend: new Int8Array(length),
    uptrend_1h: mask(),
    momentum_15m: mask(),
    vol_cross: mask(),
    bull_filter: mask(),
    bear_filter: mask(),
    bull_filtered: mask(),
    bear_filtered: mask(),
    side: new Int8Array(length),
    confidence: new Float64Array(length),
    gap_strength: new Float64Array(length),
    vp_proximity: new Float64Array(length),
    blockedLong: new Uint16Array(length),
    blockedShort: new Uint16Array(length),
  };
}

/**
 * Judges the close of bar `i` into `out`. Everything is written as a comparison that must hold, so that a NaN
 * anywhere (warm-up) fails the rule on both sides.
 */
export function judge(bars: Bars, f: JudgedFrame, p: MtfParameters, i: number, out: Verdicts): void {
  const close = bars.close[i];
  const volume = bars.volume[i];
  const up = close > f.EMA200_1h[i];
  const down = close <= f.EMA200_1h[i];
  const rising = f.EMA20[i] > f.EMA50_15m[i];
  const falling = f.EMA20[i] <= f.EMA50_15m[i];
  const volumeBits = volumeRules(volume, f, p, i);
  const volumeCross = volumeBits === 0;
  const proximity = Math.abs(close - f.POC_1h[i]) / f.ATR_1h[i];
  const near = Math.abs(close - f.POC_1h[i]) < p.poc_max_atr * f.ATR_1h[i];
  const gap = f.candidate[i];
  const side = gap < 0 ? 0 : candidateSide(f.ledger.side[gap], p.gap_entry);
  const strength = gap < 0 ? Number.NaN : f.ledger.strength[gap];
  const withTrend = side > 0 ? up : side < 0 && down;
  const points = 60 + (strength > 0.5 ? 10 : 0) + (withTrend ? 5 : 0) + (volumeCross ? 5 : 0) + (near ? 10 : 0);
  const confidence = points / 100;

  const common =
    (strength > p.min_strength ? 0 : STRENGTH) |
    volumeBits |
    (gap >= 0 && confidence >= p.min_confidence ? 0 : CONFIDENCE);
  const far = p.poc_proximity === 'off' || near ? 0 : POC_PROXIMITY;
  const long =
    common |
    (side > 0 ? 0 : GAP) |
    (up ? 0 : TREND_1H) |
    (rising ? 0 : MOMENTUM_15M) |
    (inValueArea(close, f.profile.val[i], f.profile.vah[i], p.value_area) ? 0 : VALUE_AREA) |
    far |
    (p.entry_trend === 'off' || f.EMA18[i] > f.EMA48[i] ? 0 : ENTRY_TREND);
  const symmetric = p.bear_rules === 'symmetric';
  const short =
    common |
    (side < 0 ? 0 : GAP) |
    (down ? 0 : TREND_1H) |
    (!symmetric || falling ? 0 : MOMENTUM_15M) |
    // Mirrored: below VAH, or for a breakout below VAL.
    (inValueArea(-close, -f.profile.vah[i], -f.profile.val[i], p.value_area) ? 0 : VALUE_AREA) |
    (symmetric ? far : 0) |
    (p.entry_trend === 'off' || f.EMA18[i] < f.EMA48[i] ? 0 : ENTRY_TREND);

  out.trend[i] = trendOf(close, f.EMA200_1h[i]);
  out.uptrend_1h[i] = up ? 1 : 0;
  out.momentum_15m[i] = rising ? 1 : 0;
  out.vol_cross[i] = volumeCross ? 1 : 0;
  out.bull_filter[i] = up && rising && volumeCross ? 1 : 0;
  out.bear_filter[i] = down && volumeCross && (!symmetric || falling) ? 1 : 0;
  out.bull_filtered[i] = long === 0 ? 1 : 0;
  out.bear_filtered[i] = short === 0 ? 1 : 0;
  out.side[i] = long === 0 ? 1 : short === 0 ? -1 : 0;
  out.confidence[i] = gap < 0 ? Number.NaN : confidence;
  out.gap_strength[i] = strength;
  out.vp_proximity[i] = proximity;
  out.blockedLong[i] = long;
  out.blockedShort[i] = short;
}

/** Bits of the two volume rules that bar `i` fails. */
function volumeRules(volume: number, f: VolumeAverages, p: MtfParameters, i: number): number {
  return (volume > p.vol_thresh * f.SMA21_vol[i] ? 0 : VOLUME) | (volume > f.SMA_vol_1h[i] ? 0 : VOLUME_1H);
}

type VolumeAverages = Pick<Frame5m, 'SMA21_vol' | 'SMA_vol_1h'>;

/**
 * False where `judge` is certain to refuse bar `i` on both sides: no candidate, one against the trend (of `trendOf`), or
 * too weak a gap or too little volume.
 */
export function canSignal(bars: Bars, f: JudgedFrame, p: MtfParameters, i: number, trend: number): boolean {
  const gap = f.candidate[i];
  if (gap < 0 || !(f.ledger.strength[gap] > p.min_strength)) return false;
  return candidateSide(f.ledger.side[gap], p.gap_entry) === trend && volumeRules(bars.volume[i], f, p, i) === 0;
}

/** 1 above the slow average, -1 not above it, 0 while it is NaN. */
export function trendOf(close: number, slow: number): number {
  return close > slow ? 1 : close <= slow ? -1 : 0;
}

function inValueArea(close: number, near: number, far: number, rule: MtfParameters['value_area']): boolean {
  if (rule === 'off') return true;
  return close > (rule === 'required' ? near : far);
}

/** The rules in force on each side, in order, with the bits that bars fail. */
export function rulebookOf(p: MtfParameters, out: Verdicts): { long: SideRules; short: SideRules } {
  const rules = (names: readonly (Rule | false)[]) => names.filter((rule): rule is Rule => rule !== false);
  const rule = (name: string, bit: number, inForce = true) => inForce && { name, bit };
  const symmetric = p.bear_rules === 'symmetric';
  const side = (name: 'bull' | 'bear'): readonly Rule[] =>
    rules([
      rule(`${name} gap`, GAP),
      rule('gap strength', STRENGTH),
      rule('1h trend', TREND_1H),
      rule('15m momentum', MOMENTUM_15M, name === 'bull' || symmetric),
      rule('volume above its average', VOLUME),
      rule('volume above the 1h average', VOLUME_1H),
      rule('value area', VALUE_AREA, p.value_area !== 'off'),
      rule('near POC_1h', POC_PROXIMITY, p.poc_proximity === 'required' && (name === 'bull' || symmetric)),
      rule('entry trend', ENTRY_TREND, p.entry_trend === 'required'),
      rule('confidence', CONFIDENCE),
    ]);
  return {
    long: { rules: side('bull'), blocked: out.blockedLong },
    short: { rules: side('bear'), blocked: out.blockedShort },
  };
}
