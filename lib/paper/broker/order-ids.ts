import type { OrderRole } from '../order-journal.js';

const LETTER: Readonly<Record<OrderRole, string>> = { entry: 'e', protect: 'p', exit: 'x' };

/**
 * The client order id of one order: from the decision (open time of the signal bar), the role and a counter, so that the same
 * decision has the same id after any restart and the broker itself refuses it a second time.
 */
export function orderId(label: string, signalTime: number, role: OrderRole, count: number): string {
  return `${label}-${signalTime}-${LETTER[role]}${count}`;
}

/** Whether an id was made with this label, by whatever journal. */
export function isOrderId(label: string, clientId: string): boolean {
  return clientId.startsWith(`${label}-`) && /^-\d+-[epx]\d+$/.test(clientId.slice(label.length));
}
