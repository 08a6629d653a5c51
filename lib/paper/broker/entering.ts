import { isoTime } from '../../core/time.js';
import type { EntryOrder } from '../broker.js';
import { least, numberOf, type Units, unitsOf, unitsText } from './decimal.js';
import { asFailure, type Desk } from './desk.js';
import { FLOOR } from './leaving.js';
import { orderId } from './order-ids.js';
import { isOpen } from './orders.js';
import { newPosition } from './position.js';
import { DUST } from './protection.js';
import { cancel, type Sent, send } from './sending.js';
import type { ApiFailure } from './trading-api.js';
import { cashOf } from './watch.js';

/** The broker values a market purchase above the market when it checks what it may cost. */
const RESERVE = 0.04;

/**
 * Buys what the model ordered at the close before `openTime`, once: the order's id is the decision. What cannot be bought is
 * an event with its reason.
 */
export async function enter(desk: Desk, entry: EntryOrder, openTime: number): Promise<void> {
  const clientId = orderId(desk.settings.label, entry.signalTime, 'entry', 1);
  desk.orders.recall([clientId]);
  if (desk.orders.get(clientId)) return;
  const obstacle = obstacleTo(desk, entry, openTime);
  if (obstacle !== null) return skip(desk, entry, obstacle);
  let quantity: Units;
  let before: Units;
  try {
    const [account, holdings] = [await desk.api.account(), await desk.api.holdings()];
    if (account.blocked !== null) return skip(desk, entry, `the account cannot trade: ${account.blocked}`);
    quantity = affordable(desk, entry, account.buyingPower);
    before = holdings.quantity - desk.held();
  } catch (error) {
    return skip(desk, entry, `Alpaca does not answer: ${asFailure(error).message}`);
  }
  const floor = Math.max(FLOOR, desk.settings.rules.min_notional);
  const leastWorth = numberOf(quantity) * (1 - desk.settings.feeRate) * lowestPrice(desk, entry);
  // Below it no stop could rest at the broker and what is left could not be sold.
  if (leastWorth < floor)
    return skip(desk, entry, `${unitsText(quantity)} BTC would be under the broker's floor of ${floor} USD`);
  await buy(desk, entry, openTime, quantity, before > DUST || before < -DUST ? before : 0n);
}

function obstacleTo(desk: Desk, entry: EntryOrder, openTime: number): string | null {
  if (desk.book.halt) return `halted since ${isoTime(desk.book.halt.at)} (${desk.book.halt.reason})`;
  if (!desk.isReady) return 'the account has not been compared with the journal yet';
  if (!(entry.quantity > 0 && entry.distance > 0 && entry.close > entry.distance)) return 'the order makes no sense';
  if (desk.now() > openTime + desk.settings.timing.entryDeadline) return 'too late for an entry';
  const most = desk.settings.rules.max_positions;
  return desk.positions.length >= most ? `${most} positions are open` : null;
}

function skip(desk: Desk, entry: EntryOrder, why: string): void {
  desk.say('entry-skipped', 'warning', `the entry of ${isoTime(entry.signalTime)} was not sent: ${why}`);
}

/** The model's quantity, within what the account can spend and what this book has left of its own capital. */
function affordable(desk: Desk, entry: EntryOrder, buyingPower: Units): Units {
  const spendable = Math.min(numberOf(buyingPower) * (1 - RESERVE), cashOf(desk));
  return least(unitsOf(entry.quantity), unitsOf(Math.max(0, spendable) / entry.close));
}

function lowestPrice({ settings }: Desk, { close, distance }: EntryOrder): number {
  return (close - distance) * (1 - settings.limitOffset);
}

async function buy(desk: Desk, entry: EntryOrder, openTime: number, quantity: Units, before: Units): Promise<void> {
  const position = newPosition(entry, openTime, unitsText(before));
  const order = desk.draft(position, { role: 'entry', side: 'buy', type: 'market', quantity, reason: 'signal' });
  desk.settings.journal.atomically(() => {
    desk.orders.intend(order);
    desk.positions.push(position);
    desk.keep();
  });
  const until = openTime + desk.settings.timing.entryDeadline;
  let sent = await send(desk, order.clientId, { until });
  if (isInTheWay(sent) && (await liftProtection(desk))) sent = await send(desk, order.clientId, { until });
  if (sent.kind === 'refused') desk.orders.update(order.clientId, { state: 'rejected', reason: sent.failure.message });
}

/** A purchase is refused while a sale of ours rests: the broker takes it for a wash trade. */
function isInTheWay(sent: Sent): sent is { kind: 'refused'; failure: ApiFailure } {
  return sent.kind === 'refused' && /wash trade/i.test(sent.failure.message);
}

/**
 * Takes our protective orders back for the moment of the purchase; they rest again as soon as it is over, and a crash in
 * between finds them missing and sends them. False when one of them could not be taken back.
 */
async function liftProtection(desk: Desk): Promise<boolean> {
  const resting = desk.orders.all().filter((order) => order.role === 'protect' && isOpen(order));
  if (resting.length === 0) return false;
  desk.say(
    'protection-lifted',
    'info',
    `${resting.length} protective orders are taken back for the moment of a purchase`,
  );
  for (const order of resting) if (!(await cancel(desk, order))) return false;
  return true;
}
