import { aggregate } from '../../core/aggregate.js';
import { type Bars, sliceBars } from '../../core/bars.js';
import { DAY, HOUR, MINUTE } from '../../core/time.js';
import type { Column, Columns } from '../../strategy/strategy.js';
import type { Layout, Trace } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS } from './theme.js';

/** More candles than this are thinner than the gaps between them. */
const MOST_CANDLES = 600;
const STEPS = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR, DAY, 7 * DAY] as const;

/** Bars `from` (inclusive) to `to` (exclusive) as they are drawn: longer bars where there would be more than 600. */
export interface CandleWindow {
  readonly from: number;
  readonly to: number;
  readonly drawn: Bars;
  readonly low: number;
  readonly high: number;
  /** Decimals of prices: none where long bars of large prices would only make the page heavy. */
  readonly decimals: number;
}

/** The window to draw. Throws when it holds no bar. */
export function candleWindow(bars: Bars, from: number, to: number, where: string): CandleWindow {
  const first = Math.max(0, Math.floor(from));
  const end = Math.min(bars.time.length, Math.ceil(to));
  if (!(first < end))
    throw new Error(`${where}: from and to must enclose a bar of ${bars.time.length}, got ${from} to ${to}`);
  const part = sliceBars(bars, first, end);
  const steps = [bars.step, ...STEPS.filter((step) => step > bars.step && step % bars.step === 0)];
  const step = steps.find((length) => (part.time[part.time.length - 1] - part.time[0]) / length < MOST_CANDLES);
  const drawn = part.time.length <= MOST_CANDLES ? part : aggregate(part, step ?? 7 * DAY, { partialFirst: 'keep' });
  const low = drawn.low.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = drawn.high.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const decimals = drawn !== part && low > 1000 ? 0 : 2;
  return { from: first, to: end, drawn, low, high, decimals };
}

export function candleTrace({ drawn, decimals }: CandleWindow): Trace {
  const body = (colour: string) => ({ line: { color: colour, width: 1 }, fillcolor: colour });
  return {
    type: 'candlestick',
    name: 'Price',
    x: rounded(drawn.time, 0),
    open: rounded(drawn.open, decimals),
    high: rounded(drawn.high, decimals),
    low: rounded(drawn.low, decimals),
    close: rounded(drawn.close, decimals),
    increasing: body(COLOURS.up),
    decreasing: body(COLOURS.down),
    whiskerwidth: 0,
    showlegend: false,
  };
}

/** Range of a price axis around the candles (and `also`), with room for markers. Lines beyond it are cut. */
export function priceRange({ low, high }: CandleWindow, also: readonly number[] = []): [number, number] {
  const known = also.filter((price) => Number.isFinite(price));
  const least = Math.min(low, ...known);
  const most = Math.max(high, ...known);
  const room = 0.07 * (most - least || most * 0.001);
  return [least - room, most + room];
}

/** Range of the time axis: the window and a candle to each side. */
export function timeRange({ drawn }: CandleWindow): [number, number] {
  const { time, step } = drawn;
  return [time[0] - step, time[time.length - 1] + step];
}

export interface LineStyle {
  readonly column: string;
  readonly name: string;
  readonly colour: string;
  readonly dash?: string;
  readonly width?: number;
  readonly group?: string;
  readonly more?: Layout;
}

/** One column of the window as a line; nothing when the strategy has no such column or knows nothing of it here. */
export function columnLine(bars: Bars, columns: Columns, window: CandleWindow, style: LineStyle): Trace[] {
  const column = columns[style.column];
  if (!column) return [];
  const { y, ...x } = everyFew(bars.time, column, window);
  if (y.every((value) => value === null)) return [];
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: style.name,
      ...x,
      y,
      line: { color: style.colour, width: style.width ?? 1.4, ...(style.dash && { dash: style.dash }) },
      hovertemplate: `${style.name} %{y:,.2f}<extra></extra>`,
      ...(style.group && { legendgroup: style.group }),
      ...style.more,
    },
  ];
}

/** Times and values of the window, thinned where it holds more than 600 bars. */
function everyFew(time: Float64Array, column: Column, { from, to, decimals }: CandleWindow) {
  const stride = Math.ceil((to - from) / MOST_CANDLES);
  const kept = Array.from({ length: Math.ceil((to - from) / stride) }, (_, k) => from + k * stride);
  return {
    ...places(kept.map((i) => time[i])),
    y: rounded(
      kept.map((i) => column[i]),
      decimals,
    ),
  };
}

/** Volume of the drawn bars; `strong` says which stand out. */
export function volumeTrace({ drawn }: CandleWindow, yaxis: string, strong: (bar: number) => boolean): Trace {
  const colour = (k: number) => {
    const isUp = drawn.close[k] >= drawn.open[k];
    if (strong(k)) return isUp ? COLOURS.up : COLOURS.down;
    return isUp ? COLOURS.upPale : COLOURS.downPale;
  };
  return {
    type: 'bar',
    name: 'Volume',
    ...places(drawn.time),
    y: rounded(drawn.volume, 4),
    yaxis,
    showlegend: false,
    marker: { color: Array.from(drawn.time, (_, k) => colour(k)), line: { width: 0 } },
    hovertemplate: 'volume %{y:,.3f} BTC<extra></extra>',
  };
}

/** Times as a start and a step where they are evenly spaced, which is most often, else in full: the page stays small. */
function places(time: ArrayLike<number>) {
  const all = Array.from(time);
  const step = all[1] - all[0];
  const even = all.length > 1 && all.every((at, k) => at === all[0] + k * step);
  return even ? { x0: all[0], dx: step } : { x: all };
}
