import type { Metrics } from '../../backtest/metrics.js';
import { formatPercent } from '../../core/format.js';
import type { Figure, Layout } from '../figure.js';
import { COLOURS, emptyFigure, figure, marking, nameAxis, note, valueAxis } from './theme.js';
import { share } from './words.js';

/** Share of trades the 1h trend agreed with all along, against the least wanted, and of those closed by its reversal. */
export function alignmentFigure(metrics: Metrics, options: { readonly least?: number } = {}): Figure {
  const { htf_alignment: aligned, reversal_exits: reversed } = metrics;
  if (aligned === null || reversed === null) {
    return emptyFigure(
      'Alignment with the 1h trend cannot be measured',
      'There are no trades, or the strategy has no 1h trend.',
    );
  }
  const least = options.least ?? 0.68;
  const names = ['1h trend agreed<br>all along', 'closed by its<br>reversal'];
  const values = [aligned, reversed];
  const bars = {
    type: 'bar',
    orientation: 'h',
    x: values.map((value) => Math.round(1e4 * value) / 100),
    y: names,
    width: [0.5, 0.5],
    marker: { color: [aligned > least ? COLOURS.up : COLOURS.down, COLOURS.neutral] },
    hovertemplate: '%{y}<br>%{x:.2f} % of trades<extra></extra>',
  };
  const labels = values.map(
    (value, k): Layout =>
      note(formatPercent(value), {
        x: 100 * value,
        y: names[k],
        xanchor: 'left',
        xshift: 6,
        font: { size: 12, color: COLOURS.text },
      }),
  );
  const title = `The 1h trend agreed with ${share(aligned)} of trades for all of their life; ${share(reversed)} were closed because it turned`;
  const subtitle = `Nearly 100 % by construction: a trade is entered with the trend and closed when the trend turns. It says little about skill. The line marks the target of the upper share: above ${share(least)} of the trades.`;
  return figure(
    [bars],
    { title, subtitle, height: 240 },
    {
      xaxis: valueAxis('Share of the trades (%)', { range: [0, 118], tickvals: [0, 20, 40, 60, 80, 100] }),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
      shapes: [marking('x', 100 * least, COLOURS.text)],
      annotations: [
        ...labels,
        note(`wanted: above ${share(least)}`, { x: 100 * least, y: names[1], xanchor: 'left', xshift: 4 }),
      ],
    },
  );
}
