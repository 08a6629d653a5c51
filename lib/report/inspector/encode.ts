import type { Backtest } from '../../backtest/backtest.js';
import { zipped } from '../zipped.js';
import { encodeInspectionBytes } from './codec.js';
import { inspectionsOf } from './inspections-of.js';

/**
 * What the inspector says of each trade of `run`, as gzip in base64, for `decodeInspections` in a page: about 100 bytes a
 * trade. Candles, lines, trend and gaps are not in it: the page has them from the long chart's data.
 */
export function encodeInspections(run: Backtest): string {
  return zipped(encodeInspectionBytes(inspectionsOf(run)));
}
