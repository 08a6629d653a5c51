import { Field } from './ledger.js';
import type { Rules } from './rules.js';

/** The parameters that a position's levels follow from. */
export type LevelRules = Pick<Rules, 'tp_rr' | 'trail_start_r' | 'trail_gap_r'>;

/**
 * Writes the levels of a new position into its row: everything the walks of intrabar.ts read and move. `entry` is the fill,
 * slippage included, times `side`; `distance` is D = R in USD. Backtest and paper trading both call it.
 */
export function writeLevels(
  p: Float64Array,
  at: number,
  side: number,
  entry: number,
  distance: number,
  rules: LevelRules,
): void {
  p[at + Field.Side] = side;
  p[at + Field.Entry] = entry;
  p[at + Field.Distance] = distance;
  p[at + Field.Stop] = entry - distance;
  p[at + Field.Target] = entry + rules.tp_rr * distance;
  p[at + Field.Best] = entry;
  p[at + Field.Worst] = entry;
  p[at + Field.TrailStart] = entry + rules.trail_start_r * distance;
  p[at + Field.TrailGap] = rules.trail_gap_r * distance;
  p[at + Field.Moved] = 0;
  p[at + Field.Ordered] = 0;
  p[at + Field.Ambiguous] = 0;
}
