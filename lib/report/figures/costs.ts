import type { Backtest } from '../../backtest/backtest.js';
import { formatPercent } from '../../core/format.js';
import type { Figure } from '../figure.js';
import { COLOURS, emptyFigure, figure } from './theme.js';
import { waterfall } from './waterfall.js';
import { costsInForce, counted, gainOrLoss, inR } from './words.js';

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
    { name: 'Zero-cost<br>twin', base: 0, to: free, colour: COLOURS.neutral },
  ];
  const { bar, layout } = waterfall(steps);
  const cost = cost_r === null ? 'Costs' : `Costs of ${inR(cost_r)} a trade`;
  const title = `${cost} turn ${gainOrLoss(gross_pnl, 'gross')} into ${gainOrLoss(net_pnl, 'net')}`;
  return figure([bar], { title, subtitle: subtitleOf(run), height: 420 }, layout);
}

function subtitleOf({ costs, parameters, trades }: Priced): string {
  const median = costs.median_stop_distance;
  const against =
    median === null
      ? ''
      : `; a round trip costs ${formatPercent(costs.round_trip)} of the price, the median stop is ${formatPercent(median)} away`;
  return `${counted(trades.length, 'trade')}; ${costsInForce(parameters)}${against}`;
}
