import { addBox, type BoxLayer, boxes, type LineLayer } from './layers.js';
import type { Level } from './levels.js';
import type { LongLine } from './long-data.js';

/** Drawn bars `from` (inclusive) to `to` (exclusive) of a level. */
export interface Slice {
  readonly level: Level;
  readonly from: number;
  readonly to: number;
}

/** Share of a bar's time that its body takes. */
const BODY = 0.7;

/** Where along the time axis a drawn bar stands: in the middle of the time it covers. */
export function middleOf({ level: { bars } }: Slice, k: number): number {
  return bars.time[k] + bars.step / 2;
}

/** Wicks and bodies, a pixel thick at least; a bar that closes where it opened counts as rising. */
export function candleLayers(slice: Slice): BoxLayer[] {
  const { open, high, low, close, step } = slice.level.bars;
  const sides = [boxes(), boxes()];
  for (let k = slice.from; k < slice.to; k++) {
    const at = middleOf(slice, k);
    const own = sides[close[k] >= open[k] ? 0 : 1];
    addBox(own, at, at, low[k], high[k]);
    addBox(
      own,
      at - (BODY / 2) * step,
      at + (BODY / 2) * step,
      Math.min(open[k], close[k]),
      Math.max(open[k], close[k]),
    );
  }
  return (['up', 'down'] as const).map((colour, k) => ({
    kind: 'boxes',
    name: `${colour} bars`,
    colour,
    boxes: sides[k],
    least: 1,
  }));
}

/** Volume of the drawn bars. */
export function volumeLayers(slice: Slice): BoxLayer[] {
  const { open, close, volume, step } = slice.level.bars;
  const sides = [boxes(), boxes()];
  for (let k = slice.from; k < slice.to; k++) {
    const at = middleOf(slice, k);
    addBox(sides[close[k] >= open[k] ? 0 : 1], at - (BODY / 2) * step, at + (BODY / 2) * step, 0, volume[k]);
  }
  return (['upPale', 'downPale'] as const).map((colour, k) => ({
    kind: 'boxes',
    name: `${colour} volume`,
    colour,
    boxes: sides[k],
    panel: 'volume',
  }));
}

/** What a line says at the close of each drawn bar; nothing where bars are too long for it to mean something. */
export function lineLayer(slice: Slice, line: LongLine, legend: boolean): LineLayer {
  const { bars, edges } = slice.level;
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (let k = slice.from; k < slice.to && isDrawn(line, bars.step); k++) {
    const value = line.values[edges[k + 1] - 1];
    x.push(middleOf(slice, k));
    y.push(Number.isNaN(value) ? null : value);
  }
  const { name, colour, group, dash, width = 1.4 } = line;
  return { kind: 'line', name, colour, ...(group && { group }), legend, x, y, width, ...(dash && { dash }) };
}

export function isDrawn({ reach }: LongLine, step: number): boolean {
  return 2 * step <= reach;
}

/** Closes of all bars of a level, for the overview. */
export function overviewLayer({ bars }: Level): LineLayer {
  const [x, y] = [Array.from(bars.time), Array.from(bars.close)];
  return { kind: 'line', name: 'overview', colour: 'neutral', panel: 'overview', x, y, width: 1 };
}
