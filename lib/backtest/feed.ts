import type { Bars } from '../core/bars.js';
import type { Signals } from '../strategy/strategy.js';
import type { MinuteIndex } from './minutes.js';

/** What the engine reads: bars and signals of equal length, and minutes for the finer order. */
export interface Feed {
  readonly bars: Bars;
  readonly signals: Signals;
  readonly minutes?: MinuteIndex;
}
