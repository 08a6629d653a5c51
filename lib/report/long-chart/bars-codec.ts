import { allocateBars, type Bars } from '../../core/bars.js';
import type { IntegerReader, IntegerWriter } from './integers.js';

/** Neighbouring volumes that can be told apart differ by this factor. */
const VOLUME_RATIO = 1.04;
/** BTC; less counts as none. */
const LEAST_VOLUME = 1e-8;
/** A decoded volume differs from its bar's by at most this fraction of it. */
export const VOLUME_ERROR = Math.sqrt(VOLUME_RATIO) - 1;

/** What stands beside the numbers. */
export interface BarsHead {
  readonly step: number;
  readonly start: number;
  readonly length: number;
  /** Prices are kept as whole numbers of 1 / `perUsd` USD. */
  readonly perUsd: number;
  readonly filled: boolean;
}

/**
 * Writes bars: prices rounded to 1 / `perUsd` USD, volume to 2 %, times exact. Throws when times are not on a grid of the
 * bars' step, or a price is too large to be kept.
 */
export function encodeBars(bars: Bars, perUsd: number, out: IntegerWriter): BarsHead {
  const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map((prices) => whole(prices, perUsd));
  out.changing(Array.from(bars.time, (_, i) => missingBefore(bars, i)));
  out.signed(open.map((price, i) => price - (i > 0 ? close[i - 1] : 0)));
  out.signed(close.map((price, i) => price - open[i]));
  out.unsigned(high.map((price, i) => price - Math.max(open[i], close[i])));
  out.unsigned(low.map((price, i) => Math.min(open[i], close[i]) - price));
  const volume = Int32Array.from(bars.volume, volumeCode);
  out.signed(volume.map((code, i) => code - (i > 0 ? volume[i - 1] : 0)));
  if (bars.filled) out.changing(bars.filled);
  const { step, time } = bars;
  return { step, start: time[0] ?? 0, length: time.length, perUsd, filled: bars.filled !== undefined };
}

export function decodeBars({ step, start, length, perUsd, filled }: BarsHead, from: IntegerReader): Bars {
  const bars = allocateBars(length, step);
  const missing = from.changing(length);
  const [open, close, up, down, volume] = [
    from.signed(),
    from.signed(),
    from.unsigned(),
    from.unsigned(),
    from.signed(),
  ];
  let time = start - step;
  let price = 0;
  let code = 0;
  for (let i = 0; i < length; i++) {
    time += (1 + missing[i]) * step;
    const opened = price + open[i];
    price = opened + close[i];
    code += volume[i];
    bars.time[i] = time;
    bars.open[i] = opened / perUsd;
    bars.close[i] = price / perUsd;
    bars.high[i] = (Math.max(opened, price) + up[i]) / perUsd;
    bars.low[i] = (Math.min(opened, price) - down[i]) / perUsd;
    bars.volume[i] = code === 0 ? 0 : LEAST_VOLUME * VOLUME_RATIO ** (code - 1);
  }
  return filled ? { ...bars, filled: Uint8Array.from(from.changing(length)) } : bars;
}

function whole(prices: Float64Array, perUsd: number): Int32Array {
  return Int32Array.from(prices, (price, i) => {
    const value = Math.round(price * perUsd);
    if (Math.abs(value) < 2 ** 30) return value;
    throw new Error(`encodeBars: price ${i} must be below ${2 ** 30 / perUsd} USD at ${1 / perUsd} USD, got ${price}`);
  });
}

function missingBefore({ time, step }: Bars, i: number): number {
  if (i === 0) return 0;
  const steps = (time[i] - time[i - 1]) / step;
  if (Number.isInteger(steps) && steps > 0) return steps - 1;
  throw new Error(`encodeBars: bar ${i} must be a whole number of steps after the one before, got ${steps}`);
}

function volumeCode(volume: number): number {
  if (!(volume >= LEAST_VOLUME)) return 0;
  return 1 + Math.round(Math.log(volume / LEAST_VOLUME) / Math.log(VOLUME_RATIO));
}
