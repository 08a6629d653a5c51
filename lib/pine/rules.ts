import type { MtfParameters } from '../strategy/mtf-parameters.js';
import { allocateVerdicts, rulebookOf } from '../strategy/mtf-rules.js';
import type { Rule } from '../strategy/rules.js';
import { heading } from './text.js';

/** The Pine condition of each rule of the library's rulebook, by the rule's name. */
const CONDITIONS: Readonly<Record<string, { readonly long: string; readonly short: string }>> = {
  'bull gap': { long: 'long_gap', short: '' },
  'bear gap': { long: '', short: 'short_gap' },
  'gap strength': { long: 'gap_strong', short: 'gap_strong' },
  '1h trend': { long: 'long_trend_1h', short: 'short_trend_1h' },
  '15m momentum': { long: 'long_momentum', short: 'short_momentum' },
  'volume above its average': { long: 'volume_high', short: 'volume_high' },
  'volume above the 1h average': { long: 'volume_high_1h', short: 'volume_high_1h' },
  'value area': { long: 'long_value_area', short: 'short_value_area' },
  'near POC_1h': { long: 'long_near_poc', short: 'short_near_poc' },
  'entry trend': { long: 'long_entry_trend', short: 'short_entry_trend' },
  confidence: { long: 'confident', short: 'confident' },
};

/** Choices under which every rule there is is in force: the Pine switches rules by its own inputs. */
const EVERY_RULE = {
  poc_proximity: 'required',
  value_area: 'required',
  entry_trend: 'required',
  bear_rules: 'symmetric',
} as const;

/** A rule as Pine sees it: its bit in `blocked_long` or `blocked_short`, and the variable that is true where it passes. */
export interface PineRule extends Rule {
  readonly condition: string;
}

/** Every rule of each side, in the library's order, with its bit and Pine condition. Throws on one without Pine. */
export function pineRules(parameters: MtfParameters): { long: readonly PineRule[]; short: readonly PineRule[] } {
  const book = rulebookOf({ ...parameters, ...EVERY_RULE }, allocateVerdicts(0));
  const side = (name: 'long' | 'short') =>
    book[name].rules.map((rule) => {
      const condition = CONDITIONS[rule.name]?.[name];
      if (!condition) throw new Error(`pineRules: rule must be one the Pine templates know, got ${rule.name}`);
      return { ...rule, condition };
    });
  return { long: side('long'), short: side('short') };
}

/** Filters, confidence and the two signals. */
export function rulesPine(parameters: MtfParameters): string {
  const { long, short } = pineRules(parameters);
  const all = (rules: readonly PineRule[], without = '') =>
    rules
      .filter(({ name }) => name !== without)
      .map(({ condition }) => condition)
      .join(' and ');
  const bits = (rules: readonly PineRule[]) =>
    rules.map(({ condition, bit }) => `(${condition} ? 0 : ${bit})`).join(' + ');
  return `
${heading('Rules')}
// Each is a comparison that must hold, so that na, the warm-up, fails it on both sides.
bool uptrend_1h = close > EMA200_1h
bool downtrend_1h = close <= EMA200_1h
bool momentum_15m = EMA20 > EMA50_15m
bool momentum_falling = EMA20 <= EMA50_15m
bool volume_high = volume > vol_thresh * SMA21_vol
bool volume_high_1h = volume > SMA_vol_1h
bool vol_cross = volume_high and volume_high_1h
bool bull_filter = uptrend_1h and momentum_15m and vol_cross
bool bear_filter = downtrend_1h and vol_cross and (bear_rules == "plain" or momentum_falling)
float vp_proximity = math.abs(close - POC_1h) / ATR_1h
bool near_poc = math.abs(close - POC_1h) < poc_max_atr * ATR_1h

bool long_gap = candidate_side > 0
bool short_gap = candidate_side < 0
bool gap_strong = gap_strength > min_strength
bool long_trend_1h = uptrend_1h
bool short_trend_1h = downtrend_1h
bool long_momentum = momentum_15m
bool short_momentum = bear_rules == "plain" or momentum_falling
bool long_near_poc = poc_proximity == "off" or near_poc
bool short_near_poc = bear_rules == "plain" or poc_proximity == "off" or near_poc
bool long_entry_trend = entry_trend == "off" or EMA18 > EMA48
bool short_entry_trend = entry_trend == "off" or EMA18 < EMA48

// In whole hundredths.
int points = 60 + (gap_strength > 0.5 ? 10 : 0) + ((long_gap and uptrend_1h) or (short_gap and downtrend_1h) ? 5 : 0) + (vol_cross ? 5 : 0) + (near_poc ? 10 : 0)
float confidence = candidate_side == 0 ? na : points / 100.0
bool confident = confidence >= min_confidence

// The profile of 5m is built where it can decide a signal, and on the last bar to be seen; everywhere if asked for.
bool long_but_area = ${all(long, 'value area')}
bool short_but_area = ${all(short, 'value area')}
bool wanted = profile_every_bar or barstate.islast or (value_area != "off" and (long_but_area or short_but_area))
[POC, VAH, VAL, vol_up, vol_down] = profile(wanted)
bool long_value_area = value_area == "off" or close > (value_area == "breakout" ? VAH : VAL)
bool short_value_area = value_area == "off" or close < (value_area == "breakout" ? VAL : VAH)

bool bull_filtered = ${all(long)}
bool bear_filtered = ${all(short)}
// One bit for each rule that fails: 0 is a signal.
int blocked_long = ${bits(long)}
int blocked_short = ${bits(short)}
`;
}
