import type { Bars } from '../core/bars.js';
import type { Bar } from './resample.js';

/** Writes a bar into place `i` of columns. */
export function writeBar(columns: Bars, i: number, bar: Bar): void {
  columns.time[i] = bar.time;
  columns.open[i] = bar.open;
  columns.high[i] = bar.high;
  columns.low[i] = bar.low;
  columns.close[i] = bar.close;
  columns.volume[i] = bar.volume;
}
