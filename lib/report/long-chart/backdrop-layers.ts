import { HOUR } from '../../core/time.js';
import type { Slice } from './candle-layers.js';
import { addBox, type BoxLayer, boxes } from './layers.js';
import type { LongData, LongGaps } from './long-data.js';

/** Lowest and highest price of the panel. */
export type PriceRange = readonly [number, number];

/** More boxes than this hide the candles; the strongest are drawn. */
const MOST_BOXES = 300;
/** Gaps live for hours: they are boxes up to bars of this length, ms, and too thin to see above. */
export const LONGEST_BARS_WITH_GAPS = HOUR;

/** At each base bar, the sum of the trend before it: the trend of a stretch is the sign of a difference. */
export function trendSums(trend: Int8Array): Int32Array {
  const sums = new Int32Array(trend.length + 1);
  for (let i = 0; i < trend.length; i++) sums[i + 1] = sums[i] + trend[i];
  return sums;
}

/** 1h trend as background: of each drawn bar the trend of most of its base bars. */
export function trendLayers({ level, from, to }: Slice, sums: Int32Array, [low, high]: PriceRange): BoxLayer[] {
  const { time, step } = level.bars;
  const sides = [boxes(), boxes()];
  for (let k = from; k < to; ) {
    const trend = trendAt(level.edges, sums, k);
    let next = k + 1;
    while (next < to && trendAt(level.edges, sums, next) === trend && time[next] === time[next - 1] + step) next++;
    if (trend !== 0) addBox(sides[trend > 0 ? 0 : 1], time[k], time[next - 1] + step, low, high);
    k = next;
  }
  return [
    { kind: 'boxes', name: '1h trend up', colour: 'biasUp', legend: true, boxes: sides[0] },
    { kind: 'boxes', name: '1h trend down', colour: 'biasDown', legend: true, boxes: sides[1] },
  ];
}

/** 1h trend of most base bars of drawn bar `k`: 1 up, -1 down, 0 unknown or evenly split. */
export function trendAt(edges: Int32Array, sums: Int32Array, k: number): number {
  return Math.sign(sums[edges[k + 1]] - sums[edges[k]]);
}

/** The strongest gaps of the slice, each from its birth to its end, ended ones paler than open ones. */
export function gapLayers({ level, from, to }: Slice, gaps: LongGaps, { bars: { time, step } }: LongData): BoxLayer[] {
  const endOf = (k: number) => time[gaps.end[k] < 0 ? time.length - 1 : gaps.end[k]] + step;
  const start = level.bars.time[from];
  const end = level.bars.time[to - 1] + level.bars.step;
  const alive: number[] = [];
  if (level.bars.step <= LONGEST_BARS_WITH_GAPS) {
    for (let k = 0; k < gaps.born.length; k++) if (time[gaps.born[k]] < end && endOf(k) > start) alive.push(k);
  }
  const drawn = alive.sort((a, b) => gaps.strength[b] - gaps.strength[a]).slice(0, MOST_BOXES);
  const kinds = [boxes(), boxes(), boxes(), boxes()];
  for (const k of drawn) {
    const kind = (gaps.side[k] > 0 ? 0 : 2) + (gaps.end[k] < 0 ? 1 : 0);
    addBox(kinds[kind], time[gaps.born[k]] + step, endOf(k), gaps.bottom[k], gaps.top[k]);
  }
  return (['up', 'down'] as const).flatMap((colour, side) => {
    const group = side === 0 ? 'Bull gap' : 'Bear gap';
    const layer = { kind: 'boxes', name: group, group, colour } as const;
    return [
      { ...layer, boxes: kinds[2 * side], opacity: 0.28, legend: true },
      { ...layer, boxes: kinds[2 * side + 1], opacity: 0.5 },
    ];
  });
}

/** In-sample and out-of-sample stretches as a ribbon along the top of the panel. */
export function partLayers({ parts }: LongData, [low, high]: PriceRange): BoxLayer[] {
  const kinds = ['in-sample', 'out-of-sample'] as const;
  return kinds.flatMap((kind) => {
    const own = parts.filter((part) => part.kind === kind);
    if (own.length === 0) return [];
    const ribbon = boxes();
    for (const { from, to } of own) addBox(ribbon, from, to, high - 0.022 * (high - low), high);
    const colour = kind === 'in-sample' ? 'inSample' : 'outOfSample';
    const name = kind === 'in-sample' ? 'In-sample' : 'Out-of-sample';
    return [{ kind: 'boxes', name, colour, legend: true, boxes: ribbon }];
  });
}
