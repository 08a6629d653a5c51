import type { Bars } from '../../core/bars.js';
import type { DataQuality } from '../../data/quality.js';
import type { Figure } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, note, timeAxis, valueAxis } from './theme.js';
import { count, counted, share, span, stepName } from './words.js';

interface Month {
  readonly start: number;
  bars: number;
  zero: number;
  missing: number;
}

/** By UTC month: bars that are missing, and the share of the bars without volume. */
export function missingAndZeroVolume(bars: Bars, quality: DataQuality): Figure {
  const months = byMonth(bars, quality);
  if (months.length === 0) return emptyFigure('There are no bars', 'The file holds no bar to judge.');
  const x = months.map(({ start }) => start);
  const missing = {
    type: 'bar',
    x,
    y: months.map((month) => month.missing),
    marker: { color: COLOURS.down },
    hovertemplate: '%{x|%Y-%m}<br>%{y:,} bars missing<extra></extra>',
  };
  const zero = {
    type: 'bar',
    x,
    y: rounded(
      months.map((month) => (100 * month.zero) / month.bars),
      3,
    ),
    yaxis: 'y2',
    marker: { color: COLOURS.neutral },
    hovertemplate: '%{x|%Y-%m}<br>%{y:.2f} % without volume<extra></extra>',
  };
  const longest = `; the longest gap is ${counted(quality.longest_gap, `bar`)} of ${stepName(bars.step)}`;
  const subtitle = `${span(bars)}${quality.longest_gap > 0 ? longest : ''}`;
  return figure(
    [missing, zero],
    { title: finding(quality), subtitle, height: 420 },
    {
      xaxis: timeAxis({ anchor: 'y2', title: { text: 'Month (UTC)' }, tickformat: '%b<br>%Y' }),
      yaxis: valueAxis('Missing bars', {
        domain: [0.56, 1],
        rangemode: 'tozero',
        ...room(
          months.map((m) => m.missing),
          5,
        ),
      }),
      yaxis2: valueAxis('No volume (%)', { domain: [0, 0.44], ...room(zero.y, 1) }),
      annotations: [
        ...(quality.missing === 0 ? [nothing('no bar is missing in any month', 'y')] : []),
        ...(quality.zero_volume === 0 ? [nothing('no bar is without volume in any month', 'y2')] : []),
      ],
    },
  );
}

/** Words in a panel whose bars all have height zero. */
function nothing(words: string, yaxis: string) {
  return note(words, {
    xref: 'paper',
    yref: `${yaxis} domain`,
    x: 0.5,
    y: 0.5,
    font: { size: 13, color: COLOURS.subtitle },
  });
}

/** An axis from zero that is never empty: bars of height zero would otherwise be drawn on an axis from -1 to 1. */
function room(values: readonly (number | null)[], least: number) {
  return { range: [0, 1.08 * Math.max(least, ...values.map((value) => value ?? 0))] };
}

function finding({ rows, missing, gaps, zero_volume, zero_volume_share }: DataQuality): string {
  const gone =
    missing === 0
      ? `No bar is missing of ${count(rows)}`
      : `${count(missing)} of ${count(rows + missing)} bars are missing, in ${counted(gaps.length, 'gap')}`;
  const zero =
    zero_volume === 0 ? 'every bar has volume' : `${share(zero_volume_share)} (${count(zero_volume)}) have no volume`;
  return `${gone}; ${zero}`;
}

function byMonth({ time, volume, step }: Bars, { gaps }: DataQuality): Month[] {
  const months = new Map<number, Month>();
  const monthOf = (at: number): Month => {
    const date = new Date(at);
    const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    const month = months.get(start) ?? { start, bars: 0, zero: 0, missing: 0 };
    months.set(start, month);
    return month;
  };
  for (let i = 0; i < time.length; i++) {
    const month = monthOf(time[i]);
    month.bars++;
    if (volume[i] === 0) month.zero++;
  }
  for (const gap of gaps) {
    for (let at = Date.parse(gap.from); at <= Date.parse(gap.to); at += step) monthOf(at).missing++;
  }
  return [...months.values()].sort((a, b) => a.start - b.start);
}
