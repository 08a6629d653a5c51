import { requireSize } from './check.js';

/** The prices a fair value gap is found in. */
export interface HighLow {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** Where fair value gaps were detected: one slot a bar. A bar has at most one gap, bull and bear exclude each other. */
export interface GapMasks {
  readonly bull: Uint8Array;
  readonly bear: Uint8Array;
  /** Size / ATR at the bar of detection, > 0; NaN where there is no gap. */
  readonly strength: Float64Array;
}

/** Empty masks for `length` bars, to be reused over runs. */
export function allocateGapMasks(length: number): GapMasks {
  return { bull: new Uint8Array(length), bear: new Uint8Array(length), strength: new Float64Array(length) };
}

/** Throws unless a gap's least size, in ATRs, is a finite number and not negative. */
export function requireAtrMulti(where: string, atrMulti: number): void {
  if (!(atrMulti >= 0 && atrMulti < Number.POSITIVE_INFINITY)) {
    throw new Error(`${where}: atrMulti must be a finite number, at least 0, got ${atrMulti}`);
  }
}

/**
 * Fair value gaps: three bars of which the outer two do not overlap. Bull at i when low[i] > high[i-2], its size
 * low[i] - high[i-2]; bear mirrored. It counts when size > atrMulti x atr[i], strictly; never while atr is NaN.
 * Bars are those that exist: a gap may span missing ones, which the ledger notes. Known at the close of bar i.
 * All arrays are as long as the bars; `out` is reused when given.
 */
export function detectGaps(
  bars: HighLow,
  atr: Float64Array,
  atrMulti: number,
  out: GapMasks = allocateGapMasks(bars.high.length),
): GapMasks {
  const { high, low } = bars;
  requireAtrMulti('detectGaps', atrMulti);
  requireSize('detectGaps', out.strength, high.length);
  if (atr.length !== high.length) {
    throw new Error(`detectGaps: atr must have one value for each of ${high.length} bars, got ${atr.length}`);
  }
  const { bull, bear, strength } = out;
  bull.fill(0);
  bear.fill(0);
  strength.fill(Number.NaN);
  for (let i = 2; i < high.length; i++) {
    const size = gapSize(high[i], low[i], high[i - 2], low[i - 2]);
    const least = atrMulti * atr[i];
    if (size > 0 && size > least) {
      bull[i] = 1;
      strength[i] = size / atr[i];
    } else if (size < 0 && -size > least) {
      bear[i] = 1;
      strength[i] = -size / atr[i];
    }
  }
  return out;
}

/** Distance between a bar and the bar two before it: > 0 for a bull gap, < 0 for a bear gap, 0 when they touch. */
export function gapSize(high: number, low: number, earlierHigh: number, earlierLow: number): number {
  if (low > earlierHigh) return low - earlierHigh;
  if (high < earlierLow) return high - earlierLow;
  return 0;
}
