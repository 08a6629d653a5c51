import { PARITY_TOLERANCE, type SeriesParity } from '../../pine/parity.js';
import type { Figure } from '../figure.js';
import { COLOURS, emptyFigure, figure, legendKey, marking, nameAxis, valueAxis } from './theme.js';
import { count } from './words.js';

/** What is exactly equal has no place on a logarithmic axis; it stands here. */
const EXACT = 1e-8;

/** Largest difference between script and library for each series, against the tolerance. */
export function pineSeriesFigure(series: readonly SeriesParity[], bars: number): Figure {
  if (series.length === 0) return emptyFigure('Nothing was compared', 'The Pine runtime is not installed.');
  const share = ({ largest, tolerance }: SeriesParity) => largest / tolerance;
  const rows = [...series].sort((a, b) => share(b) - share(a));
  const names = rows.map(({ name }) => name);
  const dots = {
    type: 'scatter',
    mode: 'markers',
    x: rows.map((row) => Math.max(share(row), EXACT)),
    showlegend: false,
    y: names,
    marker: { size: 8, color: rows.map(({ firstBreak }) => (firstBreak < 0 ? COLOURS.up : COLOURS.down)) },
    text: rows.map(
      ({ compared, largest }) => `${largest === 0 ? 'equal' : largest.toExponential(1)} on ${count(compared)} bars`,
    ),
    hovertemplate: '%{y}<br>%{text}<extra></extra>',
  };
  const broken = rows.filter(({ firstBreak }) => firstBreak >= 0);
  const exact = rows.filter(({ largest }) => largest === 0).length;
  const title =
    broken.length === 0
      ? `The script has every one of ${count(rows.length)} series of the library on ${count(bars)} bars; ${count(exact)} to the last digit`
      : `${count(broken.length)} of ${count(rows.length)} series differ: ${broken.map(({ name }) => name).join(', ')}`;
  return figure(
    [dots, legendKey('within its tolerance', COLOURS.up), legendKey('beyond it', COLOURS.down)],
    {
      title,
      subtitle: `Dashed: the tolerance, ${PARITY_TOLERANCE} of the unit of each series; of equity that share of the capital and what the exits differ by. At the left edge: equal`,
      height: 170 + 17 * rows.length,
      leastWidth: 520,
    },
    {
      showlegend: true,
      margin: { b: 92 },
      xaxis: valueAxis('Largest difference as a share of the tolerance', {
        type: 'log',
        range: [-8.4, Math.max(1, Math.log10(share(rows[0]) || EXACT) + 0.5)],
        exponentformat: 'power',
        dtick: 2,
      }),
      yaxis: nameAxis(names, { autorange: 'reversed', tickfont: { size: 10 } }),
      shapes: [marking('x', 1, COLOURS.neutral)],
    },
  );
}
