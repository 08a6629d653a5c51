import { aggregate } from '../../core/aggregate.js';
import { type Bars, sliceBars } from '../../core/bars.js';
import type { Column, Columns } from '../../strategy/strategy.js';
import type { Layout, Trace } from '../figure.js';
import { MOST_CANDLES, stepFor } from '../long-chart/levels.js';
import { rounded } from './plain.js';
import { COLOURS } from './theme.js';

/** Bars `from` (inclusive) to `to` (exclusive) as they are drawn: longer bars where there would be more than 600. */
export interface CandleWindow {
  readonly from: number;
  readonly to: number;
  readonly drawn: Bars;
  readonly low: number;
  readonly high: number;
  /** Decimals of prices: none where long bars of large prices would only make the page heavy. */
  readonly decimals: number;
  readonly slots: Slots;
}

/**
 * Places along the time axis, and for each the drawn bar that stands there, -1 for none. Places are a start and a step,
 * which keeps the page small, unless much of the window is missing.
 */
interface Slots {
  readonly place: { readonly x0: number; readonly dx: number } | { readonly x: readonly number[] };
  readonly bars: readonly number[];
}

function slotsOf({ time, step }: Bars): Slots {
  const slot = Array.from(time, (at) => Math.round((at - time[0]) / step));
  const length = slot[slot.length - 1] + 1;
  if (length > 1.5 * time.length) return { place: { x: Array.from(time) }, bars: slot.map((_, k) => k) };
  const bars = new Array<number>(length).fill(-1);
  slot.forEach((at, k) => {
    bars[at] = k;
  });
  return { place: { x0: time[0], dx: step }, bars };
}

/** The window to draw. Throws when it holds no bar. */
export function candleWindow(bars: Bars, from: number, to: number, where: string): CandleWindow {
  const first = Math.max(0, Math.floor(from));
  const end = Math.min(bars.time.length, Math.ceil(to));
  if (!(first < end))
    throw new Error(`${where}: from and to must enclose a bar of ${bars.time.length}, got ${from} to ${to}`);
  const part = sliceBars(bars, first, end);
  const step = stepFor(bars.step, part.time[part.time.length - 1] - part.time[0], MOST_CANDLES);
  const drawn = part.time.length <= MOST_CANDLES ? part : aggregate(part, step, { partialFirst: 'keep' });
  const low = drawn.low.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = drawn.high.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const decimals = drawn !== part && low > 1000 ? 0 : 2;
  return { from: first, to: end, drawn, low, high, decimals, slots: slotsOf(drawn) };
}

const CANDLE_WORDS = `%{x|%Y-%m-%d %H:%M} UTC<br>${['open', 'high', 'low', 'close'].map((name) => `${name} %{${name}:,.2f} USD`).join('<br>')}<extra></extra>`;

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
    hovertemplate: CANDLE_WORDS,
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
  /** USD when absent. */
  readonly unit?: string;
  readonly more?: Layout;
}

/** One column of the window as a line; nothing when the strategy has no such column or knows nothing of it here. */
export function columnLine(bars: Bars, columns: Columns, window: CandleWindow, style: LineStyle): Trace[] {
  const column = columns[style.column];
  if (!column) return [];
  const y = valuesAtClose(bars.time, column, window);
  if (y.every((value) => value === null)) return [];
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: style.name,
      ...window.slots.place,
      y,
      connectgaps: true,
      line: { color: style.colour, width: style.width ?? 1.4, ...(style.dash && { dash: style.dash }) },
      hovertemplate: `${style.name} %{y:,.2f} ${style.unit ?? 'USD'}<extra></extra>`,
      ...(style.group && { legendgroup: style.group }),
      ...style.more,
    },
  ];
}

/** What the column says at the close of each drawn bar: the value of the last base bar inside it. */
function valuesAtClose(time: Float64Array, column: Column, { from, to, drawn, slots, decimals }: CandleWindow) {
  let last = from;
  const values = Array.from(drawn.time, (open) => {
    while (last + 1 < to && time[last + 1] < open + drawn.step) last++;
    return column[last];
  });
  return rounded(
    slots.bars.map((k) => (k < 0 ? Number.NaN : values[k])),
    decimals,
  );
}

/** Volume of the drawn bars; `strong` says which stand out. */
export function volumeTrace({ drawn, slots }: CandleWindow, yaxis: string, strong: (bar: number) => boolean): Trace {
  const colour = (k: number) => {
    const isUp = drawn.close[k] >= drawn.open[k];
    if (strong(k)) return isUp ? COLOURS.up : COLOURS.down;
    return isUp ? COLOURS.upPale : COLOURS.downPale;
  };
  return {
    type: 'bar',
    name: 'Volume',
    ...slots.place,
    y: rounded(
      slots.bars.map((k) => (k < 0 ? Number.NaN : drawn.volume[k])),
      4,
    ),
    yaxis,
    showlegend: false,
    marker: { color: slots.bars.map((k) => (k < 0 ? COLOURS.pale : colour(k))), line: { width: 0 } },
    hovertemplate: 'volume %{y:,.3f} BTC<extra></extra>',
  };
}
