import { requireSize } from './check.js';
import type { GapLedger } from './gap-ledger.js';

/**
 * When a gap becomes a candidate for entry (`gap_entry`): on the bar of its detection; on the bar that mitigates it, if
 * that bar closes back beyond the near side ("retest"); or on the bar that inverts it, against the gap ("inversion").
 */
export type GapEntry = 'detection' | 'retest' | 'inversion';

/** The side of a candidate, +1 bull or -1 bear: the gap's own, except that an inverted gap works the other way. */
export function candidateSide(gapSide: number, rule: GapEntry): number {
  return rule === 'inversion' ? -gapSide : gapSide;
}

/** True when the mitigating bar closes back out of the zone on the side the gap was left on. */
export function closesBack(side: number, close: number, bottom: number, top: number): boolean {
  return side > 0 ? close > top : close < bottom;
}

/**
 * For each bar, the ledger index of its candidate gap, -1 where there is none; its side is
 * `candidateSide(ledger.side[gap], rule)`. Of several candidates on one bar, of either direction, the newest alone counts.
 * As long as `close`; `out` is reused when given.
 */
export function gapCandidates(
  ledger: GapLedger,
  close: Float64Array,
  rule: GapEntry,
  out: Int32Array = new Int32Array(close.length),
): Int32Array {
  requireSize('gapCandidates', out, close.length);
  out.fill(-1);
  // Oldest first, so a newer gap overwrites an older one of the same bar.
  for (let gap = 0; gap < ledger.count; gap++) {
    const bar = candidateBar(ledger, gap, close, rule);
    if (bar >= 0) out[bar] = gap;
  }
  return out;
}

function candidateBar(ledger: GapLedger, gap: number, close: Float64Array, rule: GapEntry): number {
  if (rule === 'detection') return ledger.born[gap];
  if (rule === 'inversion') return ledger.inverted[gap];
  const bar = ledger.mitigated[gap];
  if (bar < 0) return -1;
  return closesBack(ledger.side[gap], close[bar], ledger.bottom[gap], ledger.top[gap]) ? bar : -1;
}
