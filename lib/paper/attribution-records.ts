import { type Bars, firstBarAt } from '../core/bars.js';
import type { TradeExecutions } from './attribution-chain.js';
import type { FillRecord, OrderRecord, PaperTrade } from './order-journal.js';

/** Orders and fills of a broker, as the journal has them. */
export interface BrokerRecords {
  readonly orders: readonly OrderRecord[];
  readonly fills: readonly FillRecord[];
}

/**
 * Open time of the bar whose signal a paper trade came of, ms UTC: that of the newest filled entry order of its side and
 * price (of its side, where no price agrees) whose bar had closed by the entry; without orders that of the last bar that
 * had closed by then.
 */
export function signalTimeOf(trade: PaperTrade, bars: Bars, records?: BrokerRecords): number {
  const side = trade.direction === 'long' ? 'buy' : 'sell';
  const entries = (trade.broker === 'sim' ? [] : (records?.orders ?? [])).filter(
    (order) => order.role === 'entry' && order.side === side && order.signalTime + bars.step <= trade.entryTime,
  );
  const atPrice = entries.filter(({ averagePrice }) => Number(averagePrice) === trade.entryPrice);
  const filled = entries.filter(({ filledQuantity }) => Number(filledQuantity) > 0);
  const likely = atPrice.length > 0 ? atPrice : filled;
  if (likely.length > 0) return Math.max(...likely.map(({ signalTime }) => signalTime));
  const closed = firstBarAt(bars.time, trade.entryTime - bars.step + 1);
  return closed > 0 ? bars.time[closed - 1] : trade.entryTime - bars.step;
}

/** What the broker did for a trade; undefined for the sim broker and where entry or exit has no fill on record. */
export function executionsOf(
  trade: PaperTrade,
  signalTime: number,
  records?: BrokerRecords,
): TradeExecutions | undefined {
  if (trade.broker === 'sim' || !records) return undefined;
  const orders = records.orders.filter((order) => order.signalTime === signalTime);
  const fillsOf = (isEntry: boolean) => {
    const ids = new Set(orders.filter(({ role }) => (role === 'entry') === isEntry).map(({ clientId }) => clientId));
    return records.fills
      .filter(({ clientId }) => ids.has(clientId))
      .map(({ at, quantity, clientId }) => ({ at, quantity: Number(quantity), clientId }))
      .sort((a, b) => a.at - b.at);
  };
  const entry = fillsOf(true);
  const exit = fillsOf(false);
  if (entry.length === 0 || exit.length === 0) return undefined;
  const first = orders.find(({ clientId }) => clientId === exit[0].clientId);
  return { entry, exit, exitDecided: first?.role === 'exit' ? first.intendedAt : null };
}

/** What became of the entry order of a signal that gave no trade; undefined when there was no order. */
export function refusedOrder(signalTime: number, records?: BrokerRecords): OrderRecord | undefined {
  return records?.orders.find((order) => order.role === 'entry' && order.signalTime === signalTime);
}
