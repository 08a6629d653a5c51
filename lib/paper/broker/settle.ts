import { isoTime } from '../../core/time.js';
import type { OrderRecord } from '../order-journal.js';
import { finish, giveUp } from './closing.js';
import { parseUnits, unitsText } from './decimal.js';
import { asFailure, type Desk } from './desk.js';
import { isTooSmall, leave } from './leaving.js';
import { updateLevels } from './levels.js';
import { isOpen } from './orders.js';
import { plausibleNet, type RealPosition, type Standing } from './position.js';
import { protect, REPLACES } from './protection.js';
import { cancel, complainOf, follow, lookUp, send } from './sending.js';

/** Steps in one go; what is not done then goes on with the next minute. */
const MOST_STEPS = 60;

/**
 * Brings every position to where it should be, one call at a time, from whatever state a crash or a fault left it in. Each
 * step looks at what is known now and does the next thing; it ends when nothing is left to do or the broker has to answer first.
 */
export async function settle(desk: Desk): Promise<void> {
  const stuck = new Set<RealPosition>();
  await takeBackStrays(desk);
  for (let step = 0; step < MOST_STEPS && desk.isReachable && !desk.isClosed; step++) {
    const position = next(desk, stuck);
    if (!position) return;
    if (!(await advance(desk, position))) stuck.add(position);
  }
}

/** Settles again and again until no position is left or patience is at its end, whatever the broker answers meanwhile. */
export async function settleAll(desk: Desk): Promise<void> {
  const { closePatience, tryAgain } = desk.settings.timing;
  const end = desk.now() + closePatience;
  while (desk.positions.length > 0 && desk.now() < end && !desk.isClosed) {
    await desk.newsWithin(tryAgain);
    desk.isReachable = true;
    await settle(desk);
  }
}

/** Sales of ours that no position needs any more: they would sell what somebody else holds. */
async function takeBackStrays(desk: Desk): Promise<void> {
  const needed = new Set(desk.positions.map(({ entry }) => entry.signalTime));
  for (const order of desk.orders.all()) {
    if (!isOpen(order) || needed.has(order.signalTime) || !desk.isReachable) continue;
    desk.say('stray-order', 'warning', `order ${order.clientId} belongs to no open position and is taken back`);
    await cancel(desk, order);
  }
}

/** Purchases first: while one is open the broker takes no sale. */
function next(desk: Desk, stuck: ReadonlySet<RealPosition>): RealPosition | undefined {
  const free = desk.positions.filter((position) => !stuck.has(position));
  return free.find((position) => !desk.standing(position).entryIsOver) ?? free[0];
}

/** One step for one position; false when there is nothing to do for it now. */
async function advance(desk: Desk, position: RealPosition): Promise<boolean> {
  const standing = desk.standing(position);
  const unknown = desk.orders.ofPosition(position.entry.signalTime).find(({ state }) => state === 'intended');
  if (unknown) return resolve(desk, position, standing, unknown);
  if (updateLevels(position, standing, desk.settings.rules)) desk.keep();
  if (!standing.entryIsOver) return completeEntry(desk, position, standing);
  if (standing.bought.quantity === 0n) return dropUnfilled(desk, position, standing);
  if (position.net === null) return measure(desk, position, standing);
  const isActive = standing.protections.length > 0 || standing.exits.length > 0;
  if (standing.held === 0n) return finishOrRefresh(desk, position, standing);
  if (!isActive && isTooSmall(desk, standing)) {
    giveUp(desk, position, standing.held, 'dust-left', 'worth less than any order may be');
    return true;
  }
  if (!isActive && !desk.maySell(position)) {
    desk.complain(
      'sale-refused',
      `no sale for the position of ${isoTime(position.entry.signalTime)} lasts at the broker`,
      'error',
    );
    return false;
  }
  return position.exit ? leave(desk, position, standing) : protect(desk, position, standing);
}

/** Everything is sold; where an order seems to be open still, the broker knows better. */
async function finishOrRefresh(desk: Desk, position: RealPosition, { protections, exits }: Standing): Promise<boolean> {
  const [order] = [...protections, ...exits];
  if (order) return cancel(desk, order);
  finish(desk, position);
  return true;
}

/** An intended order that nobody knows of: at the broker, or sent now, or not sent any more. */
async function resolve(desk: Desk, position: RealPosition, standing: Standing, order: OrderRecord): Promise<boolean> {
  const found = await lookUp(desk, order.clientId);
  if (found !== 'missing') return found === 'found';
  const stale = whyStale(desk, position, standing, order);
  if (stale !== null) {
    desk.orders.update(order.clientId, { state: 'never-sent', reason: stale });
    desk.say('never-sent', 'warning', `order ${order.clientId} was not sent: ${stale}`);
    return true;
  }
  const sent = await send(desk, order.clientId);
  if (sent.kind === 'refused') desk.orders.update(order.clientId, { state: 'rejected', reason: sent.failure.message });
  return sent.kind !== 'unknown';
}

function whyStale(desk: Desk, position: RealPosition, standing: Standing, order: OrderRecord): string | null {
  const isLate = desk.now() > position.openTime + desk.settings.timing.entryDeadline;
  if (order.role === 'entry') return isLate || position.exit ? 'too late for an entry' : null;
  if (parseUnits(order.quantity) > standing.held) return 'less is held by now';
  if (order.role === 'exit') return null;
  const others = standing.protections.filter((other) => other !== order);
  return position.exit || others.length > 0 || order.reason.startsWith(REPLACES) ? 'overtaken' : null;
}

/** Waits a little for the purchase to be complete, then takes the rest back: no stop can rest while it is open. */
async function completeEntry(desk: Desk, position: RealPosition, { entry }: Standing): Promise<boolean> {
  const { patience, partialPatience } = desk.settings.timing;
  if (!position.exit && (await follow(desk, entry.clientId, isPartial(desk, entry) ? partialPatience : patience)))
    return true;
  const now = desk.orders.get(entry.clientId) ?? entry;
  if (!isOpen(now)) return true;
  desk.say(
    'entry-cut',
    'warning',
    `the rest of the entry of ${isoTime(entry.signalTime)} is taken back after ${now.filledQuantity} BTC`,
  );
  return cancel(desk, now);
}

function isPartial(desk: Desk, { clientId }: OrderRecord): boolean {
  return desk.orders.get(clientId)?.state === 'partially-filled';
}

function dropUnfilled(desk: Desk, position: RealPosition, { entry }: Standing): boolean {
  if (entry.state === 'never-sent') desk.book.unsent.push(position);
  desk.say(
    'entry-unfilled',
    'warning',
    `nothing was bought for the signal of ${isoTime(entry.signalTime)}: ${entry.state} (${entry.reason})`,
  );
  finish(desk, position);
  return true;
}

/** The fee as it was taken: what the account holds now, less what it held before and what is ours besides. */
async function measure(desk: Desk, position: RealPosition, standing: Standing): Promise<boolean> {
  const estimate = standing.net;
  let net = estimate;
  try {
    const executions = desk.orders.executions;
    const { quantity } = await desk.api.holdings();
    const others = desk.positions
      .filter((other) => other !== position)
      .reduce((sum, other) => sum + desk.standing(other).held, 0n);
    const isQuiet = executions === desk.orders.executions && standing.sold.quantity === 0n;
    if (isQuiet && position.before !== null) {
      const measured = quantity - others - parseUnits(position.before);
      net = plausibleNet(measured, standing.bought.quantity) ?? estimate;
    }
  } catch (error) {
    complainOf(desk, asFailure(error));
    // The estimate is good enough to protect by, and that must not wait.
    desk.isReachable = true;
  }
  position.net = unitsText(net);
  desk.keep();
  desk.say('entered', 'info', `bought ${unitsText(standing.bought.quantity)} BTC, ${unitsText(net)} after the fee`);
  return true;
}
