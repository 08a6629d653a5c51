import type { Backtest } from '../../backtest/backtest.js';
import type { Trade } from '../../backtest/trades.js';
import { formatNumber } from '../../core/format.js';
import { MINUTE } from '../../core/time.js';
import type { Figure, Trace } from '../figure.js';
import { type CandleWindow, candleTrace, candleWindow, columnLine, priceRange, timeRange } from './candles.js';
import { gapOfSignal } from './gap-boxes.js';
import { COLOURS, figure, legendKey, timeAxis, valueAxis } from './theme.js';
import { trendKey, trendShading, trendShapes } from './trend-runs.js';
import { inR, minuteOf, usd } from './words.js';

export interface TradeFigureOptions {
  /** Bars drawn before the signal and after the exit; 24 and 12 when absent. */
  readonly before?: number;
  readonly after?: number;
}

type Drawn = Pick<Backtest, 'market' | 'result' | 'simulation' | 'parameters'>;

/**
 * One trade on its candles: gap, levels from entry to exit, market prices as circles on the candles and fills, which
 * slippage may put outside every bar, as triangles; 1h trend as background, higher-timeframe state in the subtitle.
 */
export function tradeFigure(run: Drawn, trade: Trade, options: TradeFigureOptions = {}): Figure {
  const bars = run.market.base;
  const { signals, columns } = run.result;
  const { before = 24, after = 12 } = options;
  const window = candleWindow(bars, trade.signalBar - before, trade.exitBar + after + 1, 'tradeFigure');
  const time = bars.time.subarray(window.from, window.to);
  const trend = signals.trend?.subarray(window.from, window.to);
  const shading = trend && trendShading(time, bars.step, trend, 120);
  const { entryPrice, exitPrice, stop, target, entryMarket, exitMarket } = trade;
  const lines = [
    ...columnLine(bars, columns, window, { column: 'EMA200_1h', name: 'EMA200 of 1h', colour: COLOURS.ema1h }),
    ...columnLine(bars, columns, window, { column: 'POC_1h', name: 'POC of 1h', colour: COLOURS.poc, dash: 'dot' }),
  ];
  const data = [
    ...gapZone(run, trade, window),
    candleTrace(window),
    ...lines,
    ...levels(run, trade),
    ...fills(trade),
    ...(shading
      ? [legendKey(trendKey(shading, 'up'), COLOURS.biasUp), legendKey(trendKey(shading, 'down'), COLOURS.biasDown)]
      : []),
  ];
  const range = priceRange(window, [entryPrice, exitPrice, stop, target, entryMarket, exitMarket]);
  const heading = { title: finding(trade), subtitle: state(run, trade), height: 540 };
  return figure(data, heading, {
    showlegend: true,
    xaxis: timeAxis({ range: timeRange(window), rangeslider: { visible: false } }),
    yaxis: valueAxis('Price (USD)', { range, tickformat: ',' }),
    shapes: shading ? trendShapes(shading) : [],
  });
}

function gapZone({ market, result }: Drawn, trade: Trade, window: CandleWindow): Trace[] {
  const gaps = result.gaps;
  const gap = gaps ? gapOfSignal(gaps, trade.signalBar, trade.direction === 'long' ? 1 : -1) : -1;
  if (!gaps || gap < 0) return [];
  const start = market.base.time[Math.max(gaps.born[gap] - 2, window.from)];
  const end = market.base.time[trade.signalBar];
  const low = Math.round(100 * gaps.bottom[gap]) / 100;
  const high = Math.round(100 * gaps.top[gap]) / 100;
  const colour = gaps.side[gap] > 0 ? '0,114,178' : '213,94,0';
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: `${gaps.side[gap] > 0 ? 'Bull' : 'Bear'} gap, ${formatNumber(gaps.strength[gap])} ATR`,
      x: [start, end, end, start, start],
      y: [low, low, high, high, low],
      fill: 'toself',
      fillcolor: `rgba(${colour},0.35)`,
      line: { color: `rgb(${colour})`, width: 1 },
      hoverinfo: 'skip',
    },
  ];
}

/** Entry, target and stop over the life of the trade; the stop in force at the exit where it had trailed. */
function levels(run: Drawn, trade: Trade): Trace[] {
  const life: [number, number] = [trade.entryTime, Math.max(trade.exitTime, trade.entryTime + run.market.base.step)];
  const level = (name: string, price: number, colour: string, dash: string): Trace => ({
    type: 'scatter',
    mode: 'lines',
    name: `${name} ${formatNumber(price)}`,
    x: life,
    y: [price, price].map((value) => Math.round(100 * value) / 100),
    line: { color: colour, width: 2, dash },
    hovertemplate: `${name} %{y:,.2f} USD<extra></extra>`,
  });
  const trailed = Math.abs(trade.lastStop - trade.stop) > 0.005;
  return [
    level('Target', trade.target, COLOURS.up, 'solid'),
    level('Entry', trade.entryPrice, COLOURS.text, 'solid'),
    level('Stop', trade.stop, COLOURS.down, 'solid'),
    ...(trailed ? [level('Trailed stop at the exit', trade.lastStop, COLOURS.drawdown, 'dot')] : []),
  ];
}

function fills(trade: Trade): Trace[] {
  const isLong = trade.direction === 'long';
  const point = (name: string, x: number, y: number, symbol: string, colour: string): Trace => ({
    type: 'scatter',
    mode: 'markers',
    name,
    x: [x],
    y: [Math.round(100 * y) / 100],
    marker: {
      symbol,
      size: 13,
      color: colour,
      line: { color: symbol.endsWith('open') ? colour : COLOURS.text, width: symbol.endsWith('open') ? 2 : 1 },
    },
    hovertemplate: `${name}<br>%{x|%Y-%m-%d %H:%M} UTC<br>%{y:,.2f} USD<extra></extra>`,
  });
  const buy = 'triangle-up';
  const sell = 'triangle-down';
  return [
    point('Entry fill', trade.entryTime, trade.entryPrice, isLong ? buy : sell, isLong ? COLOURS.up : COLOURS.down),
    point(`Exit fill (${trade.exitReason})`, trade.exitTime, trade.exitPrice, isLong ? sell : buy, COLOURS.cost),
    {
      ...point('Market price before slippage', trade.entryTime, trade.entryMarket, 'circle-open', COLOURS.text),
      x: [trade.entryTime, trade.exitTime],
      y: [trade.entryMarket, trade.exitMarket].map((price) => Math.round(100 * price) / 100),
    },
  ];
}

const ENDINGS: Readonly<Record<Trade['exitReason'], string>> = {
  none: 'is open',
  stop: 'was stopped out',
  trailing: 'was closed by its trailing stop',
  target: 'reached its target',
  'htf-reversal': 'was closed as the 1h trend turned',
  emergency: 'was closed by the drawdown halt',
  'end-of-data': 'was closed at the end of the data',
};

function finding(trade: Trade): string {
  const cost = (trade.fees + trade.slippageCost) / (trade.distance * trade.quantity);
  const minutes = formatNumber(Math.round((trade.exitTime - trade.entryTime) / MINUTE), 0);
  const result = `${trade.pnl < 0 ? 'lost' : 'won'} ${usd(trade.pnl)} (${inR(trade.rMultiple)})`;
  const before = trade.rMultiple + cost;
  return `${trade.direction === 'long' ? 'Long' : 'Short'} ${result}: it ${ENDINGS[trade.exitReason]} after ${minutes} minutes at ${inR(before)} before costs of ${inR(cost)}`;
}

function state(run: Drawn, trade: Trade): string {
  const flag = (value: boolean | null, yes: string, no: string) => (value === null ? [] : [value ? yes : no]);
  const number = (value: number | null, words: string, unit: string) =>
    value === null ? [] : [`${words} ${formatNumber(value)}${unit}`];
  const parts = [
    ...flag(trade.uptrend1h, '1h trend up', '1h trend down'),
    ...flag(trade.momentum15m, '15m rising', '15m falling'),
    ...flag(trade.volCross, 'volume above both averages', 'volume not above both averages'),
    ...number(trade.vpProximity, 'POC_1h', ' ATR_1h away'),
    ...number(trade.confidence, 'confidence', ''),
  ];
  return `Signal at the close of the bar of ${minuteOf(run.market.base.time[trade.signalBar])} UTC: ${parts.join(', ')}. Fill order ${run.simulation.order}. Slippage is a cost: fills may lie outside the candles.`;
}
