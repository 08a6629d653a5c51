import type { Bars } from '../../core/bars.js';
import type { Random } from '../../core/random.js';
import { scaleBar } from './scale-bar.js';

/**
 * Stationary block bootstrap (Politis and Romano, 1994) of whole bars: another history made of stretches of this one.
 * Bars are taken in blocks of geometric length, `blockLength` on average, from random places, the end joined to the
 * beginning; one index serves prices and volume alike, so what belongs together stays together. A bar keeps its log
 * offsets to the close before it (the first bar, having none, to its open), and its volume; times stay where they are.
 * The price starts at the first open.
 */
export function bootstrapBars(bars: Bars, blockLength: number, random: Random, out: Bars): void {
  const { open, close, volume } = bars;
  const length = bars.time.length;
  let from = 0;
  let last = open[0];
  for (let i = 0; i < length; i++) {
    if (i === 0 || random() * blockLength < 1) from = Math.floor(random() * length);
    else from = from + 1 === length ? 0 : from + 1;
    scaleBar(bars, from, last / (from === 0 ? open[0] : close[from - 1]), out, i);
    out.volume[i] = volume[from];
    last = out.close[i];
  }
}
