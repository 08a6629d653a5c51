import { formatPercent } from '../../core/format.js';
import { numberOf, usdOf } from './decimal.js';
import type { Desk } from './desk.js';
import { type ExitWish, entryPriceOf, type RealPosition } from './position.js';

/** What a position's executions have brought so far, USD: negative while it is open. */
function flowOf(desk: Desk, position: RealPosition): number {
  const { bought, sold } = desk.standing(position);
  return usdOf(sold.paid) * (1 - desk.settings.feeRate) - usdOf(bought.paid);
}

/** What is left of the capital allotted to this book and not in positions, USD. */
export function cashOf(desk: Desk): number {
  return desk.positions.reduce(
    (cash, position) => cash + flowOf(desk, position),
    desk.settings.rules.initial + desk.book.realised,
  );
}

/** The real book marked at the last price, USD: allotted capital plus real profit, nothing else of the account. */
export function equityOf(desk: Desk): number {
  return desk.positions.reduce((sum, position) => sum + worthOf(desk, position), cashOf(desk));
}

/** At the last price; before there is one, at what was paid. */
function worthOf(desk: Desk, position: RealPosition): number {
  const standing = desk.standing(position);
  if (standing.held === 0n) return 0;
  return numberOf(standing.held) * (Number.isNaN(desk.mark) ? entryPriceOf(standing) : desk.mark);
}

/** Orders every position out that is not on its way yet; why is kept before anything is done. */
export function orderOut(desk: Desk, wish: ExitWish, chosen: (position: RealPosition) => boolean = () => true): void {
  const staying = desk.positions.filter((position) => position.exit === null && chosen(position));
  if (staying.length === 0) return;
  for (const position of staying)
    position.exit = { wish, market: Number.isNaN(desk.mark) ? position.entry.close : desk.mark };
  desk.keep();
  const [name, severity] =
    wish === 'emergency' || wish === 'kill' ? (['close-all', 'error'] as const) : (['exit-ordered', 'info'] as const);
  desk.say(name, severity, `${staying.length} positions ordered out: ${wish}`);
}

/** The emergency rule on the real book: past the drawdown everything goes out and nothing comes in again, also after a restart. */
export function watchDrawdown(desk: Desk): void {
  const { book, settings } = desk;
  const equity = equityOf(desk);
  if (equity > book.peak) {
    book.peak = equity;
    desk.keep();
  }
  const limit = settings.rules.max_drawdown_halt;
  const drawdown = equity / book.peak - 1;
  const isPast = (limit > 0 && drawdown < -limit) || equity <= 0;
  if (book.halt) orderOut(desk, 'emergency');
  if (book.halt || !isPast) return;
  book.halt = { at: desk.now(), reason: 'emergency' };
  desk.keep();
  const detail = `the real book is ${formatPercent(drawdown)} below its peak, more than ${formatPercent(limit)}: everything is closed`;
  desk.say('emergency', 'error', detail);
  orderOut(desk, 'emergency');
  settings.onEmergency(detail);
}

/** At each close: whether the 1h trend still agrees, for the record, and out with what it is against. */
export function watchTrend(desk: Desk, trend: -1 | 0 | 1): void {
  const doubted = desk.positions.filter(({ trendAgreed }) => trendAgreed && trend !== 1);
  for (const position of doubted) position.trendAgreed = false;
  if (doubted.length > 0) desk.keep();
  if (trend === -1 && desk.settings.rules.htf_reversal) orderOut(desk, 'htf-reversal');
}
