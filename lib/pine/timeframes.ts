import { heading } from './text.js';

/** The series of 15 minutes and 1 hour, by the idiom that neither repaints nor looks ahead. */
export function timeframesPine(): string {
  return `
${heading('15 minutes and 1 hour')}
// [1] and lookahead_on belong together: the value of the last CLOSED bar, from the first 5m bar after its close on.
// Without [1] history would see the future; without lookahead_on it would come a bar late, and differently live.
quarters() =>
    float fast = exponential(close, ema_fast_15m)
    float slow = exponential(close, ema_slow_15m)
    [fast[1], slow[1]]

hours() =>
    float fast = exponential(close, ema_fast_1h)
    float slow = exponential(close, ema_slow_1h)
    float atr = averageRange(atr_len)
    float usual = ta.sma(atr, vol_adjust_len)
    float ratio = atr / usual
    float volumes = ta.sma(volume, vol_sma_len)
    [poc, vah, val, up, down] = profile(true)
    [fast[1], slow[1], atr[1], ratio[1], volumes[1], poc[1]]

[EMA21_15m, EMA50_15m] = request.security(syminfo.tickerid, "15", quarters(), lookahead = barmerge.lookahead_on)
[EMA95_1h, EMA200_1h, ATR_1h, ATR_ratio_1h, volume_1h, POC_1h] = request.security(syminfo.tickerid, "60", hours(), lookahead = barmerge.lookahead_on)
`;
}

/** The series of the chart's own bars, the profile apart. */
export function indicatorsPine(): string {
  return `
${heading('5 minutes')}
if timeframe.in_seconds() != 300
    runtime.error("This script is made for a chart of 5 minutes.")
EMA18 = exponential(close, ema1_entry)
EMA48 = exponential(close, ema2_entry)
EMA20 = exponential(close, ema_momentum_5m)
ATR = averageRange(atr_len)
SMA21_vol = ta.sma(volume, vol_sma_len)
// The average volume of an hour, per 5m bar unless raw.
SMA_vol_1h = volume_1h * (volume_1h_basis == "raw" ? 1.0 : timeframe.in_seconds() / 3600.0)
`;
}
