import { isoTime } from '../../core/time.js';
import { giveUp } from './closing.js';
import { numberOf } from './decimal.js';
import type { Desk } from './desk.js';
import type { RealPosition, Standing } from './position.js';
import { afterRefusal } from './protection.js';
import { cancel, follow, send } from './sending.js';

/** The broker takes no order under this, USD. */
export const FLOOR = 10;

/** Takes a position out: protection back, then a market sale of what is left. True when something was changed. */
export async function leave(desk: Desk, position: RealPosition, standing: Standing): Promise<boolean> {
  const { protections, exits, held } = standing;
  const { patience } = desk.settings.timing;
  const [protection] = protections;
  const [exit] = exits;
  if (protection) return cancel(desk, protection);
  if (exit) return follow(desk, exit.clientId, patience);
  const wish = position.exit?.wish ?? 'stop';
  const order = desk.draft(position, { role: 'exit', side: 'sell', type: 'market', reason: wish, quantity: held });
  desk.orders.intend(order);
  const sent = await send(desk, order.clientId);
  if (sent.kind === 'unknown') return false;
  if (sent.kind === 'booked') return follow(desk, order.clientId, patience);
  desk.orders.update(order.clientId, { state: 'rejected', reason: sent.failure.message });
  if (isTooSmall(desk, standing)) {
    giveUp(desk, position, held, 'dust-left', `worth less than the broker's floor of ${FLOOR} USD`);
    return true;
  }
  desk.complain('exit-refused', `the sale of ${of(position, standing)} was refused: ${sent.failure.message}`, 'error');
  return afterRefusal(desk, position, held, sent.failure);
}

const of = (position: RealPosition, { held }: Standing): string =>
  `${numberOf(held)} BTC of the position of ${isoTime(position.entry.signalTime)}`;

/** Worth so little at the last price that no order for it is taken. */
export function isTooSmall(desk: Desk, { held }: Standing): boolean {
  return numberOf(held) * desk.mark < FLOOR;
}
