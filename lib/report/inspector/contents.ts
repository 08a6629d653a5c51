import type { FillOrder } from '../../backtest/intrabar.js';
import { formatNumber } from '../../core/format.js';
import { isoDay } from '../../core/time.js';
import { hasTrailed } from '../figures/trade-traces.js';
import { stateAtSignal } from '../figures/trade-words.js';
import { count, inR, minuteOf, signedUsd } from '../figures/words.js';
import type { Inspection, Inspections, OrderExit } from './inspection.js';

/** A name, what it is, and what that means for the trade where there is something to say. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** One fill order as a row of texts. */
export interface OrderRow {
  readonly order: FillOrder;
  readonly isOwn: boolean;
  /** Leaves elsewhere than the run's own order, or not at all. */
  readonly differs: boolean;
  readonly exit: string;
  readonly reason: string;
  readonly fill: string;
  readonly pnl: string;
  readonly against: string;
}

/** `Trade 12 of 939: short, 2024-03-01 12:35 to 13:05 UTC`. */
export function placeWords({ trades }: Inspections, trade: Inspection): string {
  const until = shortTime(trade.exitTime, trade.entryTime);
  return `Trade ${count(trades.indexOf(trade) + 1)} of ${count(trades.length)}: ${trade.direction}, ${minuteOf(trade.entryTime)} to ${until} UTC`;
}

/** Without the day where it is that of another time. */
function shortTime(time: number, than: number): string {
  return isoDay(time) === isoDay(than) ? minuteOf(time).slice(11) : minuteOf(time);
}

/** What the longer timeframes and the gap said at the signal. */
export function stateTiles(trade: Inspection): Tile[] {
  const side = trade.direction === 'long';
  const rising: Readonly<Record<string, boolean | null>> = { '1h trend': trade.uptrend1h, '15m': trade.momentum15m };
  const tiles = stateAtSignal(trade).map(([name, value]): Tile => {
    const rises = rising[name];
    const note = rises === true || rises === false ? `${rises === side ? 'with' : 'against'} the trade` : undefined;
    return { name: TILE_NAMES[name] ?? name, value, ...(note && { note }) };
  });
  const gap = trade.gap;
  if (!gap) return tiles;
  const zone = `${formatNumber(gap.bottom)} to ${formatNumber(gap.top)}`;
  return [
    ...tiles,
    { name: 'Gap', value: `${gap.side > 0 ? 'bull' : 'bear'}, ${formatNumber(gap.strength)} ATR`, note: zone },
  ];
}

const TILE_NAMES: Readonly<Record<string, string>> = {
  '15m': '15m momentum',
  volume: 'Volume',
  POC_1h: 'POC of 1h',
  confidence: 'Confidence',
};

/** Where the trade stood between its levels, and what it cost. */
export function levelTiles(trade: Inspection): Tile[] {
  const usd = (price: number) => `${formatNumber(price)} USD`;
  return [
    { name: 'Entry fill', value: usd(trade.entryPrice), note: `market ${formatNumber(trade.entryMarket)}` },
    {
      name: 'Stop',
      value: usd(trade.stop),
      ...(hasTrailed(trade) && { note: `trailed to ${formatNumber(trade.lastStop)}` }),
    },
    { name: 'Target', value: usd(trade.target) },
    { name: 'Exit fill', value: usd(trade.exitPrice), note: `market ${formatNumber(trade.exitMarket)}` },
    { name: 'Worst, MAE', value: inR(trade.mae) },
    { name: 'Best, MFE', value: inR(trade.mfe) },
    { name: 'Costs', value: inR(trade.costR), note: 'fees and slippage' },
  ];
}

/** The trade under each fill order, held against the run's own. */
export function orderRows(
  { order: own, orders }: Pick<Inspections, 'order' | 'orders'>,
  trade: Inspection,
): OrderRow[] {
  return orders.map((order, k) => {
    const exit = trade.exits[k];
    const isOwn = order === own;
    if (!exit) {
      const none = { exit: '', reason: '', fill: '', pnl: '' };
      return { order, isOwn, differs: true, ...none, against: 'not taken' };
    }
    const differs = leavesElsewhere(exit, trade);
    return {
      order,
      isOwn,
      differs,
      exit: shortTime(exit.exitTime, trade.entryTime),
      reason: exit.exitReason,
      fill: formatNumber(exit.exitPrice),
      pnl: signedUsd(exit.pnl),
      against: isOwn ? "this run's own" : differs ? difference(exit.pnl - trade.pnl) : 'same exit',
    };
  });
}

/** Whether an exit has another price or another reason than the trade's own. */
export function leavesElsewhere(exit: OrderExit, trade: Inspection): boolean {
  return exit.exitReason !== trade.exitReason || Math.abs(exit.exitPrice - trade.exitPrice) > 0.005;
}

/** `▲ +3.20 USD, better`: sign and word, since colour alone does not reach everyone. */
function difference(usd: number): string {
  if (Math.abs(usd) < 0.005) return '= elsewhere, for the same result';
  return `${usd > 0 ? '▲' : '▼'} ${signedUsd(usd)}, ${usd > 0 ? 'better' : 'worse'}`;
}
