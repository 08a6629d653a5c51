import type { Bars } from '../../core/bars.js';
import type { Columns, Market, Signals, StrategyResult } from '../../strategy/strategy.js';

/** One thing a strategy says, on the bars it says it of. */
export interface Series {
  readonly name: string;
  readonly values: Float64Array | Uint8Array | Int8Array | Uint16Array;
  readonly bars: Bars;
}

/**
 * Everything a result holds that must not depend on the future: columns of the three timeframes, rules, signals, in
 * this order, which is that of their making: the first that changes is nearest to the cause. The gap ledger is left out,
 * since the later life of a gap is the future. Throws on a series that is not as long as its bars.
 */
export function seriesOf(result: StrategyResult, market: Market): Series[] {
  const { columns, columns15m = {}, columns1h = {}, rulebook, signals } = result;
  const of = (from: Columns, bars: Bars, suffix: string) =>
    Object.entries(from).map(([name, values]): Series => ({ name: name + suffix, values, bars }));
  const base = (name: string, values: Series['values'] | undefined): Series[] =>
    values ? [{ name, values, bars: market.base }] : [];
  const all = [
    ...of(columns1h, market.hour1, ' of the 1h bars'),
    ...of(columns15m, market.minutes15, ' of the 15m bars'),
    ...of(columns, market.base, ''),
    ...base('rules for a long', rulebook?.long.blocked),
    ...base('rules for a short', rulebook?.short.blocked),
    ...signalSeries(signals, base),
  ];
  for (const { name, values, bars } of all) {
    if (values.length === bars.time.length) continue;
    throw new Error(
      `seriesOf: ${name} must be as long as its bars (${bars.time.length}), got ${values.length}; values of 15m or 1h bars reach the base bars through align`,
    );
  }
  return all;
}

function signalSeries(
  signals: Signals,
  base: (name: string, values: Series['values'] | undefined) => Series[],
): Series[] {
  return [
    ...base('signal side', signals.side),
    ...base('signal atr', signals.atr),
    ...base('signal volRatio', signals.volRatio),
    ...base('signal trend', signals.trend),
    ...base('signal confidence', signals.confidence),
  ];
}

/** The first of `count` places at which two series differ in a bit, -1 when none does; NaN equals NaN. */
export function firstDifference(a: Series['values'], b: Series['values'], count: number): number {
  if (sameBytes(a, b, count)) return -1;
  for (let i = 0; i < count; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}

/** Quick, but not the last word: NaN has many bit patterns. */
function sameBytes(a: Series['values'], b: Series['values'], count: number): boolean {
  if (a.BYTES_PER_ELEMENT !== b.BYTES_PER_ELEMENT) return false;
  const length = count * a.BYTES_PER_ELEMENT;
  return Buffer.from(a.buffer, a.byteOffset, length).equals(Buffer.from(b.buffer, b.byteOffset, length));
}
