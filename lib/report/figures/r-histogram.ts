import type { Trade } from '../../backtest/trades.js';
import { formatNumber } from '../../core/format.js';
import type { Figure } from '../figure.js';
import { binCounts, meanOf, medianOf } from './plain.js';
import { COLOURS, emptyFigure, figure, legendKey, lineKey, marking, valueAxis } from './theme.js';
import { counted, inR, share } from './words.js';

const MOST_BINS = 80;

/** Results of the trades in R, net of costs; wins and losses apart, mean and median marked. */
export function rHistogram(trades: readonly Trade[]): Figure {
  if (trades.length === 0) return emptyFigure('There are no trades', 'No signal was taken.');
  const results = trades.map((trade) => trade.rMultiple);
  const least = Math.min(...results);
  const most = Math.max(...results);
  // Zero is an edge, so that no bin holds both wins and losses.
  const width =
    [0.1, 0.25, 0.5, 1, 2, 5, 10, 100].find((w) => (most - least) / w < MOST_BINS) ?? (most - least) / MOST_BINS;
  const start = Math.floor(least / width) * width;
  const bins = Math.max(1, Math.floor((most - start) / width) + 1);
  const counts = binCounts(results, start, width, bins);
  const middles = counts.map((_, k) => Math.round(1000 * (start + (k + 0.5) * width)) / 1000);
  const mean = meanOf(results);
  const median = medianOf(results);
  const won = results.filter((r) => r > 0).length / results.length;
  const bars = {
    type: 'bar',
    x: middles,
    y: counts,
    width: middles.map(() => width * 0.92),
    marker: { color: middles.map((at) => (at > 0 ? COLOURS.up : COLOURS.down)) },
    showlegend: false,
    hovertemplate: `%{x:.2f} R (a bin of ${width} R)<br>%{y:,} trades<extra></extra>`,
  };
  const keys = [
    legendKey('Won', COLOURS.up),
    legendKey('Lost', COLOURS.down),
    lineKey(`Mean ${inR(mean)}`, COLOURS.text, 'dash'),
    lineKey(`Median ${inR(median)}`, COLOURS.neutral, 'dot'),
  ];
  const title = `The mean of ${counted(trades.length, 'trade')} is ${inR(mean)} after costs; ${share(won)} won, the worst lost ${inR(Math.abs(Math.min(least, 0)))}`;
  const subtitle = `1 R is the distance from entry to stop, what a trade risks before costs; bins of ${formatNumber(width)} R`;
  return figure(
    [bars, ...keys],
    { title, subtitle, height: 400 },
    {
      showlegend: true,
      xaxis: valueAxis('Result (R)', { zeroline: true, zerolinecolor: COLOURS.neutral }),
      yaxis: valueAxis('Trades', { rangemode: 'tozero' }),
      shapes: [
        marking('x', mean, COLOURS.text),
        marking('x', median, COLOURS.neutral, { line: { color: COLOURS.neutral, width: 1.5, dash: 'dot' } }),
      ],
    },
  );
}
