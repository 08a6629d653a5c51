import type { Bars } from '../../core/bars.js';
import { formatNumber } from '../../core/format.js';
import type { Figure } from '../figure.js';
import { binCounts, rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, valueAxis } from './theme.js';
import { count, span, stepName } from './words.js';

/** Bins to each side of zero, and their width in standard deviations. */
const SIDE_BINS = 48;
const WIDTH = 0.25;
/** Probability that a normal variable lies more than 4 standard deviations from its mean: erfc(4 / sqrt 2). */
const NORMAL_BEYOND_4 = 6.334248366623996e-5;

/** Close-to-close returns of adjacent bars on a log scale, against the normal distribution of equal spread. Outer bins hold what lies beyond. */
export function returnsDistribution(bars: Bars): Figure {
  const returns = adjacentReturns(bars);
  const { mean, deviation, kurtosis } = moments(returns);
  const name = `${stepName(bars.step)} returns`;
  if (!(deviation > 0)) return emptyFigure(`The ${name} do not vary`, 'Fewer than two returns, or all of them equal.');
  const z = Float64Array.from(returns, (r) => (r - mean) / deviation);
  const beyond = z.reduce((total, value) => total + (Math.abs(value) > 4 ? 1 : 0), 0);
  const start = -SIDE_BINS * WIDTH;
  const counts = binCounts(z, start, WIDTH, 2 * SIDE_BINS);
  const middles = counts.map((_, k) => start + (k + 0.5) * WIDTH);
  const x = rounded(
    middles.map((at) => 100 * (mean + at * deviation)),
    4,
  );
  const normal = middles.map((at) => (WIDTH * returns.length * Math.exp((-at * at) / 2)) / Math.sqrt(2 * Math.PI));
  const title = `${count(beyond)} of ${count(returns.length)} ${name} lie beyond 4 standard deviations, where a normal distribution has ${formatNumber(NORMAL_BEYOND_4 * returns.length, 1)}`;
  const subtitle = `${span(bars)}; standard deviation ${formatNumber(100 * deviation, 3)} %, excess kurtosis ${formatNumber(kurtosis, 1)}; the outer bins hold everything beyond them`;
  return figure(
    [
      {
        type: 'bar',
        name: 'Returns of the bars',
        x,
        y: counts.map((value) => (value === 0 ? null : value)),
        marker: { color: COLOURS.upPale },
        hovertemplate: '%{x:.3f} %<br>%{y:,} returns<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: 'Normal distribution of equal spread',
        x,
        y: normal.map((value) => (value < 0.3 ? null : Math.round(value * 100) / 100)),
        line: { color: COLOURS.down, width: 2 },
        hovertemplate: '%{x:.3f} %<br>%{y:,.1f} expected<extra></extra>',
      },
    ],
    { title, subtitle, height: 420 },
    {
      bargap: 0.05,
      showlegend: true,
      xaxis: valueAxis(`Return of a ${stepName(bars.step)} bar (%)`),
      yaxis: valueAxis('Number of returns (log scale)', {
        type: 'log',
        range: [-0.4, Math.log10(returns.length)],
        dtick: 1,
        tickformat: ',',
      }),
    },
  );
}

/** Simple returns between bars that follow each other; across a missing bar there is none. */
function adjacentReturns({ time, close, step }: Bars): Float64Array {
  const returns: number[] = [];
  for (let i = 1; i < time.length; i++) if (time[i] - time[i - 1] === step) returns.push(close[i] / close[i - 1] - 1);
  return Float64Array.from(returns);
}

function moments(values: Float64Array): { mean: number; deviation: number; kurtosis: number } {
  const power = (n: number, around: number) =>
    values.reduce((sum, value) => sum + (value - around) ** n, 0) / values.length;
  const mean = power(1, 0);
  const variance = power(2, mean);
  return { mean, deviation: Math.sqrt(variance), kurtosis: power(4, mean) / variance ** 2 - 3 };
}
