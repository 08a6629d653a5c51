import { formatNumber, formatPercent } from '../../core/format.js';
import type { OverfittingReport } from '../../robustness/overfitting/report-shape.js';
import type { Figure } from '../figure.js';
import { COLOURS, emptyFigure, figure, legendKey, marking, note, valueAxis } from './theme.js';
import { count, counted } from './words.js';

/** Logits of the out-of-sample rank of the in-sample best, one per split; at most 0 is a choice that did not carry over. */
export function pboLogits({ pbo, trials_together }: OverfittingReport): Figure {
  if (pbo.value === null) return emptyFigure('The probability of overfitting cannot be measured', pbo.reason);
  const { counts, from, width, median } = pbo.logits;
  const middles = counts.map((_, k) => from + (k + 0.5) * width);
  const bars = {
    type: 'bar',
    x: middles,
    y: counts.map((splits) => Math.round((1e4 * splits) / pbo.splits) / 100),
    customdata: counts,
    width: middles.map(() => 0.94 * width),
    marker: { color: middles.map((at) => (at > 0 ? COLOURS.up : COLOURS.down)) },
    showlegend: false,
    hovertemplate: `logit %{x:.2f} (a bin of ${width})<br>%{customdata:,} splits, %{y:.2f} %<extra></extra>`,
  };
  const keys = [
    legendKey(`Lower half out of sample: ${formatPercent(pbo.value, 1)}`, COLOURS.down),
    legendKey(`Upper half: ${formatPercent(1 - pbo.value, 1)}`, COLOURS.up),
  ];
  const slope =
    pbo.degradation_slope === null
      ? ''
      : `; out of sample = ${formatNumber(pbo.degradation_slope)} x in sample + constant`;
  return figure(
    [bars, ...keys],
    {
      title: `In ${formatPercent(pbo.value, 1)} of ${count(pbo.splits)} splits the best of one half ranks in the lower half of the other; it loses there in ${formatPercent(pbo.loss_probability, 1)}`,
      subtitle: `Probability of backtest overfitting by cross-validation of ${counted(trials_together, 'trial')} over ${counted(pbo.days, 'day')} in ${count(pbo.blocks)} blocks${slope}`,
      height: 420,
    },
    {
      showlegend: true,
      margin: { b: 88 },
      xaxis: valueAxis('Logit of the out-of-sample rank of the in-sample best', {
        range: [from, from + width * counts.length],
      }),
      yaxis: valueAxis('Splits (%)', { range: [0, 1.16 * Math.max(...bars.y)] }),
      shapes: [
        marking('x', 0, COLOURS.text, { line: { color: COLOURS.text, width: 1 } }),
        marking('x', median, COLOURS.neutral),
      ],
      annotations: [
        note(`median ${formatNumber(median)}`, {
          x: median,
          y: 1,
          yref: 'paper',
          xanchor: 'left',
          xshift: 5,
          yanchor: 'top',
        }),
      ],
    },
  );
}
