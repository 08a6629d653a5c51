// Single changes of the exported text, each of which verification must notice.
import type { CaseName, ScriptKind } from './cases.js';

export interface Mutation {
  readonly what: string;
  readonly kind: ScriptKind;
  readonly on: CaseName;
  /** Text that occurs once in the script, and what takes its place. */
  readonly from: string;
  readonly to: string;
  /** Among those that every test run tries. */
  readonly quick?: true;
}

const change = (kind: ScriptKind, on: CaseName, what: string, from: string, to: string, quick?: true): Mutation => ({
  what,
  kind,
  on,
  from,
  to,
  ...(quick && { quick }),
});

export const MUTATIONS: readonly Mutation[] = [
  // Averages
  change('indicator', 'brisk', 'EMA weight', '2.0 / (length + 1)', '2.0 / (length + 2)'),
  change('indicator', 'brisk', 'seed a bar late', 'count < length ? na', 'count <= length ? na'),
  change('indicator', 'brisk', 'true range without last close', 'math.max(high, before)', 'high'),
  change(
    'indicator',
    'brisk',
    'Wilder as EMA',
    'smoothed(tr, length, 1.0 / length)',
    'smoothed(tr, length, 2.0 / length)',
  ),
  // Higher timeframes
  change('indicator', 'brisk', '15m looks ahead', '[fast[1], slow[1]]', '[fast, slow]', true),
  change('indicator', 'brisk', '1h trend a bar late', '[fast[1], slow[1], atr[1]', '[fast[1], slow[2], atr[1]', true),
  change('indicator', 'brisk', '1h POC looks ahead', 'poc[1]]', 'poc]', true),
  change(
    'indicator',
    'brisk',
    '1h volume per hour',
    'timeframe.in_seconds() / 3600.0',
    'timeframe.in_seconds() / 300.0',
  ),
  change('indicator', 'brisk', '15m as 30m', '"15", quarters()', '"30", quarters()'),
  change('indicator', 'brisk', 'ATR ratio upside down', 'atr / usual', 'usual / atr'),
  // Profile
  change('indicator', 'brisk', 'rises by strict comparison', 'close >= open ? volume', 'close < open ? volume'),
  change('indicator', 'brisk', 'window one bar short', 'if lows.size() > vp_len', 'if lows.size() >= vp_len'),
  change('indicator', 'brisk', 'POC at the bottom of its row', '(poc_row + 0.5)', '(poc_row + 0.0)', true),
  change(
    'indicator',
    'brisk',
    'value area grows down first',
    'na(below) or above >= below - tie',
    'na(below) or above < below - tie',
    true,
  ),
  change(
    'indicator',
    'brisk',
    'value area share',
    'share < va_percent * total - tie',
    'share < va_percent * total * 1.02',
  ),
  change('indicator', 'brisk', 'VAH a row low', 'lowest + (top + 1) * height', 'lowest + top * height'),
  change('indicator', 'brisk', 'edge of a bar forgotten', 'per_row * (leaves - last)', 'per_row * 0'),
  // Gaps
  change(
    'indicator',
    'brisk',
    'gap over one bar',
    'low > high[2] ? low - high[2]',
    'low > high[1] ? low - high[1]',
    true,
  ),
  change(
    'indicator',
    'brisk',
    'gap threshold',
    'gap_size > 0 and gap_size > atr_multi',
    'gap_size > 0 and gap_size > 1.2 * atr_multi',
  ),
  change('indicator', 'retest', 'gap life', 'gap.born + gap_life', 'gap.born + gap_life + 3'),
  change(
    'indicator',
    'retest',
    'touch at the edge',
    'low < gap.upper and high > gap.lower',
    'low < gap.lower and high > gap.lower',
    true,
  ),
  change(
    'indicator',
    'retest',
    'closes back into the zone',
    'close > gap.upper : close < gap.lower)',
    'close > gap.lower : close < gap.upper)',
  ),
  change(
    'indicator',
    'inversion',
    'inverted by touch',
    'close < gap.lower : close > gap.upper',
    'low < gap.lower : high > gap.upper',
    true,
  ),
  change('indicator', 'inversion', 'inversion keeps its side', '? -gap.side : gap.side', '? gap.side : gap.side'),
  // Rules
  change(
    'indicator',
    'brisk',
    'trend the other way',
    'uptrend_1h = close > EMA200_1h',
    'uptrend_1h = close > EMA95_1h',
  ),
  change(
    'indicator',
    'brisk',
    'momentum against itself',
    'momentum_15m = EMA20 > EMA50_15m',
    'momentum_15m = EMA18 > EMA50_15m',
  ),
  change('indicator', 'brisk', 'volume threshold', 'volume > vol_thresh * SMA21_vol', 'volume > SMA21_vol', true),
  change(
    'indicator',
    'brisk',
    '1h volume rule dropped',
    'vol_cross = volume_high and volume_high_1h',
    'vol_cross = volume_high or volume_high_1h',
  ),
  change('indicator', 'brisk', 'POC distance', '< poc_max_atr * ATR_1h', '< 1.05 * poc_max_atr * ATR_1h'),
  change(
    'indicator',
    'brisk',
    'short by VAL',
    '(value_area == "breakout" ? VAL : VAH)',
    '(value_area == "breakout" ? VAH : VAL)',
    true,
  ),
  change('indicator', 'brisk', 'entry trend off for longs', '"off" or EMA18 > EMA48', '"off" or EMA18 > EMA20'),
  change(
    'indicator',
    'retest',
    'symmetric bears',
    'short_near_poc = bear_rules == "plain"',
    'short_near_poc = bear_rules != "plain"',
  ),
  change('indicator', 'sized', 'points of strength', 'gap_strength > 0.5 ? 10', 'gap_strength > 0.4 ? 10'),
  change('indicator', 'raw', 'raw volume', 'volume_1h_basis == "raw"', 'volume_1h_basis != "raw"'),
  change('indicator', 'sized', 'confidence strictly', 'confidence >= min_confidence', 'confidence > min_confidence'),
  change('indicator', 'brisk', 'least strength', 'gap_strength > min_strength', 'gap_strength > atr_multi'),
  // Strategy
  change('strategy', 'brisk', 'stop distance', 'sl_atr * ATR * stop_scale', 'sl_atr * ATR', true),
  change(
    'strategy',
    'brisk',
    'stop without slippage',
    'loss = inTicks(distance - slip)',
    'loss = inTicks(distance)',
    true,
  ),
  change('strategy', 'brisk', 'target', 'inTicks(tp_rr * distance + slip)', 'inTicks(tp_rr * distance - slip)'),
  change(
    'strategy',
    'brisk',
    'trailing start',
    'inTicks(trail_start_r * distance + slip)',
    'inTicks(trail_gap_r * distance + slip)',
    true,
  ),
  change(
    'strategy',
    'brisk',
    'trailing gap',
    'trail_offset = inTicks(trail_gap_r * distance)',
    'trail_offset = inTicks(trail_start_r * distance)',
  ),
  change(
    'strategy',
    'brisk',
    'reversal one-sided',
    'if (bought > 0 and downtrend_1h) or (bought < 0 and uptrend_1h)',
    'if bought > 0 and downtrend_1h',
  ),
  change('strategy', 'brisk', 'position cap', 'math.min(by_risk, max_position', 'math.min(by_risk, 0.5 * max_position'),
  change(
    'strategy',
    'brisk',
    'slippage with us',
    'price * (1.0 + direction * slippage)',
    'price * (1.0 - direction * slippage)',
  ),
  change('strategy', 'brisk', 'one position fewer', 'held >= max_positions ? 4', 'held + 1 >= max_positions ? 4'),
  change(
    'strategy',
    'turning',
    'slots freed late',
    'strategy.opentrades - (htf_reversal ? against : 0)',
    'strategy.opentrades',
  ),
  change(
    'strategy',
    'sized',
    'cooldown a bar short',
    'last_entry <= cooldown_bars',
    'last_entry < cooldown_bars',
    true,
  ),
  change('strategy', 'sized', 'confidence in the size', 'allowed * confidence', 'allowed'),
  change('strategy', 'sized', 'least stop', 'math.max(min_stop, slippage) * close', 'slippage * close'),
  change('strategy', 'halted', 'risk', 'risk * account / distance', 'risk * balance / distance'),
  change('strategy', 'halted', 'halt', '< -max_drawdown_halt', '< -2 * max_drawdown_halt'),
  change(
    'strategy',
    'halted',
    'least notional',
    'quantity * close >= min_notional',
    'quantity * close >= 2 * min_notional',
  ),
  change('strategy', 'brisk', 'fee on one side', 'fee * (left + entered)', 'fee * left'),
];

/** `text` with the change; throws unless what it changes occurs exactly once. */
export function mutate(text: string, { what, from, to }: Mutation): string {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`mutate: ${what} must change text that occurs once, got ${parts.length - 1} times`);
  return parts.join(to);
}
