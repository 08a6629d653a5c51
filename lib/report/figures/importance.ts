import { formatPercent } from '../../core/format.js';
import type { Importance } from '../../optimise/importance.js';
import type { Figure } from '../figure.js';
import { COLOURS, emptyFigure, figure, nameAxis, note, valueAxis } from './theme.js';
import { count } from './words.js';

/** A total share below which a parameter hardly matters to the model. */
const SLIGHT = 0.05;

/** Sobol indices of the model by parameter: its share of the expected variation alone, and together with the others. */
export function importanceFigure(importances: readonly Importance[]): Figure {
  if (importances.length === 0) return emptyFigure('No parameter was searched', 'There is nothing to attribute.');
  if (importances.every(({ total }) => total === 0)) {
    return emptyFigure(
      'The model expects the same objective everywhere',
      'No parameter can be called important: there is no variation to attribute.',
    );
  }
  const names = importances.map(({ name }) => name);
  const bars = (key: 'alone' | 'total', name: string, color: string) => ({
    type: 'bar',
    orientation: 'h',
    name,
    x: importances.map((one) => percent(one[key])),
    y: names,
    marker: { color },
    hovertemplate: `%{y}<br>${name}: %{x:.1f} %<extra></extra>`,
  });
  return figure(
    [bars('total', 'with interactions (total)', COLOURS.upPale), bars('alone', 'alone (first order)', COLOURS.equity)],
    {
      title: titleOf(importances),
      subtitle:
        'Sobol indices of the Gaussian process, not of the market: shares of the variation that the model expects over the whole space, estimated from random points, good to a few percent.',
      height: 170 + 40 * importances.length,
    },
    {
      showlegend: true,
      barmode: 'group',
      bargap: 0.3,
      margin: { b: 88 },
      xaxis: valueAxis('Share of the expected variation (%)', { range: [0, 108] }),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
      annotations: importances.map(({ name, total }) =>
        note(`${formatPercent(total, 0)}`, {
          x: percent(total),
          y: name,
          xanchor: 'left',
          xshift: 5,
          yshift: 8,
        }),
      ),
    },
  );
}

function percent(share: number): number {
  return Math.round(1e3 * share) / 10;
}

function titleOf(importances: readonly Importance[]): string {
  const top = importances.reduce((most, one) => (one.total > most.total ? one : most));
  const slight = importances.filter(({ total }) => total < SLIGHT).length;
  const found = `${top.name} takes part in ${formatPercent(top.total, 0)} of what the model expects to vary, ${formatPercent(top.alone, 0)} alone`;
  if (importances.length === 1 || slight === 0) return found;
  return `${found}; ${count(slight)} of ${count(importances.length)} parameters in less than ${formatPercent(SLIGHT, 0)}`;
}
