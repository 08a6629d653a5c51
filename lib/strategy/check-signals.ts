import type { Bars } from '../core/bars.js';
import { isoTime } from '../core/time.js';

const ARRAYS = ['side', 'atr', 'volRatio', 'trend', 'confidence'] as const;

/** What is looked at of `Signals`. */
type Checked = { readonly side: Int8Array; readonly atr: Float64Array } & {
  readonly [name in (typeof ARRAYS)[number]]?: Int8Array | Float64Array;
};

/**
 * Throws, naming the strategy, unless its signals are as long as the bars, sides are -1, 0 or 1, and ATR is known somewhere
 * if there is a signal: mistakes that would otherwise be no trade, or another one, without a word.
 */
export function checkSignals(strategy: string, signals: Checked, { time }: Pick<Bars, 'time'>): void {
  for (const name of ARRAYS) {
    const values = signals[name];
    if (values === undefined && name !== 'side' && name !== 'atr') continue;
    if (values?.length === time.length) continue;
    const found = values === undefined ? 'none' : `${values.length}`;
    throw new Error(
      `checkSignals: ${name} of ${strategy} must be as long as the base bars (${time.length}), got ${found}; values of 15m or 1h bars reach the base bars through align`,
    );
  }
  const { side, atr } = signals;
  const wrong = side.findIndex((value) => value !== 0 && value !== 1 && value !== -1);
  if (wrong >= 0) {
    throw new Error(
      `checkSignals: side of ${strategy} must be 1, -1 or 0, got ${side[wrong]} at bar ${wrong} (${isoTime(time[wrong] ?? 0)})`,
    );
  }
  const first = side.findIndex((value) => value !== 0);
  if (first >= 0 && !atr.some((value) => value > 0)) {
    throw new Error(
      `checkSignals: atr of ${strategy} must be above 0 where there is a signal, got ${atr[first]} at every bar; it is the unit of the stop distance, in USD: take atr(base, 14)`,
    );
  }
}
