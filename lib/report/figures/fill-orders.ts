import type { FillAmbiguity } from '../../backtest/fill-ambiguity.js';
import type { Figure, Layout } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, nameAxis, note, valueAxis } from './theme.js';
import { count, counted, signedUsd, usd } from './words.js';

/** What the order of fills decides: the least and the greatest net P&L of the orders (USD), and the trades that differ. */
export function fillOrderFinding(low: number, high: number, differing: number, trades: number): string {
  return `The fill order moves the result by ${usd(high - low)} (${signedUsd(low)} to ${signedUsd(high)}): ${count(differing)} of ${counted(trades, 'trade')} differ`;
}

/** Net P&L of the same signals under each fill order, and with the least and the greatest of the orders on every trade. */
export function fillOrders(ambiguity: FillAmbiguity): Figure {
  const { orders, least, greatest, trades, differing } = ambiguity;
  if (trades === 0) return emptyFigure('There are no trades', 'No fill order had anything to decide.');
  const rows = [
    ...orders.map(({ order, net_pnl, trades: taken }) => ({
      name: order as string,
      pnl: net_pnl,
      taken: counted(taken, 'trade'),
      colour: COLOURS.equity,
    })),
    { name: 'least of each trade', pnl: least, taken: counted(trades, 'trade'), colour: COLOURS.pale },
    { name: 'greatest of each trade', pnl: greatest, taken: counted(trades, 'trade'), colour: COLOURS.pale },
  ];
  const names = rows.map(({ name }) => name);
  const results = orders.map(({ net_pnl }) => net_pnl);
  const low = Math.min(...results);
  const high = Math.max(...results);
  const bars = {
    type: 'bar',
    orientation: 'h',
    x: rounded(rows.map(({ pnl }) => pnl)),
    y: names,
    marker: { color: rows.map(({ colour }) => colour) },
    text: rows.map(({ taken }) => taken),
    textposition: 'none',
    hovertemplate: '%{y}<br>%{x:,.2f} USD, %{text}<extra></extra>',
  };
  const labels = rows.map(({ name, pnl }): Layout => {
    const left = pnl < 0;
    const place = { x: pnl, y: name, xanchor: left ? 'right' : 'left', xshift: left ? -6 : 6 };
    return note(signedUsd(pnl), { ...place, font: { size: 12, color: COLOURS.text } });
  });
  const title = fillOrderFinding(low, high, differing.length, trades);
  const without = orders.some(({ order }) => order === 'finer')
    ? ''
    : ' No 1-minute bars were given, so the finer order is missing.';
  const subtitle = `The orders are conventions, not bounds. Grey: every trade at its least or greatest, which no order gives.${without}`;
  return figure(
    [bars],
    { title, subtitle, height: 150 + 42 * rows.length },
    {
      xaxis: valueAxis('Net P&L (USD)', {
        tickformat: ',',
        zeroline: true,
        zerolinecolor: COLOURS.neutral,
        range: wide(rows.map(({ pnl }) => pnl)),
      }),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
      annotations: labels,
    },
  );
}

/** Room beside the longest bar for its words. */
function wide(values: readonly number[]): [number, number] {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const room = 0.3 * Math.max(most - least, 1);
  return [least < 0 ? least - room : 0, most > 0 ? most + room : 0.02 * room];
}
