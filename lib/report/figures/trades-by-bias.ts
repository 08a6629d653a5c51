import type { Trade } from '../../backtest/trades.js';
import { formatNumber } from '../../core/format.js';
import type { Figure, Layout, Trace } from '../figure.js';
import { meanOf, rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, nameAxis, note, valueAxis } from './theme.js';
import { count, counted, gainOrLoss, inR } from './words.js';

interface Group {
  readonly name: string;
  readonly trades: readonly Trade[];
}

/** Trades by direction and by the 1h trend at the signal: how many won and lost, and the mean result in R. */
export function tradesByBias(trades: readonly Trade[]): Figure {
  const groups = groupsOf(trades);
  if (trades.length === 0) return emptyFigure('There are no trades', 'No signal was taken.');
  const names = groups.map(({ name }) => name);
  const number = (test: (trade: Trade) => boolean) => groups.map((group) => group.trades.filter(test).length);
  const means = groups.map((group) => meanOf(group.trades.map((trade) => trade.rMultiple)));
  const data = [
    stack(
      'Won',
      names,
      number((trade) => trade.pnl > 0),
      COLOURS.up,
    ),
    stack(
      'Lost',
      names,
      number((trade) => !(trade.pnl > 0)),
      COLOURS.down,
    ),
    meanTrace(names, means),
  ];
  const total = groups.map((group) => group.trades.length);
  const room = 1.3 * Math.max(...total);
  const hasGain = means.some((mean) => mean > 0);
  const hasLoss = means.some((mean) => mean < 0);
  const labels = groups.flatMap(({ name }, k): Layout[] => [
    note(countWords(groups[k]), { x: total[k], y: name, xanchor: 'left', xshift: 6, align: 'left' }),
    note(Number.isNaN(means[k]) ? 'no trades' : inR(means[k]), meanPlace(name, means[k], hasGain || !hasLoss)),
  ]);
  const reach = 1.35 * Math.max(0.5, ...means.filter((mean) => !Number.isNaN(mean)).map(Math.abs));
  return figure(
    data,
    {
      title: finding(groups),
      subtitle: 'The 1h trend is that of the signal bar; R is the distance from entry to stop, results after costs.',
      height: 330,
    },
    {
      barmode: 'stack',
      showlegend: true,
      xaxis: valueAxis('Trades', { domain: [0, 0.6], range: [0, room] }),
      xaxis2: valueAxis('Mean result (R)', {
        domain: [0.68, 1],
        range: [hasLoss ? -reach : 0, hasGain || !hasLoss ? reach : 0.15 * reach],
        zeroline: true,
        zerolinecolor: COLOURS.neutral,
      }),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
      annotations: labels,
    },
  );
}

function meanPlace(name: string, mean: number, hasRoomRight: boolean): Layout {
  const left = mean < 0 || !hasRoomRight;
  return {
    xref: 'x2',
    x: Number.isNaN(mean) ? 0 : mean,
    y: name,
    xanchor: left ? 'right' : 'left',
    xshift: left ? -5 : 5,
  };
}

function countWords({ trades }: Group): string {
  const won = trades.filter((trade) => trade.pnl > 0).length;
  return trades.length === 0 ? '0' : `${count(trades.length)}<br>${formatNumber((100 * won) / trades.length, 0)} % won`;
}

function groupsOf(trades: readonly Trade[]): Group[] {
  const group = (direction: Trade['direction'], trend: boolean | null, word: string): Group => ({
    name: `${direction === 'long' ? 'Long' : 'Short'}, 1h ${word}`,
    trades: trades.filter((trade) => trade.direction === direction && trade.uptrend1h === trend),
  });
  const known = [
    group('long', true, 'up'),
    group('long', false, 'down'),
    group('short', true, 'up'),
    group('short', false, 'down'),
  ];
  const unknown = [group('long', null, 'unknown'), group('short', null, 'unknown')];
  return [...known, ...unknown.filter((one) => one.trades.length > 0)];
}

function finding(groups: readonly Group[]): string {
  const filled = groups.filter(({ trades }) => trades.length > 0);
  const largest = filled.reduce((most, one) => (one.trades.length > most.trades.length ? one : most));
  const pnl = largest.trades.reduce((sum, trade) => sum + trade.pnl, 0);
  const mean = inR(meanOf(largest.trades.map((trade) => trade.rMultiple)));
  const all = groups.reduce((sum, { trades }) => sum + trades.length, 0);
  return `${count(largest.trades.length)} of ${counted(all, 'trade')} are ${largest.name.toLowerCase().replace(', 1h', 's with the 1h trend')}: ${gainOrLoss(pnl, 'net')}, a mean of ${mean}`;
}

function stack(name: string, names: readonly string[], counts: readonly number[], colour: string): Trace {
  const hovertemplate = `%{y}<br>%{x:,} ${name.toLowerCase()}<extra></extra>`;
  return { type: 'bar', orientation: 'h', name, x: counts, y: names, marker: { color: colour }, hovertemplate };
}

function meanTrace(names: readonly string[], means: readonly number[]): Trace {
  return {
    type: 'bar',
    orientation: 'h',
    x: rounded(means, 3),
    y: names,
    xaxis: 'x2',
    showlegend: false,
    marker: { color: means.map((mean) => (mean < 0 ? COLOURS.downPale : COLOURS.upPale)) },
    hovertemplate: '%{y}<br>mean %{x:.2f} R<extra></extra>',
  };
}
