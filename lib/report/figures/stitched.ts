import { formatNumber } from '../../core/format.js';
import { bucketStart, DAY, isoDay } from '../../core/time.js';
import type { PartResult, PeriodResult } from '../../robustness/walk-forward.js';
import { type Stitched, stitchedEquity, type WalkForwardSummary } from '../../robustness/walk-forward-summary.js';
import type { Figure, Layout, Trace } from '../figure.js';
import { UNLIKELY } from '../verdicts/evidence.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, marking, note, valueAxis, withOpacity } from './theme.js';
import { counted, signedPercent } from './words.js';

const SHADE = withOpacity(COLOURS.outOfSample, 0.12);
/** Periods beyond which dates stand at some of them only. */
const MOST_DATES = 8;

/**
 * Equity over the test parts put one after the other, of the parameters searched for and of the random baseline. The days
 * of train between two tests are left out: every other test is shaded, its dates above it.
 */
export function stitchedFigure(results: readonly PeriodResult[], summary: WalkForwardSummary): Figure {
  const { stitched, random_stitched } = summary;
  const spans = spansOf(results);
  const days = spans[spans.length - 1]?.to ?? 0;
  if (days === 0) return emptyFigure('No test day was traded', 'There is no equity to stitch.');
  const found = stitchedEquity(results, ({ test }) => test.returns);
  const lucky = stitchedEquity(results, ({ random }) => random.test.returns);
  const dates = spans.flatMap(({ part }) => dayNames(part));
  return figure(
    [
      line('best of as many random evaluations', lucky, dates, { color: COLOURS.neutral, width: 1.6, dash: 'dot' }),
      line('searched parameters', found, dates, { color: COLOURS.equity, width: 2.2 }),
    ],
    {
      title: titleOf(stitched),
      subtitle: `Tests of ${counted(results.length, 'period')}, one after the other, each with parameters found before it. The best of as many random evaluations: ${signedPercent(random_stitched.total_return)}, t = ${ratioWords(random_stitched.t_statistic)}.`,
      height: 450,
      leastWidth: 660,
    },
    {
      showlegend: true,
      margin: { b: 88 },
      xaxis: valueAxis('Days of test', { range: [0, days], tickformat: ',d' }),
      yaxis: valueAxis('Return since the start (%)', { range: padded([...found, ...lucky]) }),
      shapes: [
        ...spans.flatMap(shade),
        marking('y', 0, COLOURS.neutral, { line: { color: COLOURS.neutral, width: 1, dash: 'dot' } }),
      ],
      annotations: dateNotes(spans),
    },
  );
}

interface Span {
  readonly number: number;
  readonly part: PartResult;
  /** Days of test before it and with it. */
  readonly from: number;
  readonly to: number;
}

function spansOf(results: readonly PeriodResult[]): Span[] {
  let days = 0;
  return results.map(({ number, test }) => {
    const from = days;
    days += test.returns.length;
    return { number, part: test, from, to: days };
  });
}

/** The UTC days of a part; evenly spread over it where some had no bars and are not counted. */
function dayNames({ from, to, returns }: PartResult): string[] {
  const first = bucketStart(from, DAY);
  const step = (bucketStart(to - 1, DAY) - first) / Math.max(1, returns.length - 1);
  return Array.from(returns, (_, k) => isoDay(first + k * step));
}

/** Begins at 0 % on day 0, so that the first day's return is seen. */
function line(name: string, equity: Float64Array, dates: readonly string[], style: Layout): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: Array.from({ length: equity.length + 1 }, (_, k) => k),
    y: [
      0,
      ...rounded(
        equity.map((value) => 100 * (value - 1)),
        3,
      ),
    ],
    text: ['start', ...dates],
    line: style,
    hovertemplate: `${name}<br>%{text}: %{y:.2f} %<extra></extra>`,
  };
}

function shade({ from, to }: Span, k: number): Layout[] {
  if (k % 2 === 1 || from === to) return [];
  const band = { type: 'rect', x0: from, x1: to, y0: 0, y1: 1, yref: 'paper', layer: 'below' };
  return [{ ...band, fillcolor: SHADE, line: { width: 0 } }];
}

function dateNotes(spans: readonly Span[]): Layout[] {
  const every = Math.ceil(spans.length / MOST_DATES);
  return spans
    .filter(({ from, to }, k) => k % every === 0 && to > from)
    .map(({ number, part, from, to }) =>
      note(`<b>${number}</b> ${isoDay(part.from)}${every > 1 ? '' : `<br>to ${isoDay(part.to - 1)}`}`, {
        x: every > 1 ? from : (from + to) / 2,
        xanchor: every > 1 ? 'left' : 'center',
        y: 1,
        yref: 'paper',
        yanchor: 'top',
        yshift: -2,
        font: { size: 10, color: COLOURS.subtitle },
      }),
    );
}

/** Room above the lines for the dates. */
function padded(equity: readonly number[]): [number, number] {
  const [least, most] = [Math.min(1, ...equity), Math.max(1, ...equity)];
  const height = 100 * (most - least) || 1;
  return [100 * (least - 1) - 0.06 * height, 100 * (most - 1) + 0.2 * height];
}

function ratioWords(value: number | null): string {
  return value === null ? 'n/a' : formatNumber(value);
}

function titleOf({ total_return, days, t_statistic: t }: Stitched): string {
  const made = `Out of sample: ${signedPercent(total_return)} in ${counted(days, 'day')} of test`;
  if (t === null) return `${made}; there is no t-statistic, the days do not differ`;
  if (Math.abs(t) < UNLIKELY) return `${made}, t = ${ratioWords(t)}: not to be told from chance`;
  return `${made}, t = ${ratioWords(t)}: ${t < 0 ? 'a larger loss' : 'more'} than chance alone explains`;
}
