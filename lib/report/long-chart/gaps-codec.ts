import type { Bars } from '../../core/bars.js';
import { gapBottom, gapTop } from '../../indicators/gap-ledger.js';
import type { IntegerReader, IntegerWriter } from './integers.js';
import type { LongGaps } from './long-data.js';

/** Writes gaps; their zones are read from the bars again, so they are as exact as prices. */
export function encodeGaps(gaps: LongGaps, bars: Bars, out: IntegerWriter): void {
  const { born, end, side, strength } = gaps;
  const misfit = born.findIndex(
    (bar, k) => gaps.bottom[k] !== gapBottom(bars, side[k], bar) || gaps.top[k] !== gapTop(bars, side[k], bar),
  );
  if (misfit >= 0) {
    const zone = `${gaps.bottom[misfit]} to ${gaps.top[misfit]} at bar ${born[misfit]}`;
    throw new Error(`longChart: gaps must be fair value gaps of the market's base bars, got a zone of ${zone}`);
  }
  out.unsigned(born.map((bar, k) => bar - (k > 0 ? born[k - 1] : 0)));
  out.unsigned(end.map((bar, k) => (bar < 0 ? 0 : bar - born[k])));
  out.unsigned(side.map((value) => (value > 0 ? 1 : 0)));
  out.unsigned(Array.from(strength, (value) => Math.round(100 * value)));
}

export function decodeGaps(bars: Bars, from: IntegerReader): LongGaps {
  const born = Int32Array.from(from.unsigned());
  for (let k = 1; k < born.length; k++) born[k] += born[k - 1];
  const end = Int32Array.from(from.unsigned(), (life, k) => (life === 0 ? -1 : born[k] + life));
  const side = Int8Array.from(from.unsigned(), (bull) => (bull === 1 ? 1 : -1));
  return {
    side,
    born,
    end,
    bottom: Float64Array.from(born, (bar, k) => gapBottom(bars, side[k], bar)),
    top: Float64Array.from(born, (bar, k) => gapTop(bars, side[k], bar)),
    strength: Float64Array.from(from.unsigned(), (value) => value / 100),
  };
}
