import { DAY, isoTime } from '../../core/time.js';
import { giveUp } from './closing.js';
import { least, numberOf, type Units, unitsText } from './decimal.js';
import { asFailure, type Desk } from './desk.js';
import { isOrderId } from './order-ids.js';
import { isFinal, isOpen } from './orders.js';
import { DUST } from './protection.js';
import { cancel, complainOf, lookUp } from './sending.js';
import type { ServerOrder } from './trading-api.js';

/** What a comparison remembers until the next. */
export class Comparison {
  /** BTC that were missing, and since when; positions have been seen to vanish for a moment. */
  private missing: { readonly quantity: Units; readonly since: number } | null = null;
  private readonly unknownTwice = new Set<string>();
  private last = Number.NEGATIVE_INFINITY;
  private lastDeep = Number.NEGATIVE_INFINITY;
  foreign: readonly string[] = [];

  async runWhenDue(desk: Desk): Promise<void> {
    const { syncEvery, deepSyncEvery } = desk.settings.timing;
    const isDeep = !desk.isReady || desk.book.unsent.length > 0 || desk.now() - this.lastDeep >= deepSyncEvery;
    if (isDeep || desk.now() - this.last >= syncEvery) await this.run(desk, isDeep);
  }

  /**
   * Brings journal and broker to agreement: orders by our ids, executions taken once, then positions. `deep` looks at all
   * orders of a day and not only at open ones. Where the broker does not answer it is tried again with the next minute.
   */
  async run(desk: Desk, deep: boolean): Promise<void> {
    try {
      const listed = deep ? await desk.api.ordersSince(desk.now() - DAY) : [];
      const open = await desk.api.openOrders();
      takeIn(desk, [...listed, ...open]);
      await this.askForOthers(desk, open);
      await this.comparePositions(desk, open);
      desk.isReady = true;
      this.last = desk.now();
      if (deep) this.lastDeep = this.last;
    } catch (error) {
      complainOf(desk, asFailure(error));
    }
  }

  /** Orders we take for open and the broker does not list: filled, over, or gone. */
  private async askForOthers(desk: Desk, open: readonly ServerOrder[]): Promise<void> {
    const listed = new Set(open.map(({ clientId }) => clientId));
    for (const order of desk.orders.all()) {
      if (!isOpen(order) || listed.has(order.clientId)) continue;
      const found = await lookUp(desk, order.clientId);
      if (found === 'found') this.unknownTwice.delete(order.clientId);
      if (found !== 'missing') continue;
      if (!this.unknownTwice.has(order.clientId)) {
        this.unknownTwice.add(order.clientId);
        continue;
      }
      desk.orders.update(order.clientId, { state: 'canceled', reason: 'the broker does not know it any more' });
      desk.say('order-vanished', 'error', `the broker does not know order ${order.clientId} any more`);
    }
  }

  private async comparePositions(desk: Desk, open: readonly ServerOrder[]): Promise<void> {
    const executions = desk.orders.executions;
    const { quantity, others } = await desk.api.holdings();
    const inFlight = desk.orders.all().some((order) => !isFinal(order) && order.type === 'market');
    this.foreign = [...foreignOrders(desk, open), ...others, ...foreignHoldings(desk, quantity - desk.held())];
    // Bought or sold between two answers: they do not belong to the same moment.
    if (inFlight || executions !== desk.orders.executions) return;
    // What a sale of ours holds at the broker is there, whatever the list of positions says at the moment.
    const missing = desk.held() - greatest(quantity, heldByOrders(desk, open));
    if (missing <= DUST) {
      this.missing = null;
      return;
    }
    if (this.missing === null) {
      this.missing = { quantity: missing, since: desk.now() };
      const what = `${unitsText(missing)} BTC of ours are not at the broker`;
      desk.say('position-missing', 'warning', `${what}; looked at again before anything is done`);
      return;
    }
    if (desk.now() - this.missing.since < desk.settings.timing.syncEvery) return;
    await this.giveUpMissing(desk, least(missing, this.missing.quantity));
    this.missing = null;
  }

  /** Gone twice is gone: newest first, it is given up and its orders are taken back, so that nothing is sold that is not there. */
  private async giveUpMissing(desk: Desk, missing: Units): Promise<void> {
    let left = missing;
    for (const position of [...desk.positions].reverse()) {
      const { held, protections } = desk.standing(position);
      const part = least(held, left);
      if (part === 0n) continue;
      left -= part;
      giveUp(
        desk,
        position,
        part,
        'position-vanished',
        'the broker does not have it any more; it was sold or taken by somebody else',
      );
      for (const order of protections) await cancel(desk, order);
    }
  }
}

/** Orders by our ids, also those that were taken for over or never sent. */
function takeIn(desk: Desk, servers: readonly ServerOrder[]): void {
  const ours = servers.filter(({ clientId }) => isOrderId(desk.settings.label, clientId));
  desk.orders.recall(ours.map(({ clientId }) => clientId));
  for (const server of ours) desk.orders.absorb(server, null, desk.now());
  const arrived = desk.book.unsent.filter(({ entry }) => {
    const order = desk.orders.ofPosition(entry.signalTime).find(({ role }) => role === 'entry');
    return order !== undefined && order.state !== 'never-sent';
  });
  desk.book.unsent = desk.book.unsent.filter(
    (position) => !arrived.includes(position) && position.openTime > desk.now() - DAY,
  );
  if (arrived.length === 0) return;
  desk.positions.push(...arrived);
  desk.keep();
  for (const { entry } of arrived) {
    desk.say(
      'entry-arrived',
      'error',
      `the entry of ${isoTime(entry.signalTime)} was given up and arrived at the broker after all: it is taken over`,
    );
  }
}

/** BTC in open sales of our positions. */
function heldByOrders(desk: Desk, open: readonly ServerOrder[]): Units {
  return open
    .filter(({ clientId, side }) => side === 'sell' && desk.orders.get(clientId) !== undefined)
    .reduce((sum, order) => sum + order.quantity - order.filled, 0n);
}

const greatest = (a: Units, b: Units): Units => (a > b ? a : b);

function foreignOrders(desk: Desk, open: readonly ServerOrder[]): string[] {
  return open
    .filter(({ clientId }) => !desk.orders.get(clientId))
    .map((order) => {
      const whose = isOrderId(desk.settings.label, order.clientId) ? ' of an earlier journal' : '';
      return `order ${order.id}${whose}: ${order.side} ${unitsText(order.quantity)} ${order.symbol} ${order.type}`;
    });
}

function foreignHoldings(desk: Desk, surplus: Units): string[] {
  return surplus > DUST
    ? [`position of ${numberOf(surplus)} BTC that this book did not buy, at ${isoTime(desk.now())}`]
    : [];
}
