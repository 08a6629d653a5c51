import { type Bars, firstBarAt } from '../../core/bars.js';
import type { Columns } from '../../strategy/strategy.js';
import type { Layout, Trace } from '../figure.js';
import { candleTrace, candleWindow, columnLine, priceRange, timeRange } from './candles.js';
import type { OtherExit, ShownTrade } from './shown-trade.js';
import { COLOURS, legendKey, timeAxis, valueAxis } from './theme.js';
import { exitTraces, fillTraces, gapTraces, levelTraces } from './trade-traces.js';
import { type TrendShading, trendKey, trendShading, trendShapes } from './trend-runs.js';

/** What a trade is drawn on: columns by their name in `TRADE_LINES`, and the 1h trend at each bar. */
export interface TradeGround {
  readonly bars: Bars;
  readonly columns: Columns;
  readonly trend?: Int8Array;
}

export interface TradeFigureOptions {
  /** Bars drawn before the signal and after the exit; 24 and 12 when absent. */
  readonly before?: number;
  readonly after?: number;
}

/** Lines that say how a trade stood to the hour; drawn where they come into view. */
export const TRADE_LINES = [
  { column: 'EMA200_1h', name: 'EMA200 of 1h', colour: COLOURS.ema1h },
  { column: 'POC_1h', name: 'POC of 1h', colour: COLOURS.poc, dash: 'dot' },
] as const;

/** Bars after its exit up to which an exit of another order is still waited for. */
const PATIENCE = 60;

/** The trade on its candles: traces, and the layout of its one panel. */
export function tradeView(
  trade: ShownTrade,
  { bars, columns, trend }: TradeGround,
  where: string,
  { before = 24, after = 12 }: TradeFigureOptions = {},
  others: readonly OtherExit[] = [],
): { data: Trace[]; layout: Layout } {
  const barOf = (time: number) => firstBarAt(bars.time, time - bars.step + 1);
  const exitBar = barOf(trade.exitTime);
  const seen = others.filter(({ time }) => barOf(time) <= exitBar + PATIENCE);
  const last = Math.max(exitBar, ...seen.map(({ time }) => barOf(time)));
  const window = candleWindow(bars, barOf(trade.signalTime) - before, last + after + 1, where);
  const time = bars.time.subarray(window.from, window.to);
  const shading = trend && trendShading(time, bars.step, trend.subarray(window.from, window.to), 120);
  const { entryPrice, exitPrice, stop, target, entryMarket, exitMarket } = trade;
  const prices = [entryPrice, exitPrice, stop, target, entryMarket, exitMarket, ...seen.map(({ price }) => price)];
  const range = priceRange(window, prices);
  const isSeen = ({ y }: Trace) =>
    (y as readonly (number | null)[]).some((at) => at !== null && at >= range[0] && at <= range[1]);
  const sides = ([1, -1] as const).filter((side) => shading?.runs.some(({ trend: one }) => one === side));
  const data = [
    ...gapTraces(trade, bars.time[window.from]),
    candleTrace(window),
    ...TRADE_LINES.flatMap((line) => columnLine(bars, columns, window, line)).filter(isSeen),
    ...levelTraces(trade, bars.step),
    ...fillTraces(trade),
    ...exitTraces(seen),
    ...(shading ? sides.map((side) => trendLegend(shading, side)) : []),
  ];
  return {
    data,
    layout: {
      showlegend: true,
      xaxis: timeAxis({ range: timeRange(window), rangeslider: { visible: false } }),
      yaxis: valueAxis('Price (USD)', { range, tickformat: ',' }),
      shapes: shading ? trendShapes(shading) : [],
    },
  };
}

function trendLegend(shading: TrendShading, side: 1 | -1): Trace {
  const isUp = side > 0;
  return legendKey(trendKey(shading, isUp ? 'up' : 'down'), isUp ? COLOURS.biasUp : COLOURS.biasDown);
}
