import type { Bars } from '../../core/bars.js';
import { formatNumber } from '../../core/format.js';
import { DAY, HOUR } from '../../core/time.js';
import type { Figure, Trace } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, nameAxis, valueAxis } from './theme.js';
import { share, span, stepName } from './words.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/** Mean volume of a bar by hour of the day and by weekday, UTC. A rule on volume is also a rule on the clock. */
export function volumeProfileOfDay(bars: Bars): Figure {
  const { time, volume, step } = bars;
  const byHour = meansBy(24, time, volume, (at) => Math.floor((at % DAY) / HOUR));
  // 1970-01-01 was a Thursday.
  const byWeekday = meansBy(7, time, volume, (at) => (Math.floor(at / DAY) + 3) % 7);
  const busy = extremes(byHour);
  if (!(byHour[busy.most] > 0))
    return emptyFigure('The bars have no volume', 'Every volume is zero: nothing to average.');
  const week = extremes(byWeekday);
  const quiet = byHour[busy.least];
  const times =
    quiet > 0
      ? `${formatNumber(byHour[busy.most] / quiet, 1)} times the volume of ${HOURS[busy.least]}`
      : `and none at ${HOURS[busy.least]}`;
  const title = `Most is traded at ${HOURS[busy.most]} UTC, ${times}; ${WEEKDAYS[week.least]} has ${share(byWeekday[week.least] / byWeekday[week.most])} of ${WEEKDAYS[week.most]}`;
  const data = [
    bar(HOURS, byHour, busy.most, 'x', ':00 to %{x}:59 UTC'),
    bar(WEEKDAYS, byWeekday, week.most, 'x2', ''),
  ];
  return figure(
    data,
    { title, subtitle: `mean of ${span(bars)}`, height: 380, leastWidth: 560 },
    {
      xaxis: nameAxis(HOURS, { domain: [0, 0.68], title: { text: 'Hour of the day (UTC)' }, tickangle: 0 }),
      xaxis2: nameAxis(WEEKDAYS, { domain: [0.74, 1], title: { text: 'Weekday (UTC)' } }),
      yaxis: valueAxis(`Mean volume of a ${stepName(step)} bar (BTC)`, { rangemode: 'tozero' }),
    },
  );
}

function bar(names: readonly string[], means: number[], most: number, xaxis: string, hours: string): Trace {
  const color = names.map((_, k) => (k === most ? COLOURS.up : COLOURS.upPale));
  const hovertemplate = `%{x}${hours}<br>%{y:,.3f} BTC a bar<extra></extra>`;
  return { type: 'bar', x: names, y: rounded(means, 4), xaxis, marker: { color }, hovertemplate };
}

function meansBy(groups: number, time: Float64Array, volume: Float64Array, group: (time: number) => number): number[] {
  const sums = new Array<number>(groups).fill(0);
  const counts = new Array<number>(groups).fill(0);
  for (let i = 0; i < time.length; i++) {
    sums[group(time[i])] += volume[i];
    counts[group(time[i])]++;
  }
  return sums.map((sum, k) => sum / counts[k]);
}

/** Places of the least and the greatest of the groups that have bars. */
function extremes(means: readonly number[]): { least: number; most: number } {
  const known = means.map((mean, k) => ({ mean, k })).filter(({ mean }) => !Number.isNaN(mean));
  const sorted = known.sort((a, b) => a.mean - b.mean);
  return { least: sorted[0]?.k ?? 0, most: sorted[sorted.length - 1]?.k ?? 0 };
}
