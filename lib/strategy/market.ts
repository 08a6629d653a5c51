import { resample } from '../bars/resample.js';
import type { Bars } from '../core/bars.js';
import { HOUR, MINUTE } from '../core/time.js';
import type { Market } from './strategy.js';

/** Bars of the longer timeframes where the source has its own (Alpaca); what is absent is resampled. */
export interface HigherBars {
  readonly '15Min'?: Bars;
  readonly '1Hour'?: Bars;
}

/** The three timeframes of a strategy from its base bars, whose step must divide 15 minutes. */
export function makeMarket(base: Bars, higher: HigherBars = {}): Market {
  requireBaseStep('makeMarket', base.step);
  return {
    base,
    minutes15: higher['15Min'] ?? resample(base, 15 * MINUTE),
    hour1: higher['1Hour'] ?? resample(base, HOUR),
  };
}

/** Throws unless base bars of `step` ms can be resampled to 15 minutes. `where` is the function's name. */
export function requireBaseStep(where: string, step: number): void {
  if ((15 * MINUTE) % step !== 0) {
    throw new Error(`${where}: base bars must have a step that divides 15 minutes, got ${step / MINUTE} minutes`);
  }
}
