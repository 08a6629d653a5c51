import { type Bars, firstBarAt } from '../../core/bars.js';
import { formatNumber } from '../../core/format.js';
import { HOUR } from '../../core/time.js';
import type { OpenPosition } from '../../paper/broker.js';
import type { PaperTrade } from '../../paper/order-journal.js';
import type { Figure, Layout, Trace } from '../figure.js';
import { candleTrace, candleWindow, priceRange, timeRange } from './candles.js';
import { COLOURS, emptyFigure, figure, lineKey, note, timeAxis, valueAxis } from './theme.js';
import { counted, minuteOf, signedPercent } from './words.js';

export interface PaperCandlesInput {
  /** The bars that the engine saw, in order of time. */
  readonly bars: Bars;
  readonly positions: readonly OpenPosition[];
  /** Closed trades: entry and exit of those that fall into the window. */
  readonly trades: readonly PaperTrade[];
  /** Hours drawn; 8 when absent. */
  readonly hours?: number;
}

/** The last hours as candles, with entry, stop in force and target of every open position and the fills of closed trades. */
export function paperCandlesFigure({ bars, positions, trades, hours = 8 }: PaperCandlesInput): Figure {
  const { time, open, close } = bars;
  if (time.length === 0) return emptyFigure('No candles yet', 'No bar has come yet.');
  const last = time.length - 1;
  const from = firstBarAt(time, time[last] + bars.step - hours * HOUR);
  const window = candleWindow(bars, from, time.length, 'paperCandlesFigure');
  const levels = positions.flatMap(({ entryPrice, stop, target }) => [entryPrice, stop, target]);
  const [start, end] = timeRange(window);
  // Room for the names of the levels beside the last candle.
  const right = positions.length > 0 ? end + 0.14 * (end - start) : end;
  const range: [number, number] = [start, right];
  const moved = signedPercent(close[last] / open[from] - 1);
  // Short, because a page that is watched is also watched on a telephone.
  const title = `${formatNumber(close[last])} USD, ${moved} in ${formatNumber(hours, 0)} h; ${counted(positions.length, 'position')}`;
  const subtitle = `5m bars as seen, the last closed ${minuteOf(time[last] + bars.step)} UTC`;
  return figure(
    [
      candleTrace(window),
      ...positions.flatMap((position) => positionLines(position, start, right)),
      ...fills(trades, time[from], right),
      ...(positions.length > 0 ? LEVEL_KEYS : []),
    ],
    { title, subtitle, height: 460 },
    {
      showlegend: true,
      xaxis: timeAxis({ range, nticks: 6, tickangle: 0, rangeslider: { visible: false } }),
      yaxis: valueAxis('Price (USD)', { range: priceRange(window, levels), tickformat: ',' }),
      annotations: positions.flatMap((position) => levelNames(position, right)),
    },
  );
}

const LEVEL_KEYS: readonly Trace[] = [
  lineKey('Target', COLOURS.up, 'solid'),
  lineKey('Entry', COLOURS.text, 'dot'),
  lineKey('Stop in force', COLOURS.down, 'dash'),
];

function positionLines(
  { entryTime, entryPrice, stop, target, trailing, direction }: OpenPosition,
  start: number,
  end: number,
): Trace[] {
  const line = (name: string, price: number, color: string, dash: string): Trace => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x: [Math.max(entryTime, start), end],
    y: [price, price].map((value) => Math.round(100 * value) / 100),
    line: { color, width: 2, dash },
    showlegend: false,
    hovertemplate: `${direction} ${name} %{y:,.2f} USD<extra></extra>`,
  });
  return [
    line('target', target, COLOURS.up, 'solid'),
    line('entry', entryPrice, COLOURS.text, 'dot'),
    line(trailing ? 'trailing stop' : 'stop', stop, COLOURS.down, 'dash'),
  ];
}

function levelNames({ direction, entryPrice, stop, target, trailing }: OpenPosition, end: number): Layout[] {
  const name = (text: string, y: number) =>
    note(`${text} ${formatNumber(y, 0)}`, { x: end, y, xanchor: 'right', yanchor: 'bottom', align: 'right' });
  const of = direction === 'long' ? '▲' : '▼';
  return [
    name(`${of} target`, target),
    name(`${of} entry`, entryPrice),
    name(`${of} ${trailing ? 'trailing' : 'stop'}`, stop),
  ];
}

function fills(trades: readonly PaperTrade[], from: number, to: number): Trace[] {
  const within = (time: number) => time >= from && time <= to;
  const entries = trades.filter(({ entryTime }) => within(entryTime));
  const exits = trades.filter(({ exitTime }) => within(exitTime));
  const isBuy = (trade: PaperTrade, entry: boolean) => (trade.direction === 'long') === entry;
  const points = (name: string, of: readonly PaperTrade[], entry: boolean): Trace => ({
    type: 'scatter',
    mode: 'markers',
    name,
    x: of.map((trade) => (entry ? trade.entryTime : trade.exitTime)),
    y: of.map((trade) => Math.round(100 * (entry ? trade.entryPrice : trade.exitPrice)) / 100),
    text: of.map((trade) => `${trade.direction}${entry ? '' : `, ${trade.exitReason}`}`),
    marker: {
      symbol: of.map((trade) => (isBuy(trade, entry) ? 'triangle-up' : 'triangle-down')),
      size: 12,
      color: entry ? COLOURS.equity : COLOURS.cost,
      line: { color: COLOURS.text, width: 1 },
    },
    hovertemplate: `${name} of %{text}<br>%{x|%Y-%m-%d %H:%M} UTC<br>%{y:,.2f} USD<extra></extra>`,
  });
  return [points('Entry fill', entries, true), points('Exit fill', exits, false)].filter(
    (trace) => (trace.x as readonly number[]).length > 0,
  );
}
