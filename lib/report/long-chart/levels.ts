import { bucketEdges, fillBuckets } from '../../core/aggregate.js';
import { allocateBars, type Bars, firstBarAt } from '../../core/bars.js';
import { DAY, HOUR, MINUTE } from '../../core/time.js';

/** More candles than this are thinner than the gaps between them. */
export const MOST_CANDLES = 600;
const STEPS = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR, DAY, 7 * DAY] as const;

/** The bars as they are drawn at one length. Drawn bar k is made of base bars edges[k] to edges[k + 1] - 1. */
export interface Level {
  readonly bars: Bars;
  readonly edges: Int32Array;
}

/** A stretch of time, ms UTC. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** The shortest length at which at most `most` bars fall into `span` ms; a week when none does. */
export function stepFor(base: number, span: number, most: number): number {
  const steps = [base, ...STEPS.filter((step) => step > base && step % base === 0)];
  return steps.find((step) => span / step <= most - 1) ?? 7 * DAY;
}

/**
 * All bars at the length asked for, made at the first call and kept. They are those of `aggregate`, a first bucket that
 * the data enter midway kept, and after them the one that is still forming at the end of the data: a chart shows it.
 */
export function levelsOf(base: Bars): (step: number) => Level {
  const kept = new Map<number, Level>();
  return (step) => {
    const known = kept.get(step);
    if (known) return known;
    const made = step === base.step ? { bars: base, edges: everyBar(base.time.length) } : levelOf(base, step);
    kept.set(step, made);
    return made;
  };
}

function levelOf(base: Bars, step: number): Level {
  const whole = bucketEdges(base, step, { partialFirst: 'keep' });
  const length = base.time.length;
  const edges = whole[whole.length - 1] < length ? Int32Array.of(...whole, length) : whole;
  return { bars: fillBuckets(base, edges, allocateBars(edges.length - 1, step)), edges };
}

function everyBar(length: number): Int32Array {
  return Int32Array.from({ length: length + 1 }, (_, i) => i);
}

/** The drawn bar that `time` falls into or that begins first after it; the number of bars when there is none. */
export function drawnBarAt({ bars }: Level, time: number): number {
  return firstBarAt(bars.time, time - bars.step + 1);
}

/** Everything there is. */
export function wholeView({ time, step }: Bars): View {
  return { from: time[0], to: time[time.length - 1] + step };
}

/** The view moved and cut so that it shows nothing but data, at least `least` ms of them. */
export function clampView(bars: Bars, view: View, least: number): View {
  const { from: first, to: end } = wholeView(bars);
  const span = Math.min(Math.max(view.to - view.from, least), end - first);
  if (span === end - first) return { from: first, to: end };
  const middle = (view.from + view.to) / 2;
  const from = Math.min(Math.max(middle - span / 2, first), end - span);
  return { from, to: from + span };
}
