import type { Backtest } from '../../backtest/backtest.js';
import { formatPercent } from '../../core/format.js';
import type { Figure } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, marking, note, valueAxis } from './theme.js';
import { gainOrLoss, signedUsd } from './words.js';

/**
 * Net P&L in USD as a function of the cost per side (`costs` as fractions, ascending; `pnl` from `pnlByCost`), with the
 * run's own cost and the break-even of the curve marked.
 */
export function costCurve(
  run: Pick<Backtest, 'costs' | 'parameters'>,
  costs: readonly number[],
  pnl: readonly number[],
): Figure {
  if (costs.length !== pnl.length) {
    throw new Error(`costCurve: pnl must be as long as costs (${costs.length}), got ${pnl.length}`);
  }
  if (costs.length === 0) return emptyFigure('There is no cost to compare', 'The list of costs is empty.');
  const own = run.parameters.fee + run.parameters.slippage;
  const crossing = breakEven(costs, pnl);
  const line = {
    type: 'scatter',
    mode: 'lines+markers',
    x: rounded(
      costs.map((cost) => 100 * cost),
      4,
    ),
    y: rounded(pnl),
    line: { color: COLOURS.cost, width: 2 },
    marker: { size: 6, color: COLOURS.cost },
    cliponaxis: false,
    hovertemplate: '%{x:.3f} % a side<br>%{y:,.2f} USD<extra></extra>',
  };
  const { break_even_per_side: asHappened } = run.costs;
  const happened =
    asHappened === null
      ? ''
      : `; break-even of the trades as they happened ${formatPercent(asHappened, 3)}${asHappened < 0 ? ' (negative: no cost level helps)' : ''}`;
  const label = (at: number, text: string, y: number) =>
    note(text, { x: 100 * at, y, yref: 'paper', xanchor: 'left', xshift: 4, font: { size: 12, color: COLOURS.text } });
  return figure(
    [line],
    {
      title: finding(crossing, own, costs, pnl),
      subtitle: `Same signals at every cost, half of it fee and half slippage${happened}`,
      height: 400,
    },
    {
      xaxis: valueAxis('Cost per side (% of the price)', { rangemode: 'tozero' }),
      yaxis: valueAxis('Net P&L (USD)', { tickformat: ',' }),
      shapes: [
        marking('y', 0, COLOURS.neutral, { line: { color: COLOURS.neutral, width: 1 } }),
        marking('x', 100 * own, COLOURS.text),
        ...(crossing === null ? [] : [marking('x', 100 * crossing, COLOURS.up)]),
      ],
      annotations: [
        label(own, `this run: ${formatPercent(own)}`, 0.98),
        ...(crossing === null ? [] : [label(crossing, `break-even: ${formatPercent(crossing, 3)}`, 0.06)]),
      ],
    },
  );
}

/** Cost per side at which the line between two neighbours crosses zero from above; null where it never does. */
function breakEven(costs: readonly number[], pnl: readonly number[]): number | null {
  for (let k = 1; k < costs.length; k++) {
    if (pnl[k - 1] > 0 && pnl[k] <= 0) {
      return costs[k - 1] + ((costs[k] - costs[k - 1]) * pnl[k - 1]) / (pnl[k - 1] - pnl[k]);
    }
  }
  return null;
}

function finding(crossing: number | null, own: number, costs: readonly number[], pnl: readonly number[]): string {
  if (crossing !== null) {
    return `The strategy breaks even at ${formatPercent(crossing, 3)} a side; this run pays ${formatPercent(own)}`;
  }
  const most = Math.max(...pnl);
  const best = costs[pnl.indexOf(most)];
  const at = best === 0 ? 'zero cost' : `${formatPercent(best, 3)} a side`;
  if (most <= 0) return `No cost level shown is profitable: the best result is ${gainOrLoss(most, 'net')}, at ${at}`;
  const dearest = costs.length - 1;
  return `Profitable at every cost shown: ${signedUsd(pnl[dearest])} at ${formatPercent(costs[dearest], 3)} a side`;
}
