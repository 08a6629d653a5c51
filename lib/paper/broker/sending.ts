import type { OrderRecord } from '../order-journal.js';
import { asFailure, type Desk } from './desk.js';
import { isFinal } from './orders.js';
import type { ApiFailure, OrderRequest } from './trading-api.js';

/** `unknown`: it may or may not be at the broker; it stays `intended` and is looked up again later. */
export type Sent =
  | { readonly kind: 'booked' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly failure: ApiFailure };

const ATTEMPTS = 3;
/** A broker that asks for more patience is left alone until the next minute, ms. */
const LONGEST_WAIT = 5_000;
const DUPLICATE_ID = 40010001;

export interface SendOptions {
  /** Not sent again after this, ms UTC. */
  readonly until?: number;
  /** The broker's id of the order whose place it takes. */
  readonly insteadOf?: string;
}

function requestOf({ clientId, side, type, quantity, stopPrice, limitPrice }: OrderRecord): OrderRequest {
  return { clientId, side, type, quantity, stopPrice, limitPrice };
}

/**
 * Sends an order that the journal has as intended. An answer that does not come is resolved by looking the id up, and only
 * an order that is not there is sent again, under the same id, which the broker takes once: never a second order.
 */
export async function send(desk: Desk, clientId: string, options: SendOptions = {}): Promise<Sent> {
  const { until = Number.POSITIVE_INFINITY, insteadOf } = options;
  for (let attempt = 1; ; attempt++) {
    const order = desk.orders.get(clientId);
    if (order?.state !== 'intended') return { kind: 'booked' };
    try {
      const request = requestOf(order);
      const server = await (insteadOf ? desk.api.replace(insteadOf, request) : desk.api.submit(request));
      desk.orders.absorb(server, null, desk.now());
      return { kind: 'booked' };
    } catch (error) {
      const failure = asFailure(error);
      const isDuplicate = failure.detail.code === DUPLICATE_ID && failure.message.includes('client_order_id');
      if (failure.kind === 'refused' && !isDuplicate) return { kind: 'refused', failure };
      complainOf(desk, failure);
      const found = await lookUp(desk, clientId);
      if (found === 'found') return { kind: 'booked' };
      const wait = Math.max(failure.retryAfter, desk.settings.timing.poll * 2 ** attempt);
      const isHopeless = found === 'unknown' || failure.kind === 'unauthorised' || attempt === ATTEMPTS;
      if (isHopeless || wait > LONGEST_WAIT || desk.now() + wait > until) return { kind: 'unknown' };
      await desk.settings.clock.sleep(wait);
    }
  }
}

export type Found = 'found' | 'missing' | 'unknown';

/** Asks the broker for an order by our id and takes in what it says. */
export async function lookUp(desk: Desk, clientId: string): Promise<Found> {
  try {
    const server = await desk.api.orderByClientId(clientId);
    desk.isReachable = true;
    if (!server) return 'missing';
    desk.orders.absorb(server, null, desk.now());
    return 'found';
  } catch (error) {
    complainOf(desk, asFailure(error));
    return 'unknown';
  }
}

/** Waits for an order to be over, by the stream and by asking; false when it is still open after `patience` ms. */
export async function follow(desk: Desk, clientId: string, patience: number): Promise<boolean> {
  let pause = desk.settings.timing.poll;
  for (let waited = 0; ; ) {
    const order = desk.orders.get(clientId);
    if (!order || isFinal(order)) return true;
    if (waited >= patience || desk.isClosed || !desk.isReachable) return false;
    if (await desk.newsWithin(pause)) continue;
    waited += pause;
    pause = Math.min(pause * 1.5, 8 * desk.settings.timing.poll);
    await lookUp(desk, clientId);
  }
}

/**
 * Takes an order back and waits until it is over; what was executed before is taken in, so a fill that was faster is no
 * fault. False when the broker still has it.
 */
export async function cancel(desk: Desk, order: OrderRecord): Promise<boolean> {
  for (let attempt = 1; order.serverId !== null && !(await tryCancel(desk, order)) && attempt < ATTEMPTS; attempt++) {
    await desk.newsWithin(desk.settings.timing.poll * 2 ** attempt);
  }
  return follow(desk, order.clientId, desk.settings.timing.patience);
}

/** False when nobody answered and the broker has the order as it was: a request that may be lost is sent again. */
async function tryCancel(desk: Desk, { serverId, clientId }: OrderRecord): Promise<boolean> {
  try {
    await desk.api.cancel(serverId ?? '');
    return true;
  } catch (error) {
    // Already filled, already gone, or no answer: the order itself says which.
    const failure = asFailure(error);
    if (failure.kind !== 'refused') complainOf(desk, failure);
    const found = await lookUp(desk, clientId);
    const after = desk.orders.get(clientId);
    return failure.kind === 'refused' || found !== 'found' || !after || isFinal(after);
  }
}

export function complainOf(desk: Desk, failure: ApiFailure): void {
  desk.isReachable = false;
  if (failure.kind === 'unauthorised')
    desk.complain('keys-refused', `Alpaca refuses the keys: ${failure.message}`, 'error');
  else desk.complain('broker-unavailable', `Alpaca does not answer as it should: ${failure.message}`);
}
