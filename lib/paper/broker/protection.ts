import { isoTime } from '../../core/time.js';
import type { OrderRecord } from '../order-journal.js';
import { giveUp } from './closing.js';
import { numberOf, parseUnits, type Units, unitsText } from './decimal.js';
import type { Desk } from './desk.js';
import { protectivePrices } from './levels.js';
import { isOpen } from './orders.js';
import { type RealPosition, type Standing, stopOf } from './position.js';
import { cancel, lookUp, send } from './sending.js';
import type { ApiFailure } from './trading-api.js';

/** Differences up to here come from the rounding of fees: 1e-7 BTC. */
export const DUST: Units = 100n;

/** How the reason of an order begins that takes another's place. */
export const REPLACES = 'replaces';
/** Refused as often, replacing is not something the broker does. */
const REPLACES_TRIED = 2;

/**
 * One stop_limit sale rests at the broker for all that is held, at the stop in force. True when something was changed.
 * A change is a replacement, during which the old order stands until the new one does; only where the broker will not
 * replace is the old one taken back first, and the position is bare for two calls.
 */
export async function protect(desk: Desk, position: RealPosition, standing: Standing): Promise<boolean> {
  const stop = stopOf(position);
  // The market is there already: the backtest would be out at this open, and a stop above the market would be refused.
  if (position.lastMinute > 0 && desk.mark <= stop) return sellInstead(desk, position);
  const wanted = { quantity: standing.held, ...protectivePrices(stop, desk.settings.limitOffset, desk.priceIncrement) };
  const [resting, surplus] = standing.protections;
  if (surplus) return cancel(desk, surplus);
  if (!resting) return sendProtection(desk, position, wanted);
  // Filled in part it has been triggered: it sells, and changing it now would only be in its way.
  if (!isOpen(resting) || resting.state === 'partially-filled') return false;
  const isRight = parseUnits(resting.quantity) === wanted.quantity && resting.stopPrice === unitsText(wanted.stop);
  if (isRight) {
    if (resting.reason.startsWith(REPLACES)) desk.replacesRefused = 0;
    return false;
  }
  return desk.replacesRefused < REPLACES_TRIED
    ? replaceProtection(desk, position, resting, wanted)
    : cancel(desk, resting);
}

interface Wanted {
  readonly quantity: Units;
  readonly stop: Units;
  readonly limit: Units;
}

function sellInstead(desk: Desk, position: RealPosition): boolean {
  position.exit = { wish: 'stop', market: desk.mark };
  desk.keep();
  return true;
}

async function sendProtection(desk: Desk, position: RealPosition, wanted: Wanted): Promise<boolean> {
  const order = desk.draft(position, {
    ...wanted,
    role: 'protect',
    side: 'sell',
    type: 'stop_limit',
    reason: 'protects the position',
  });
  desk.orders.intend(order);
  const sent = await send(desk, order.clientId);
  if (sent.kind !== 'refused') return sent.kind === 'booked';
  desk.orders.update(order.clientId, { state: 'rejected', reason: sent.failure.message });
  return afterRefusal(desk, position, wanted.quantity, sent.failure);
}

/** A little less than we thought is there: the fee was rounded otherwise. Anything else is told, and tried again next minute. */
export function afterRefusal(desk: Desk, position: RealPosition, quantity: Units, failure: ApiFailure): boolean {
  const { available } = failure.detail;
  if (available !== null && available < quantity && quantity - available <= DUST) {
    giveUp(desk, position, quantity - available, 'dust-left', 'the fee was rounded up');
    return true;
  }
  const of = `the position of ${isoTime(position.entry.signalTime)} (${numberOf(quantity)} BTC)`;
  desk.complain(
    'unprotected',
    `no protective order for ${of}: ${failure.message}; the engine watches its stop`,
    'error',
  );
  return false;
}

/** The old order stands until the new one does; a refusal leaves it standing, and after the second it is taken back first. */
async function replaceProtection(
  desk: Desk,
  position: RealPosition,
  old: OrderRecord,
  wanted: Wanted,
): Promise<boolean> {
  const reason = `${REPLACES} ${old.clientId}`;
  const order = desk.draft(position, { ...wanted, role: 'protect', side: 'sell', type: 'stop_limit', reason });
  desk.orders.intend(order);
  const sent = await send(desk, order.clientId, { insteadOf: old.serverId ?? '' });
  if (sent.kind === 'unknown') return false;
  if (sent.kind === 'refused') {
    desk.replacesRefused++;
    desk.orders.update(order.clientId, { state: 'never-sent', reason: sent.failure.message });
  }
  // Replaced, or filled in the meantime, or still standing: the order itself says which.
  await lookUp(desk, old.clientId);
  return sent.kind === 'booked' || !isOpen(desk.orders.get(old.clientId) ?? old);
}
