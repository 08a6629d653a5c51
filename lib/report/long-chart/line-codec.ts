import { align, alignIndex } from '../../bars/align.js';
import { aggregate } from '../../core/aggregate.js';
import type { Bars } from '../../core/bars.js';
import { HOUR, MINUTE } from '../../core/time.js';
import { ema } from '../../indicators/ema.js';
import type { IntegerReader, IntegerWriter } from './integers.js';

/** How a line comes back: computed from the decoded closes of bars of `step` ms, or read as it was stored. */
export type LineSource =
  | { readonly kind: 'ema'; readonly step: number; readonly length: number }
  | { readonly kind: 'stored' };

/** Stored lines are this much coarser than prices. */
const STORED_TICKS = 10;
const HIGHER = [15 * MINUTE, HOUR] as const;

/** Most that a line may differ from what it was made of, USD. */
export function lineError(source: LineSource, perUsd: number): number {
  return (source.kind === 'ema' ? 0.5 : 0.5 * STORED_TICKS) / perUsd;
}

/** Computes averages of closes, each timeframe once. */
export interface Averages {
  of(step: number, length: number): Float64Array;
  /** Length of the average of `step` ms bars that is first known at base bar `first`. */
  lengthAt(step: number, first: number): number;
}

export function averagesOf(bars: Bars): Averages {
  const frames = new Map<number, { readonly close: Float64Array; readonly index?: Int32Array }>();
  const frame = (step: number) => {
    const known = frames.get(step);
    if (known) return known;
    const higher = step === bars.step ? bars : aggregate(bars, step);
    const made = { close: higher.close, ...(step !== bars.step && { index: alignIndex(bars.time, higher) }) };
    frames.set(step, made);
    return made;
  };
  return {
    of(step, length) {
      const { close, index } = frame(step);
      const average = ema(close, length);
      return index ? align(average, index) : average;
    },
    lengthAt: (step, first) => (frame(step).index?.[first] ?? first) + 1,
  };
}

/**
 * Writes a line as cheaply as its truth allows. Where it is an exponential average of base, 15m or 1h closes, whatever
 * its length, two numbers are enough: an average of prices that are each off by at most half a tick is off by no more.
 * That it is one is tried, not believed; anything else is stored.
 */
export function encodeLine(
  values: Float64Array,
  bars: Bars,
  averages: Averages,
  perUsd: number,
  out: IntegerWriter,
): LineSource {
  const first = values.findIndex((value) => !Number.isNaN(value));
  for (const step of first < 0
    ? []
    : [bars.step, ...HIGHER.filter((longer) => longer > bars.step && longer % bars.step === 0)]) {
    const length = averages.lengthAt(step, first);
    const source = { kind: 'ema', step, length } as const;
    if (length >= 1 && within(values, averages.of(step, length), lineError(source, perUsd))) return source;
  }
  const ticks = perUsd / STORED_TICKS;
  // Shifted by one, so that 0 is free for "no value".
  out.changing(Array.from(values, (value) => (Number.isFinite(value) ? Math.round(value * ticks) + 1 : 0)));
  return { kind: 'stored' };
}

export function decodeLine(
  source: LineSource,
  bars: Bars,
  averages: Averages,
  perUsd: number,
  from: IntegerReader,
): Float64Array {
  if (source.kind === 'ema') return averages.of(source.step, source.length);
  const ticks = perUsd / STORED_TICKS;
  return Float64Array.from(from.changing(bars.time.length), (code) => (code === 0 ? Number.NaN : (code - 1) / ticks));
}

function within(values: Float64Array, others: Float64Array, error: number): boolean {
  // Beyond the error of prices, that of adding 167,040 of them.
  const most = error + 1e-6;
  return values.every(
    (value, i) => Math.abs(value - others[i]) <= most || (Number.isNaN(value) && Number.isNaN(others[i])),
  );
}
