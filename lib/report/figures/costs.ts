import type { Backtest } from '../../backtest/backtest.js';
import { formatPercent } from '../../core/format.js';
import type { Figure, Layout } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, nameAxis, note, valueAxis } from './theme.js';
import { costsInForce, counted, gainOrLoss, inR, signedUsd } from './words.js';

type Priced = Pick<Backtest, 'costs' | 'parameters' | 'trades'>;

/**
 * From gross to net by fees and slippage, of the trades as they happened; beside it the net P&L of the zero-cost twin
 * (a rerun without costs: its exits differ, so it is not the gross of the run).
 */
export function costsFigure(run: Priced, twin: Pick<Backtest, 'metrics'>): Figure {
  const { fees, gross_pnl, net_pnl, cost_r } = run.costs;
  if (run.trades.length === 0) return emptyFigure('There are no trades', 'Nothing was paid.');
  const free = twin.metrics.net_pnl;
  const steps = [
    { name: 'Gross', base: 0, to: gross_pnl, colour: COLOURS.equity },
    { name: 'Fees', base: gross_pnl, to: gross_pnl - fees, colour: COLOURS.cost },
    { name: 'Slippage', base: gross_pnl - fees, to: net_pnl, colour: COLOURS.cost },
    { name: 'Net', base: 0, to: net_pnl, colour: net_pnl < 0 ? COLOURS.down : COLOURS.up },
    { name: 'Zero-cost twin', base: 0, to: free, colour: COLOURS.neutral },
  ];
  const names = steps.map(({ name }) => name);
  const bar = {
    type: 'bar',
    x: names,
    y: rounded(steps.map(({ base, to }) => to - base)),
    base: rounded(steps.map(({ base }) => base)),
    marker: { color: steps.map(({ colour }) => colour) },
    width: names.map(() => 0.62),
    text: steps.map(({ base, to }) => signedUsd(to - base)),
    textposition: 'none',
    hovertemplate: '%{x}<br>%{text}<extra></extra>',
  };
  const labels = steps.map(({ name, base, to }): Layout => {
    const isDown = Math.min(base, to) < 0;
    return note(signedUsd(to - base), {
      x: name,
      y: isDown ? Math.min(base, to) : Math.max(base, to),
      yanchor: isDown ? 'top' : 'bottom',
      font: { size: 12, color: COLOURS.text },
    });
  });
  const edges = steps.flatMap(({ base, to }) => [base, to]);
  const cost = cost_r === null ? 'Costs' : `Costs of ${inR(cost_r)} a trade`;
  const title = `${cost} turn ${gainOrLoss(gross_pnl, 'gross')} into ${gainOrLoss(net_pnl, 'net')}`;
  return figure(
    [bar],
    { title, subtitle: subtitleOf(run), height: 420 },
    {
      xaxis: nameAxis(names),
      yaxis: valueAxis('P&L (USD)', {
        tickformat: ',',
        range: padded(edges),
        zeroline: true,
        zerolinecolor: COLOURS.neutral,
      }),
      annotations: labels,
    },
  );
}

function subtitleOf({ costs, parameters, trades }: Priced): string {
  const median = costs.median_stop_distance;
  const against =
    median === null
      ? ''
      : `; a round trip costs ${formatPercent(costs.round_trip)} of the price, the median stop is ${formatPercent(median)} away`;
  return `${counted(trades.length, 'trade')}; ${costsInForce(parameters)}${against}`;
}

function padded(edges: readonly number[]): [number, number] {
  const least = Math.min(0, ...edges);
  const most = Math.max(0, ...edges);
  const room = 0.12 * (most - least || 1);
  return [least - room, most + room];
}
