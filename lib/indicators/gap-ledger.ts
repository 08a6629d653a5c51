import { requireLength } from './check.js';
import type { GapMasks } from './fair-value-gaps.js';

/** What the life of a gap is read from; `Bars` is one. */
export interface GapBars {
  readonly step: number;
  readonly time: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/**
 * The life of every gap, oldest first, as columns of which the first `count` slots are used. Indices are bars; -1 is
 * unset. At the end of the data the ledger holds what is known there: a young gap is neither inverted nor expired.
 */
export interface GapLedger {
  readonly count: number;
  /** +1 bull, -1 bear. */
  readonly side: Int8Array;
  /** Bar of detection: the third bar of the gap. */
  readonly born: Int32Array;
  /** The zone is the open interval (bottom, top), in price. */
  readonly bottom: Float64Array;
  readonly top: Float64Array;
  /** Size / ATR at birth. */
  readonly strength: Float64Array;
  /** First later bar with low < top and high > bottom, or the inverting bar. */
  readonly mitigated: Int32Array;
  /** First later bar that closes beyond the zone: below the bottom of a bull gap, above the top of a bear gap. */
  readonly inverted: Int32Array;
  /** Bar born + life, when the gap was not inverted by its close. */
  readonly expired: Int32Array;
  /** 1 when bars are missing between the gap's first and third bar. */
  readonly spansMissing: Uint8Array;
}

type Writable = { -readonly [Name in keyof GapLedger]: GapLedger[Name] };

/** An empty ledger with room for `capacity` gaps. */
export function allocateGapLedger(capacity: number): GapLedger {
  const index = () => new Int32Array(capacity);
  const price = () => new Float64Array(capacity);
  return {
    count: 0,
    side: new Int8Array(capacity),
    born: index(),
    bottom: price(),
    top: price(),
    strength: price(),
    mitigated: index(),
    inverted: index(),
    expired: index(),
    spansMissing: new Uint8Array(capacity),
  };
}

/** Lower edge of the zone of a gap of `side` detected at bar `born`. */
export function gapBottom({ high }: Pick<GapBars, 'high'>, side: number, born: number): number {
  return side > 0 ? high[born - 2] : high[born];
}

/** Upper edge of the zone of a gap of `side` detected at bar `born`. */
export function gapTop({ low }: Pick<GapBars, 'low'>, side: number, born: number): number {
  return side > 0 ? low[born] : low[born - 2];
}

/** True when a bar's range enters the open zone. */
export function entersZone(high: number, low: number, bottom: number, top: number): boolean {
  return low < top && high > bottom;
}

/** True when a close lies beyond the far side of the zone, seen from the gap's side. */
export function closesBeyond(side: number, close: number, bottom: number, top: number): boolean {
  return side > 0 ? close < bottom : close > top;
}

/**
 * Follows every detected gap over bars born + 1 .. born + life: mitigated by the first that enters its zone, inverted by
 * the first that closes beyond it (which mitigates too when nothing did before; one bar may do both), otherwise expired
 * at born + life. An inverted gap is dead: nothing changes it any more. `life` in bars that exist.
 * `reuse` is written and returned when it has room, else a new ledger is: always take the returned one.
 */
export function gapLedger(bars: GapBars, gaps: GapMasks, life: number, reuse?: GapLedger): GapLedger {
  requireLength('gapLedger', life, 'life');
  const { bull, bear } = gaps;
  let count = 0;
  for (let i = 0; i < bull.length; i++) count += bull[i] | bear[i];
  const ledger: Writable = reuse && reuse.born.length >= count ? reuse : allocateGapLedger(count);
  ledger.count = count;
  let gap = 0;
  for (let i = 2; i < bull.length; i++) {
    if ((bull[i] | bear[i]) === 0) continue;
    const side = bull[i] ? 1 : -1;
    ledger.side[gap] = side;
    ledger.born[gap] = i;
    ledger.bottom[gap] = gapBottom(bars, side, i);
    ledger.top[gap] = gapTop(bars, side, i);
    ledger.strength[gap] = gaps.strength[i];
    ledger.spansMissing[gap] = bars.time[i] - bars.time[i - 2] > 2 * bars.step ? 1 : 0;
    follow(bars, ledger, gap, life);
    gap++;
  }
  return ledger;
}

function follow(bars: GapBars, ledger: GapLedger, gap: number, life: number): void {
  const { high, low, close } = bars;
  const side = ledger.side[gap];
  const bottom = ledger.bottom[gap];
  const top = ledger.top[gap];
  const last = ledger.born[gap] + life;
  const end = Math.min(last, close.length - 1);
  let mitigated = -1;
  let inverted = -1;
  for (let i = ledger.born[gap] + 1; i <= end; i++) {
    if (mitigated < 0 && entersZone(high[i], low[i], bottom, top)) mitigated = i;
    if (closesBeyond(side, close[i], bottom, top)) {
      inverted = i;
      if (mitigated < 0) mitigated = i;
      break;
    }
  }
  ledger.mitigated[gap] = mitigated;
  ledger.inverted[gap] = inverted;
  ledger.expired[gap] = inverted < 0 && last === end ? last : -1;
}
