import { requireLength } from './check.js';
import { gapSize, requireAtrMulti } from './fair-value-gaps.js';
import { closesBack, type GapEntry } from './gap-candidates.js';
import { closesBeyond, entersZone } from './gap-ledger.js';

/** One gap with its life so far; fields as in `GapLedger`, -1 unset. Bars are counted from the stream's first. */
export interface Gap {
  readonly side: number;
  readonly born: number;
  readonly bottom: number;
  readonly top: number;
  readonly strength: number;
  readonly spansMissing: boolean;
  readonly mitigated: number;
  readonly inverted: number;
  readonly expired: number;
}

/** What one bar did to the gaps, oldest gap first. The same object is refilled by the next bar: copy what you keep. */
export interface GapEvents {
  readonly detected: Gap | null;
  readonly mitigated: readonly Gap[];
  readonly inverted: readonly Gap[];
  readonly expired: readonly Gap[];
}

export interface GapStreamParams {
  /** Least size of a gap in ATRs. */
  readonly atrMulti: number;
  /** Bars during which a gap may change. */
  readonly life: number;
  /** Length of a bar in ms. */
  readonly step: number;
}

/** The prices of one bar that gaps are made of. */
export interface GapBar {
  readonly time: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** What a `gapStream` remembers between bars: JSON-able. */
export interface GapStreamState {
  /** Bars taken so far. */
  readonly bars: number;
  /** The last two bars, older first; fewer at the start. */
  readonly last: readonly GapBar[];
  /** Gaps that may still change, oldest first: at most `life`. */
  readonly live: readonly Gap[];
}

/** Incremental form of `detectGaps` and `gapLedger`. */
export interface GapStream {
  /** Takes the next bar and its ATR; tells what it changed. */
  next(bar: GapBar, atr: number): GapEvents;
  state(): GapStreamState;
}

type Kept = { -readonly [Name in keyof GapBar]: GapBar[Name] };
type Living = { -readonly [Name in keyof Gap]: Gap[Name] };

/** Incremental form of `detectGaps` and `gapLedger`, equal to them. Work a bar is bounded by the `life` gaps alive. */
export function gapStream(params: GapStreamParams, from?: GapStreamState): GapStream {
  requireAtrMulti('gapStream', params.atrMulti);
  requireLength('gapStream', params.life, 'life');
  let index = from?.bars ?? 0;
  const last: Kept[] = from ? from.last.map((bar) => ({ ...bar })) : [];
  let live: Living[] = from ? from.live.map((gap) => ({ ...gap })) : [];
  const events = { detected: null as Gap | null, mitigated: [] as Gap[], inverted: [] as Gap[], expired: [] as Gap[] };

  return {
    next(bar, atr) {
      events.mitigated.length = 0;
      events.inverted.length = 0;
      events.expired.length = 0;
      let ended = false;
      for (const gap of live) {
        const wasMitigated = gap.mitigated >= 0;
        ended = ageGap(gap, bar, index, params.life) || ended;
        if (!wasMitigated && gap.mitigated >= 0) events.mitigated.push(gap);
        if (gap.inverted >= 0) events.inverted.push(gap);
        if (gap.expired >= 0) events.expired.push(gap);
      }
      if (ended) live = live.filter((gap) => gap.inverted < 0 && gap.expired < 0);
      const born = last.length === 2 ? newGap(last[0], bar, atr, index, params) : null;
      if (born) live.push(born);
      events.detected = born;
      // Copied, because a caller may refill one bar object.
      const kept = (last.length === 2 && last.shift()) || { time: 0, high: 0, low: 0, close: 0 };
      kept.time = bar.time;
      kept.high = bar.high;
      kept.low = bar.low;
      kept.close = bar.close;
      last.push(kept);
      index++;
      return events;
    },
    state: () => ({ bars: index, last: last.map((bar) => ({ ...bar })), live: live.map((gap) => ({ ...gap })) }),
  };
}

/** Lets one bar change a gap; true when the gap's life ends with it. */
function ageGap(gap: Living, bar: GapBar, index: number, life: number): boolean {
  if (gap.mitigated < 0 && entersZone(bar.high, bar.low, gap.bottom, gap.top)) gap.mitigated = index;
  if (closesBeyond(gap.side, bar.close, gap.bottom, gap.top)) {
    gap.inverted = index;
    if (gap.mitigated < 0) gap.mitigated = index;
    return true;
  }
  if (index < gap.born + life) return false;
  gap.expired = index;
  return true;
}

/** The gap between a bar and the bar two before it, null when there is none of sufficient size. */
function newGap(earlier: GapBar, bar: GapBar, atr: number, index: number, params: GapStreamParams): Living | null {
  const size = gapSize(bar.high, bar.low, earlier.high, earlier.low);
  if (size === 0 || !(Math.abs(size) > params.atrMulti * atr)) return null;
  return {
    side: size > 0 ? 1 : -1,
    born: index,
    bottom: size > 0 ? earlier.high : bar.high,
    top: size > 0 ? bar.low : earlier.low,
    strength: Math.abs(size) / atr,
    spansMissing: bar.time - earlier.time > 2 * params.step,
    mitigated: -1,
    inverted: -1,
    expired: -1,
  };
}

/** The candidate gap of the bar whose events these are, null when there is none: see `gapCandidates`. */
export function streamCandidate(events: GapEvents, close: number, rule: GapEntry): Gap | null {
  if (rule === 'detection') return events.detected;
  const changed = rule === 'inversion' ? events.inverted : events.mitigated;
  for (let k = changed.length - 1; k >= 0; k--) {
    const gap = changed[k];
    if (rule === 'inversion' || closesBack(gap.side, close, gap.bottom, gap.top)) return gap;
  }
  return null;
}
