import type { Trade } from '../../backtest/trades.js';
import type { Figure, Trace } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, marking, note, valueAxis } from './theme.js';
import { tradeId } from './trade-id.js';
import { count, minuteOf, share } from './words.js';

/** Levels of the run, in R; lines where the stop begins to trail and where the target lies. */
export interface ExcursionLevels {
  readonly trail_start_r: number;
  readonly tp_rr: number;
}

const MOST_POINTS = 1200;

/** Worst against best price of each trade in R from its fill: what it went through, and what it left on the table. */
export function maeMfe(trades: readonly Trade[], levels?: ExcursionLevels): Figure {
  if (trades.length === 0) return emptyFigure('There are no trades', 'No signal was taken.');
  const lost = trades.filter((trade) => !(trade.pnl > 0));
  const from = levels?.trail_start_r ?? 1;
  const ahead = lost.filter((trade) => trade.mfe >= from);
  const title =
    lost.length === 0
      ? `None of ${count(trades.length)} trades lost`
      : `${share(ahead.length / lost.length)} of the ${count(lost.length)} losing trades had been ${from} R ahead or more before they lost`;
  // Every n-th point is enough to see the cloud; the numbers above are of all trades.
  const stride = Math.ceil(trades.length / MOST_POINTS);
  const shown = trades.filter((_, k) => k % stride === 0);
  const thinned = stride > 1 ? `; one point in ${stride} drawn` : '';
  const points = (name: string, colour: string, isWon: boolean): Trace => {
    const own = shown.filter((trade) => trade.pnl > 0 === isWon);
    return {
      type: 'scatter',
      mode: 'markers',
      name,
      x: rounded(
        own.map((trade) => trade.mae),
        3,
      ),
      y: rounded(
        own.map((trade) => trade.mfe),
        3,
      ),
      ids: own.map((trade) => tradeId(trade.entryTime)),
      text: own.map((trade) => `${trade.direction} of ${minuteOf(trade.entryTime)} UTC`),
      marker: { color: colour, size: 6, opacity: 0.5 },
      hovertemplate: '%{text}<br>worst %{x:.2f} R, best %{y:.2f} R<extra></extra>',
    };
  };
  const lines = levels ? [levels.trail_start_r, levels.tp_rr] : [];
  const names = ['stop trails from here', 'target'];
  return figure(
    [points('Lost', COLOURS.down, false), points('Won', COLOURS.up, true)],
    {
      title,
      subtitle: `Excursions in R from the entry fill; of the exit bar only the exit fill counts${thinned}`,
      height: 460,
    },
    {
      showlegend: true,
      xaxis: valueAxis('Worst excursion, MAE (R)', { zeroline: true, zerolinecolor: COLOURS.neutral }),
      yaxis: valueAxis('Best excursion, MFE (R)', { zeroline: true, zerolinecolor: COLOURS.neutral }),
      shapes: lines.map((at) => marking('y', at, COLOURS.neutral)),
      annotations: lines.map((at, k) =>
        note(`${names[k]} (${at} R)`, { x: 0, xref: 'paper', xanchor: 'left', y: at, yanchor: 'bottom' }),
      ),
    },
  );
}
