import type { Trade } from '../../backtest/trades.js';
import type { Figure } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, timeAxis, valueAxis } from './theme.js';
import { count, counted, inR } from './words.js';

/**
 * Result of each trade under the library's own fill order and on the path that TradingView's emulator takes, in R; the
 * trades are those that both take. Lines join the two results of a trade that differ.
 */
export function pineFillsFigure(own: readonly Trade[], path: readonly Trade[], order: string): Figure {
  const other = new Map(path.map((trade) => [trade.signalBar, trade]));
  const pairs = own.flatMap((trade) => {
    const match = other.get(trade.signalBar);
    return match ? [{ trade, match, gap: match.rMultiple - trade.rMultiple }] : [];
  });
  if (pairs.length === 0)
    return emptyFigure('There are no trades to compare', 'No signal was taken under both orders.');
  const differing = pairs.filter(({ gap }) => Math.abs(gap) > 0.01);
  const times = differing.flatMap(({ trade }) => [trade.entryTime, trade.entryTime, null]);
  const joined = differing.flatMap(({ trade, match }) => [trade.rMultiple, match.rMultiple, null]);
  const dots = (name: string, values: readonly number[], color: string, shown: typeof pairs) => ({
    type: 'scatter',
    mode: 'markers',
    name,
    x: shown.map(({ trade }) => trade.entryTime),
    y: rounded(values, 3),
    marker: { color, size: 6 },
    hovertemplate: `%{x|%Y-%m-%d %H:%M} UTC<br>%{y:.2f} R<extra>${name}</extra>`,
  });
  const results = (shown: typeof pairs, which: 'trade' | 'match') => shown.map((pair) => pair[which].rMultiple);
  const same = pairs.filter((pair) => !differing.includes(pair));
  const total = differing.reduce((sum, { gap }) => sum + gap, 0);
  const title =
    differing.length === 0
      ? `${counted(pairs.length, 'trade')} end alike on TradingView's path and in the ${order} order`
      : `${count(differing.length)} of ${counted(pairs.length, 'trade')} end otherwise on TradingView's path than in the ${order} order: in all ${inR(total)}`;
  return figure(
    [
      {
        type: 'scatter',
        mode: 'lines',
        x: times,
        y: joined,
        line: { color: COLOURS.pale, width: 1 },
        hoverinfo: 'skip',
        showlegend: false,
      },
      dots('the same under both', results(same, 'trade'), COLOURS.pale, same),
      dots(`${order} order`, results(differing, 'trade'), COLOURS.equity, differing),
      dots('on the path', results(differing, 'match'), COLOURS.outOfSample, differing),
    ],
    { title, subtitle: 'Pine knows no other order than the path; both results are after costs', height: 480 },
    {
      showlegend: true,
      margin: { b: 92 },
      xaxis: timeAxis(),
      yaxis: valueAxis('Result (R)', { zeroline: true, zerolinecolor: COLOURS.neutral }),
    },
  );
}
