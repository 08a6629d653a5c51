import type { Trade } from '../backtest/trades.js';
import { formatDigits } from '../core/format.js';
import { isoTime } from '../core/time.js';
import type { Steps } from './attribution-chain.js';
import type { OrderRecord, PaperTrade } from './order-journal.js';

/** What paper decided otherwise in a trade that both took. */
export function wordsOf(model: Trade, paper: PaperTrade, { otherExit, quantity, fees }: Steps): string {
  const said: string[] = [];
  if (otherExit) {
    const by = `${otherExit.exitReason} at ${isoTime(otherExit.exitTime)}`;
    said.push(`left by ${paper.exitReason} at ${isoTime(paper.exitTime)}, the rules by ${by}`);
  }
  if (quantity !== 0) {
    said.push(`${formatDigits(paper.quantity, 9)} BTC instead of ${formatDigits(model.quantity, 9)}`);
  }
  if (fees !== 0) said.push('fees as the broker charged them');
  return said.length === 0 ? 'decided as the backtest' : said.join('; ');
}

/** Why the backtest on the seen bars has no such trade; `refusal` is its reason where it had the signal. */
export function whyNotInModel(refusal: string | undefined): string {
  return refusal ? `the backtest refused the signal: ${refusal}` : 'no such signal on the seen bars';
}

/** Why paper has no such trade; `order` is its entry order where one was meant. */
export function whyNotOnPaper(order: OrderRecord | undefined): string {
  if (!order) return 'no entry order on paper: skipped, refused, held or missed (the journal has the event)';
  return `the entry order was ${order.state}: ${order.reason}`;
}
