import { formatNumber } from '../../core/format.js';
import type { Trace } from '../figure.js';
import type { OtherExit, ShownTrade } from './shown-trade.js';
import { COLOURS } from './theme.js';
import { tradeId } from './trade-id.js';

/** The zone of the gap up to the signal, from `start` where it is older. */
export function gapTraces({ gap, signalTime }: ShownTrade, start: number): Trace[] {
  if (!gap) return [];
  const from = Math.max(gap.from, start);
  const [low, high] = [cents(gap.bottom), cents(gap.top)];
  const isBull = gap.side > 0;
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: `${isBull ? 'Bull' : 'Bear'} gap, ${formatNumber(gap.strength)} ATR`,
      x: [from, signalTime, signalTime, from, from],
      y: [low, low, high, high, low],
      fill: 'toself',
      fillcolor: `rgba(${isBull ? '0,114,178' : '213,94,0'},0.35)`,
      line: { color: isBull ? COLOURS.up : COLOURS.down, width: 1 },
      hoverinfo: 'skip',
    },
  ];
}

/** Entry, target and stop over the life of the trade; the stop in force at the exit where it had trailed. */
export function levelTraces(trade: ShownTrade, step: number): Trace[] {
  const life: [number, number] = [trade.entryTime, Math.max(trade.exitTime, trade.entryTime + step)];
  const level = (name: string, price: number, colour: string, dash: string): Trace => ({
    type: 'scatter',
    mode: 'lines',
    name: `${name} ${formatNumber(price)}`,
    x: life,
    y: [price, price].map(cents),
    line: { color: colour, width: 2, dash },
    hovertemplate: `${name} %{y:,.2f} USD<extra></extra>`,
  });
  return [
    level('Target', trade.target, COLOURS.up, 'solid'),
    level('Entry', trade.entryPrice, COLOURS.text, 'solid'),
    level('Stop', trade.stop, COLOURS.down, 'solid'),
    ...(hasTrailed(trade) ? [level('Trailed stop at the exit', trade.lastStop, COLOURS.drawdown, 'dot')] : []),
  ];
}

/** Whether the stop in force at the exit was another than the initial one. */
export function hasTrailed({ lastStop, stop }: ShownTrade): boolean {
  return Math.abs(lastStop - stop) > 0.005;
}

/** Fills as triangles, which slippage may put outside every bar, and the market prices they slipped from as circles. */
export function fillTraces(trade: ShownTrade): Trace[] {
  const isLong = trade.direction === 'long';
  const id = tradeId(trade.entryTime);
  const [buy, sell] = ['triangle-up', 'triangle-down'];
  return [
    {
      ...point(
        'Entry fill',
        [trade.entryTime],
        [trade.entryPrice],
        isLong ? buy : sell,
        isLong ? COLOURS.up : COLOURS.down,
      ),
      ids: [id],
    },
    {
      ...point(
        `Exit fill (${trade.exitReason})`,
        [trade.exitTime],
        [trade.exitPrice],
        isLong ? sell : buy,
        COLOURS.cost,
      ),
      ids: [id],
    },
    {
      ...point(
        'Market, before slippage',
        [trade.entryTime, trade.exitTime],
        [trade.entryMarket, trade.exitMarket],
        'circle-open',
        COLOURS.text,
      ),
      ids: [id, id],
    },
  ];
}

/** Where other fill orders leave. */
export function exitTraces(exits: readonly OtherExit[]): Trace[] {
  return exits.map(({ name, time, price }) => point(name, [time], [price], 'diamond-open', COLOURS.outOfSample));
}

function point(name: string, x: number[], y: number[], symbol: string, colour: string): Trace {
  const isOpen = symbol.endsWith('open');
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    x,
    y: y.map(cents),
    marker: { symbol, size: 13, color: colour, line: { color: isOpen ? colour : COLOURS.text, width: isOpen ? 2 : 1 } },
    hovertemplate: `${name}<br>%{x|%Y-%m-%d %H:%M} UTC<br>%{y:,.2f} USD<extra></extra>`,
  };
}

function cents(price: number): number {
  return Math.round(100 * price) / 100;
}
