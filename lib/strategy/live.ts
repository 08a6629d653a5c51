import { blockingRules } from './rules.js';
import type { LiveVerdict } from './strategy.js';

/** One verdict as plain values, for journals and displays. */
export interface VerdictReading {
  /** 1 buy, -1 sell short, 0 nothing. */
  readonly side: number;
  /** USD; null in warm-up. */
  readonly atr: number | null;
  /** Higher-timeframe trend: 1 up, -1 down, 0 unknown; null when the strategy has none. */
  readonly trend: number | null;
  readonly confidence: number | null;
  /** Names of the rules that block a long and a short, in order; null when the strategy keeps no rulebook. */
  readonly blockedLong: readonly string[] | null;
  readonly blockedShort: readonly string[] | null;
  /** The columns by name; null where there is no value. */
  readonly columns: Readonly<Record<string, number | null>>;
}

/** Copies a verdict into plain JSON-able values. */
export function readVerdict({ signals, columns, rulebook }: LiveVerdict): VerdictReading {
  return {
    side: signals.side[0],
    atr: known(signals.atr[0]),
    trend: signals.trend ? signals.trend[0] : null,
    confidence: signals.confidence ? known(signals.confidence[0]) : null,
    blockedLong: rulebook ? blockingRules(rulebook.long, 0) : null,
    blockedShort: rulebook ? blockingRules(rulebook.short, 0) : null,
    columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, known(column[0])])),
  };
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
