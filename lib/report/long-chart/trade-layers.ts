import type { Trace } from '../figure.js';
import { COLOURS } from '../figures/theme.js';
import { tradeId } from '../figures/trade-id.js';
import type { PriceRange } from './backdrop-layers.js';
import type { Slice } from './candle-layers.js';
import { addBox, type BoxLayer, boxes } from './layers.js';
import { drawnBarAt, type View } from './levels.js';
import type { LongData, LongTrade } from './long-data.js';

/** More trades than this in view are marks at the bottom; fewer have their fills and levels. */
const MOST_WITH_LEVELS = 60;
/** Of a mark, as a share of the panel's height. */
export const MARK_HEIGHT = 0.022;

/** Trades as drawn: boxes, and markers that answer to the pointer. */
export interface TradesDrawn {
  readonly layers: readonly BoxLayer[];
  readonly traces: readonly Trace[];
  /** Whether trades are marks, of a drawn bar each, instead of markers. */
  readonly isMarked: boolean;
}

/**
 * Trades of the slice. Few in view: entry and exit at market prices (slippage is a cost and may lie outside every bar),
 * stop, target and entry fill over the life of each. Many: a mark under each drawn bar on which trades were entered,
 * coloured by their summed R.
 */
export function tradesDrawn(
  slice: Slice,
  { trades, bars: base }: LongData,
  view: View,
  range: PriceRange,
): TradesDrawn {
  if (trades.length === 0) return { layers: [], traces: [], isMarked: false };
  const { bars } = slice.level;
  const around = { from: bars.time[slice.from], to: bars.time[slice.to - 1] + bars.step };
  const near = trades.filter((trade) => isWithin(trade, around));
  const isFew = near.filter((trade) => isWithin(trade, view)).length <= MOST_WITH_LEVELS;
  if (isFew) return { layers: levels(near, base.step), traces: markers(near), isMarked: false };
  return { layers: marks(slice, near, range), traces: [], isMarked: true };
}

function isWithin({ entryTime, exitTime }: LongTrade, { from, to }: View): boolean {
  return exitTime >= from && entryTime < to;
}

function marks(slice: Slice, trades: readonly LongTrade[], [low, high]: PriceRange): BoxLayer[] {
  const { time, step } = slice.level.bars;
  const sums = new Map<number, number>();
  for (const { entryTime, rMultiple } of trades) {
    const k = drawnBarAt(slice.level, entryTime);
    sums.set(k, (sums.get(k) ?? 0) + rMultiple);
  }
  const sides = [boxes(), boxes()];
  for (const [k, sum] of sums) {
    addBox(sides[sum > 0 ? 0 : 1], time[k] + 0.15 * step, time[k] + 0.85 * step, low, low + MARK_HEIGHT * (high - low));
  }
  return (['up', 'down'] as const).map((colour, k) => ({
    kind: 'boxes',
    name: RESULTS[k],
    colour,
    legend: true,
    boxes: sides[k],
    least: 1,
  }));
}

/** Of the trades whose drawn bar lies within `slack` ms of `time`, the one entered nearest to it. */
export function tradeNear(
  level: Slice['level'],
  trades: readonly LongTrade[],
  time: number,
  slack: number,
): LongTrade | undefined {
  let nearest: LongTrade | undefined;
  const far = ({ entryTime }: LongTrade) => Math.abs(entryTime - time);
  for (const trade of trades) {
    const start = level.bars.time[drawnBarAt(level, trade.entryTime)];
    if (time < start - slack || time > start + level.bars.step + slack) continue;
    if (!nearest || far(trade) < far(nearest)) nearest = trade;
  }
  return nearest;
}

const RESULTS = ['Trade won', 'Trade lost'] as const;

/** Entry and exit of each trade; their words are put together by Plotly when the pointer is there. */
function markers(trades: readonly LongTrade[]): Trace[] {
  return (['up', 'down'] as const).flatMap((colour, k) => {
    const own = trades.filter(({ pnl }) => pnl > 0 === (k === 0));
    const point = { type: 'scatter', mode: 'markers', name: RESULTS[k], legendgroup: RESULTS[k] };
    const edge = { color: COLOURS.background, width: 1 };
    const isLong = own.map(({ direction }) => direction === 'long');
    const symbol = isLong.map((long) => (long ? 'triangle-up' : 'triangle-down'));
    const side = isLong.map((long) => (long ? 'Long' : 'Short'));
    const ids = own.map(({ entryTime }) => tradeId(entryTime));
    return [
      {
        ...point,
        ids,
        x: listOf(own, ({ entryTime }) => entryTime),
        y: listOf(own, ({ entryMarket }) => entryMarket),
        customdata: own.map(({ entryPrice, stop, target }, n) => [side[n], entryPrice, stop, target]),
        marker: { symbol: own.length > 0 ? symbol : 'triangle-up', size: 12, color: COLOURS[colour], line: edge },
        hovertemplate: ENTRY_WORDS,
        showlegend: true,
      },
      {
        ...point,
        ids,
        x: listOf(own, ({ exitTime }) => exitTime),
        y: listOf(own, ({ exitMarket }) => exitMarket),
        customdata: own.map(({ exitReason, pnl, rMultiple }, n) => [side[n], exitReason, pnl, rMultiple]),
        marker: { symbol: 'x', size: 9, color: COLOURS[colour], line: edge },
        hovertemplate: EXIT_WORDS,
        showlegend: false,
      },
    ];
  });
}

const AT = '%{x|%Y-%m-%d %H:%M} UTC';
const ENTRY_WORDS = `%{customdata[0]} entered ${AT}<br>market %{y:,.2f} USD, filled %{customdata[1]:,.2f} USD<br>stop %{customdata[2]:,.2f} USD, target %{customdata[3]:,.2f} USD<extra></extra>`;
const EXIT_WORDS = `%{customdata[0]} left ${AT} (%{customdata[1]})<br>market %{y:,.2f} USD<br>%{customdata[2]:+,.2f} USD, %{customdata[3]:+.2f} R after costs<extra></extra>`;

function listOf(trades: readonly LongTrade[], value: (trade: LongTrade) => number): (number | null)[] {
  return trades.length > 0 ? trades.map(value) : [null];
}

/** A trade that is over within a bar has levels as long as that bar. */
function levels(trades: readonly LongTrade[], baseStep: number): BoxLayer[] {
  const kinds = [
    { name: 'Target', colour: 'up', price: ({ target }: LongTrade) => target },
    { name: 'Entry fill', colour: 'text', price: ({ entryPrice }: LongTrade) => entryPrice },
    { name: 'Stop', colour: 'down', price: ({ stop }: LongTrade) => stop },
  ] as const;
  return kinds.map(({ name, colour, price }) => {
    const lines = boxes();
    for (const trade of trades) {
      const { entryTime, exitTime } = trade;
      addBox(lines, entryTime, Math.max(exitTime, entryTime + baseStep), price(trade), price(trade));
    }
    return { kind: 'boxes', name, colour, boxes: lines, least: 1.6 };
  });
}
