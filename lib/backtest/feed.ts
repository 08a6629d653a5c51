import { type Bars, sliceBars } from '../core/bars.js';
import type { Signals } from '../strategy/strategy.js';
import type { MinuteIndex } from './minutes.js';

/** What the engine reads: bars and signals of equal length, and minutes for the finer order. */
export interface Feed {
  readonly bars: Bars;
  readonly signals: Signals;
  readonly minutes?: MinuteIndex;
}

/**
 * Bars `from` (inclusive) to `to` (exclusive) as a run of their own. Indicators stay those of the whole data, which at
 * each bar use only the bars before: the stretch is warmed up by its past. A signal on the bar before it is not in it.
 */
export function sliceFeed({ bars, signals, minutes }: Feed, from: number, to: number): Feed {
  return {
    bars: sliceBars(bars, from, to),
    signals: sliceSignals(signals, from, to),
    ...(minutes && {
      minutes: { ...minutes, from: minutes.from.subarray(from, to), to: minutes.to.subarray(from, to) },
    }),
  };
}

function sliceSignals(signals: Signals, from: number, to: number): Signals {
  return {
    side: signals.side.subarray(from, to),
    atr: signals.atr.subarray(from, to),
    ...(signals.volRatio && { volRatio: signals.volRatio.subarray(from, to) }),
    ...(signals.trend && { trend: signals.trend.subarray(from, to) }),
    ...(signals.confidence && { confidence: signals.confidence.subarray(from, to) }),
  };
}
