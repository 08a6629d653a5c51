// Fair value gaps: detection, life cycle, and the bar at which each rule of `gap_entry` makes a gap a candidate.

import { type Bar, STEP } from './bars.js';
import type { ReferenceParams } from './params.js';

export type Direction = 1 | -1;

/** Indices of bars; -1 = unset. The zone is the open interval (bottom, top). */
export interface Gap {
  direction: Direction;
  born: number;
  bottom: number;
  top: number;
  size: number;
  strength: number;
  mitigated: number;
  inverted: number;
  expired: number;
  spans_missing: boolean;
}

export interface Candidate {
  direction: Direction;
  gap: Gap;
}

export function findGaps(bars: readonly Bar[], atr: readonly number[], params: ReferenceParams): Gap[] {
  const gaps: Gap[] = [];
  for (let i = 2; i < bars.length; i++) {
    const bull = bars[i].low > bars[i - 2].high;
    const bear = bars[i].high < bars[i - 2].low;
    if (!bull && !bear) continue;
    const bottom = bull ? bars[i - 2].high : bars[i].high;
    const top = bull ? bars[i].low : bars[i - 2].low;
    const size = top - bottom;
    if (!(size > params.atr_multi * atr[i])) continue; // false while ATR is NaN
    const gap: Gap = {
      direction: bull ? 1 : -1,
      born: i,
      bottom,
      top,
      size,
      strength: size / atr[i],
      mitigated: -1,
      inverted: -1,
      expired: -1,
      spans_missing: bars[i].time - bars[i - 2].time > 2 * STEP,
    };
    live(gap, bars, params.gap_life);
    gaps.push(gap);
  }
  return gaps;
}

/** Walks the bars born+1 .. born+life. */
function live(gap: Gap, bars: readonly Bar[], life: number): void {
  for (let k = gap.born + 1; k <= gap.born + life; k++) {
    if (k >= bars.length) return; // the data end first: still alive
    const bar = bars[k];
    if (gap.mitigated === -1 && bar.low < gap.top && bar.high > gap.bottom) gap.mitigated = k;
    const through = gap.direction === 1 ? bar.close < gap.bottom : bar.close > gap.top;
    if (through) {
      gap.inverted = k;
      if (gap.mitigated === -1) gap.mitigated = k;
      return;
    }
  }
  gap.expired = gap.born + life;
}

/**
 * The candidate of each bar, or null. Of several on one bar, of either direction, the newest gap alone counts.
 *
 * Ambiguous in the design: whether a gap too weak for min_strength can displace an older strong one. Reading taken:
 * yes; the newest is chosen first, and the strength is tested afterwards.
 */
export function candidates(bars: readonly Bar[], gaps: readonly Gap[], rule: string): (Candidate | null)[] {
  const out: (Candidate | null)[] = bars.map(() => null);
  for (const gap of gaps) {
    // In order of birth, so that a newer gap replaces an older one.
    const at = candidateBar(gap, bars, rule);
    if (at === -1) continue;
    const direction: Direction = rule === 'inversion' ? (gap.direction === 1 ? -1 : 1) : gap.direction;
    out[at] = { direction, gap };
  }
  return out;
}

function candidateBar(gap: Gap, bars: readonly Bar[], rule: string): number {
  if (rule === 'detection') return gap.born;
  if (rule === 'inversion') return gap.inverted;
  if (rule !== 'retest') throw new Error(`candidates: gap_entry must be detection, retest or inversion, got ${rule}`);
  if (gap.mitigated === -1) return -1;
  const close = bars[gap.mitigated].close;
  const held = gap.direction === 1 ? close > gap.top : close < gap.bottom;
  return held ? gap.mitigated : -1;
}
