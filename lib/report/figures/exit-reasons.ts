import type { Trade } from '../../backtest/trades.js';
import type { Figure, Layout } from '../figure.js';
import { meanOf, rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, nameAxis, note, valueAxis } from './theme.js';
import { count, counted, inR, share, signedUsd } from './words.js';

/** What closed the trades: share of each reason, with its mean result and its P&L. */
export function exitReasons(trades: readonly Trade[]): Figure {
  if (trades.length === 0) return emptyFigure('There are no trades', 'No signal was taken.');
  const reasons = [...new Set(trades.map(({ exitReason }) => exitReason))]
    .map((reason) =>
      summary(
        reason,
        trades.filter(({ exitReason }) => exitReason === reason),
      ),
    )
    .sort((a, b) => b.number - a.number);
  const names = reasons.map(({ name }) => name);
  const shares = reasons.map(({ number }) => number / trades.length);
  const bars = {
    type: 'bar',
    orientation: 'h',
    x: rounded(
      shares.map((part) => 100 * part),
      2,
    ),
    y: names,
    marker: { color: reasons.map(({ pnl }) => (pnl < 0 ? COLOURS.down : COLOURS.up)) },
    hovertemplate: '%{y}<br>%{x:.1f} % of trades<extra></extra>',
  };
  const labels = reasons.map(
    ({ name, number, mean, pnl }, k): Layout =>
      note(`${counted(number, 'trade')}, mean ${inR(mean)}, in all ${signedUsd(pnl)}`, {
        x: 100 * shares[k],
        y: name,
        xanchor: 'left',
        xshift: 6,
        font: { size: 12, color: COLOURS.text },
      }),
  );
  const first = reasons[0];
  const target = trades.filter(({ exitReason }) => exitReason === 'target').length / trades.length;
  const rest =
    first.name === 'target' ? '' : `; ${target === 0 ? 'none reaches' : `${share(target)} reach`} the target`;
  const title = `${share(shares[0])} of ${count(trades.length)} trades close by ${first.name}, at a mean of ${inR(first.mean)}${rest}`;
  return figure(
    [bars],
    {
      title,
      subtitle: 'Blue: in all a profit after costs; orange: a loss',
      height: 150 + 40 * reasons.length,
    },
    {
      xaxis: valueAxis('Share of the trades (%)', {
        range: [0, 1.9 * 100 * shares[0]],
        tickvals: [0, 20, 40, 60, 80, 100],
      }),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
      annotations: labels,
    },
  );
}

function summary(name: string, trades: readonly Trade[]) {
  const pnl = trades.reduce((sum, trade) => sum + trade.pnl, 0);
  return { name, number: trades.length, mean: meanOf(trades.map(({ rMultiple }) => rMultiple)), pnl };
}
