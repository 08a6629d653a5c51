// The reference: a second implementation of the strategy and the backtest, written from docs alone and sharing no line
// with lib/. It is slow and plain on purpose: one bar is one object, every window is summed anew. Tests run it beside
// the library on the same bars and parameters and compare.
//
//   const frame = referenceFrame(bars, { min_strength: 0.4 });
//   const result = referenceBacktest(bars, { intrabar: 'finer' }, { finer: minutes });
//   result.rows[i].bull_filtered; result.signals; result.refusals; result.trades; result.equity; result.metrics
//
// Bars are { time, open, high, low, close, volume, filled? }[], time in ms of the open, ascending; nothing is validated.
// Parameters are those of the design by name; what is not given has its default. Values that go through other orders of
// summation than the library's may differ in the last digits, so compare prices and money with a relative tolerance
// (1e-9) and signals, refusals, counts, times and reasons exactly. `qty` is rounded down to qty_step, so there a last
// digit can become one step. `frame` may be passed to referenceBacktest to run several orders on one frame, and
// `signals` to run the engine on entries of one's own.

import { type Bar, STEP } from './bars.js';
import { type EngineResult, runEngine, type Signal } from './engine.js';
import { buildFrame, type Frame, type Row } from './frame.js';
import { metricsOf, type ReferenceMetrics } from './metrics.js';
import { type Intrabar, type ReferenceParams, withDefaults } from './params.js';

export { type Bar, fillSingleMissing, latestClosed, resample } from './bars.js';
export type { Refusal, Signal } from './engine.js';
export type { RefusalReason } from './entry.js';
export type { Frame, Row, Row1h, Row15m } from './frame.js';
export type { Gap } from './gaps.js';
export { atr, ema, sma } from './indicators.js';
export { drawdownOf, type ReferenceCosts, type ReferenceMetrics, sharpeOf, sortinoOf } from './metrics.js';
export { type Intrabar, type ReferenceParams, referenceDefaults } from './params.js';
export type { ExitReason, ReferenceTrade } from './position.js';
export { lowVolumeZones, type Profile, profileOf, type Zone } from './profile.js';

export interface ReferenceOptions {
  /** One-minute bars, for the order "finer". */
  finer?: readonly Bar[];
  /** A frame built before, of the same bars and parameters. */
  frame?: Frame;
  /** Entries of one's own instead of the strategy's. */
  signals?: readonly Signal[];
  /** Index of the first bar traded on; the bars before it only warm the indicators up. */
  start?: number;
  /** Also run the zero-cost twin. */
  twin?: boolean;
}

export interface ReferenceResult extends EngineResult {
  mode: Intrabar;
  rows: Row[];
  signals: Signal[];
  metrics: ReferenceMetrics;
  /** A rerun without slippage and fee; min-stop is tested with the run's own slippage. */
  twin: { metrics: ReferenceMetrics; result: EngineResult } | null;
}

/** All columns of the 5m, 15m and 1h frames, and the gap ledger. */
export function referenceFrame(bars: readonly Bar[], params: Partial<ReferenceParams> = {}): Frame {
  return buildFrame(bars, withDefaults(params));
}

/** The final signals of a frame. */
export function referenceSignals(rows: readonly Row[]): Signal[] {
  const signals: Signal[] = [];
  rows.forEach((row, index) => {
    if (row.bull_filtered) signals.push({ index, time: row.time, direction: 'long' });
    if (row.bear_filtered) signals.push({ index, time: row.time, direction: 'short' });
  });
  return signals;
}

export function referenceBacktest(
  bars: readonly Bar[],
  given: Partial<ReferenceParams> = {},
  options: ReferenceOptions = {},
): ReferenceResult {
  const params = withDefaults(given);
  const { rows } = options.frame ?? buildFrame(bars, params);
  const start = options.start ?? 0;
  const hasFiner = options.finer !== undefined && options.finer.length > 0;
  const mode: Intrabar = params.intrabar === 'auto' ? (hasFiner ? 'finer' : 'pessimistic') : params.intrabar;
  const minutes = mode === 'finer' ? minutesByBar(bars, options.finer ?? []) : [];
  const signals = [...(options.signals ?? referenceSignals(rows))].filter((signal) => signal.index >= start);
  const setting = { mode, minutes, signals, minStopSlippage: params.slippage, start };

  const result = runEngine(rows, params, setting);
  const metrics = metricsOf(rows, start, result, params);
  let twin: ReferenceResult['twin'] = null;
  if (options.twin === true) {
    const free: ReferenceParams = { ...params, slippage: 0, fee: 0 };
    const freeResult = runEngine(rows, free, setting);
    twin = { metrics: metricsOf(rows, start, freeResult, free), result: freeResult };
  }
  return { ...result, mode, rows, signals, metrics, twin };
}

/** The minutes inside each 5-minute bar; minutes outside an existing one are ignored. */
function minutesByBar(bars: readonly Bar[], finer: readonly Bar[]): Bar[][] {
  const indexOf = new Map<number, number>(bars.map((bar, index) => [bar.time, index]));
  const out: Bar[][] = bars.map(() => []);
  for (const minute of finer) {
    const index = indexOf.get(Math.floor(minute.time / STEP) * STEP);
    if (index !== undefined) out[index].push(minute);
  }
  return out;
}
