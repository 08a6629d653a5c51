import { Field } from '../../backtest/ledger.js';
import type { BrokerBook, OpenPosition } from '../broker.js';
import { numberOf, parseUnits } from './decimal.js';
import type { Desk } from './desk.js';
import { isOpen } from './orders.js';
import { entryPriceOf, numberIn, type RealPosition } from './position.js';
import type { BrokerSettings } from './settings.js';
import { cashOf, equityOf } from './watch.js';

/** The real book for people: cash of the allotted capital, positions with their levels, what else the account holds. */
export function bookOf(desk: Desk | undefined, { rules }: BrokerSettings, foreign: readonly string[]): BrokerBook {
  if (!desk) return { cash: rules.initial, equity: rules.initial, positions: [], foreign };
  const positions = desk.positions.flatMap((position) => openPosition(desk, position) ?? []);
  const { halt, peak } = desk.book;
  return { cash: cashOf(desk), equity: equityOf(desk), peak, positions, foreign, ...(halt && { halt }) };
}

function openPosition(desk: Desk, position: RealPosition): OpenPosition | null {
  const { row, entry } = position;
  const standing = desk.standing(position);
  if (!row || standing.held === 0n) return null;
  const quantity = numberOf(standing.held);
  const entryPrice = entryPriceOf(standing);
  const mark = Number.isNaN(desk.mark) ? entryPrice : desk.mark;
  const protection = standing.protections.find(isOpen);
  return {
    signalTime: entry.signalTime,
    entryTime: position.openTime,
    direction: 'long',
    quantity,
    entryPrice,
    stop: numberIn(row, Field.Stop),
    trailing: row[Field.Moved] === 1,
    target: numberIn(row, Field.Target),
    distance: entry.distance,
    // What was paid for the fee's part of the purchase is gone.
    unrealised: quantity * mark - (quantity * numberOf(standing.bought.quantity) * entryPrice) / numberOf(standing.net),
    protection: protection
      ? {
          clientId: protection.clientId,
          stop: numberOf(parseUnits(protection.stopPrice ?? '0')),
          quantity: numberOf(parseUnits(protection.quantity)),
        }
      : null,
  };
}
