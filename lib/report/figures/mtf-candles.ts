import type { Market, StrategyResult } from '../../strategy/strategy.js';
import type { Figure, Trace } from '../figure.js';
import {
  type CandleWindow,
  candleTrace,
  candleWindow,
  columnLine,
  type LineStyle,
  priceRange,
  timeRange,
  volumeTrace,
} from './candles.js';
import { gapBoxes } from './gap-boxes.js';
import { COLOURS, figure, legendKey, timeAxis, valueAxis } from './theme.js';
import { trendKey, trendShading, trendShapes } from './trend-runs.js';
import { counted, minuteOf, share, stepName } from './words.js';

export interface MtfCandlesInput {
  readonly market: Market;
  readonly result: StrategyResult;
  /** First bar, and the bar after the last. More than 600 are drawn as longer bars. */
  readonly from: number;
  readonly to: number;
}

/** With more signals than this each has only its time: words for thousands make a page heavy. */
const MOST_WORDS = 200;

const LINES: readonly LineStyle[] = [
  { column: 'EMA18', name: 'EMA18', colour: COLOURS.ema18 },
  { column: 'EMA48', name: 'EMA48', colour: COLOURS.ema48 },
  { column: 'EMA50_15m', name: 'EMA50 of 15m', colour: COLOURS.ema15m, width: 2 },
  { column: 'EMA200_1h', name: 'EMA200 of 1h', colour: COLOURS.ema1h, width: 2 },
  { column: 'POC', name: 'POC', colour: COLOURS.poc, dash: 'dot' },
  { column: 'VAH', name: 'Value area', colour: COLOURS.valueArea, group: 'value area' },
  { column: 'VAL', name: 'VAL', colour: COLOURS.valueArea, group: 'value area', more: { showlegend: false } },
];

const IN_BTC = { unit: 'BTC', more: { yaxis: 'y2' } } as const;
const VOLUME_LINES: readonly LineStyle[] = [
  { column: 'SMA21_vol', name: '21-bar average volume', colour: COLOURS.text, ...IN_BTC },
  { column: 'SMA_vol_1h', name: '1h average volume', colour: COLOURS.neutral, dash: 'dash', ...IN_BTC },
];

/**
 * Candles with what the strategy sees: gaps from birth to their end, POC and value area, averages of three timeframes,
 * 1h trend as background, signals, and volume against its averages (bars where the volume rule holds are dark).
 * Columns a strategy does not have are left out.
 */
export function mtfCandles(input: MtfCandlesInput, options: { readonly minStrength?: number } = {}): Figure {
  const { market, result } = input;
  const bars = market.base;
  const { columns, signals, gaps } = result;
  const window = candleWindow(bars, input.from, input.to, 'mtfCandles');
  const boxes = gaps
    ? gapBoxes(gaps, bars.time, window, options.minStrength)
    : { traces: [], count: 0, open: 0, drawn: 0 };
  const range = priceRange(window);
  const time = bars.time.subarray(window.from, window.to);
  const trend = signals.trend?.subarray(window.from, window.to);
  const shading = trend && trendShading(time, bars.step, trend, 120);
  const isDrawnAsIs = window.drawn.time.length === window.to - window.from;
  const crosses = (k: number) => isDrawnAsIs && columns.vol_cross?.[window.from + k] === 1;
  const markers = signalMarkers(input, window, range);
  const line = (style: LineStyle) => columnLine(bars, columns, window, style);
  const data = [
    ...boxes.traces,
    candleTrace(window),
    ...LINES.flatMap(line),
    ...markers.traces,
    volumeTrace(window, 'y2', crosses),
    ...VOLUME_LINES.flatMap(line),
    ...(shading
      ? [legendKey(trendKey(shading, 'up'), COLOURS.biasUp), legendKey(trendKey(shading, 'down'), COLOURS.biasDown)]
      : []),
  ];
  const up = trend ? trend.reduce((total, value) => total + (value > 0 ? 1 : 0), 0) / trend.length : Number.NaN;
  const bias = Number.isNaN(up) ? '' : `; 1h trend up at ${share(up)} of closes`;
  const title = `${counted(markers.long, 'bull signal')} and ${counted(markers.short, 'bear signal')} in ${counted(time.length, 'bar')}${bias}; ${counted(boxes.count, 'gap')}, ${boxes.open} untouched at the end`;
  const subtitle = `${stepName(window.drawn.step)} candles, ${minuteOf(time[0])} to ${minuteOf(time[time.length - 1])} UTC. A gap is drawn from its birth to the bar that first trades into it, closes beyond it, or sees it expire${boxes.drawn < boxes.count ? `; the ${boxes.drawn} strongest are drawn` : ''}.`;
  return figure(
    data,
    { title, subtitle, height: 640, leastWidth: 600 },
    {
      showlegend: true,
      bargap: 0.1,
      xaxis: timeAxis({ anchor: 'y2', range: timeRange(window), rangeslider: { visible: false } }),
      yaxis: valueAxis('Price (USD)', { domain: [0.27, 1], range, tickformat: ',' }),
      yaxis2: valueAxis('Volume (BTC)', { domain: [0, 0.21], rangemode: 'tozero' }),
      shapes: shading ? trendShapes(shading) : [],
    },
  );
}

function signalMarkers({ market, result }: MtfCandlesInput, window: CandleWindow, range: readonly [number, number]) {
  const { side } = result.signals;
  const bars = Array.from({ length: window.to - window.from }, (_, k) => window.from + k);
  const long = bars.filter((i) => side[i] > 0);
  const short = bars.filter((i) => side[i] < 0);
  const room = 0.025 * (range[1] - range[0]);
  const below = markers(market, result, long, 'Bull signal', (i) => market.base.low[i] - room);
  const above = markers(market, result, short, 'Bear signal', (i) => market.base.high[i] + room);
  return { traces: [...below, ...above], long: long.length, short: short.length };
}

function markers(
  { base }: Market,
  { signals, columns }: StrategyResult,
  at: readonly number[],
  name: string,
  price: (bar: number) => number,
): Trace[] {
  if (at.length === 0) return [];
  const isBull = name.startsWith('Bull');
  const known = (value: number | undefined, label: string, unit = '') =>
    value === undefined || Number.isNaN(value) ? '' : `<br>${label} ${value.toFixed(2)}${unit}`;
  const words = (i: number) =>
    `${minuteOf(base.time[i])} UTC, filled at the next open${known(signals.confidence?.[i], 'confidence')}${known(columns.gap_strength?.[i], 'gap strength', ' ATR')}${known(columns.vp_proximity?.[i], 'distance to POC_1h', ' ATR_1h')}`;
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name,
      x: at.map((i) => base.time[i]),
      y: at.map((i) => Math.round(100 * price(i)) / 100),
      ...(at.length <= MOST_WORDS && { text: at.map(words) }),
      marker: {
        symbol: isBull ? 'triangle-up' : 'triangle-down',
        size: 12,
        color: isBull ? COLOURS.up : COLOURS.down,
        line: { color: '#ffffff', width: 1 },
      },
      hovertemplate: `${name}<br>${at.length <= MOST_WORDS ? '%{text}' : '%{x|%Y-%m-%d %H:%M} UTC'}<extra></extra>`,
    },
  ];
}
