import { DAY, HOUR } from '../../core/time.js';
import type { Layout } from '../figure.js';
import { COLOURS } from './theme.js';

/** A stretch of bars whose 1h trend is the same: 1 up, -1 down. Times in ms UTC, `to` after the last bar. */
export interface TrendRun {
  readonly from: number;
  readonly to: number;
  readonly trend: number;
}

export interface TrendShading {
  readonly runs: readonly TrendRun[];
  /** What one run stands for: `bar`, or the stretch whose most frequent trend is shown. */
  readonly per: 'bar' | 'hour' | 'day' | 'week' | 'month';
}

const STRETCHES = [
  ['bar', 0],
  ['hour', HOUR],
  ['day', DAY],
  ['week', 7 * DAY],
  ['month', 30 * DAY],
] as const;

/**
 * The runs of the trend, merged; where there are more than `most`, the most frequent trend of each hour, day, week or
 * month instead, the shortest that suffices: a background of thousands of stripes says nothing and makes pages heavy.
 */
export function trendShading(time: Float64Array, step: number, trend: Int8Array, most = 300): TrendShading {
  for (const [per, length] of STRETCHES) {
    const runs = length === 0 ? runsOf(time, step, trend) : majorityRuns(time, step, trend, length);
    if (runs.length <= most) return { runs, per };
  }
  return { runs: [], per: 'month' };
}

function runsOf(time: Float64Array, step: number, trend: Int8Array): TrendRun[] {
  const runs: { from: number; to: number; trend: number }[] = [];
  for (let i = 0; i < time.length; i++) push(runs, time[i], time[i] + step, trend[i]);
  return runs;
}

function majorityRuns(time: Float64Array, step: number, trend: Int8Array, length: number): TrendRun[] {
  const runs: { from: number; to: number; trend: number }[] = [];
  for (let first = 0; first < time.length; ) {
    const end = (Math.floor(time[first] / length) + 1) * length;
    let next = first;
    let sum = 0;
    for (; next < time.length && time[next] < end; next++) sum += trend[next];
    push(runs, time[first], time[next - 1] + step, Math.sign(sum));
    first = next;
  }
  return runs;
}

function push(runs: { from: number; to: number; trend: number }[], from: number, to: number, trend: number): void {
  const last = runs[runs.length - 1];
  // A hole in the data ends a run: nothing is known of the trend in it.
  if (last && last.trend === trend && last.to === from) last.to = to;
  else if (trend !== 0) runs.push({ from, to, trend });
}

/** The runs as rectangles behind a panel whose y axis is `yaxis` (`y`, `y2`, ...). */
export function trendShapes({ runs }: TrendShading, yaxis = 'y'): Layout[] {
  return runs.map(({ from, to, trend }) => ({
    type: 'rect',
    xref: 'x',
    yref: `${yaxis} domain`,
    x0: from,
    x1: to,
    y0: 0,
    y1: 1,
    layer: 'below',
    line: { width: 0 },
    fillcolor: trend > 0 ? COLOURS.biasUp : COLOURS.biasDown,
  }));
}

/** Legend words of the shading. */
export function trendKey({ per }: TrendShading, trend: 'up' | 'down'): string {
  return per === 'bar' ? `1h trend ${trend}` : `1h trend ${trend} most of the ${per}`;
}
