import type { Account } from './account.js';
import type { Feed } from './feed.js';
import { exitFill, feeOf, slipped } from './fill.js';
import {
  alongPath,
  type FillOrder,
  gapExit,
  isQuiet,
  look,
  optimistic,
  ordersDiffer,
  pessimistic,
  Seen,
} from './intrabar.js';
import { Exit, Field } from './ledger.js';
import { writeLevels } from './levels.js';
import type { Rules } from './rules.js';

/** Fills the order at the open, or at a given `fill`, and writes the position's row; its levels follow from the fill, slippage included. */
export function openPosition(
  account: Account,
  feed: Feed,
  i: number,
  rules: Rules,
  fill = slipped(feed.bars.open[i], account.orderSide, rules.slippage),
): void {
  const side = account.orderSide;
  const quantity = account.orderQuantity;
  const distance = account.orderDistance;
  const open = feed.bars.open[i];
  const entry = side * fill;
  const fee = feeOf(fill, quantity, rules.fee);
  const at = account.ledger.add();
  const p = account.ledger.rows;
  writeLevels(p, at, side, entry, distance, rules);
  p[at + Field.Quantity] = quantity;
  p[at + Field.SignalBar] = account.orderSignalBar;
  p[at + Field.EntryBar] = account.bar;
  p[at + Field.EntryTime] = feed.bars.time[i];
  p[at + Field.EntryMarket] = side * open;
  p[at + Field.Fees] = fee;
  p[at + Field.Equity] = account.orderEquity;
  p[at + Field.Committed] = account.orderCommitted;
  account.balance -= fee;
  account.lastEntryBar = account.bar;
  account.positions[account.open] = at;
  account.open++;
}

/** Takes every position through the bar, in order of entry. */
export function walkPositions(account: Account, feed: Feed, i: number, rules: Rules): void {
  const { open, high, low, close, time } = feed.bars;
  const p = account.ledger.rows;
  const bar = account.seen;
  for (let k = 0; k < account.open; ) {
    const at = account.positions[k];
    look(bar, p[at + Field.Side], open, high, low, close, i);
    p[at + Field.ExitTime] = time[i];
    const reason = rules.order === 'finer' ? walkFiner(p, at, bar, feed, i) : walkBar(p, at, bar, rules.order);
    if (reason === 0) k++;
    else closePosition(account, k, reason, rules);
  }
  if (rules.order === 'finer' && !hasMinutes(feed, i)) account.barsWithoutMinutes++;
}

/** One position through one bar; 0 or the reason of its exit, with the market price of the exit in its row. */
function walkBar(p: Float64Array, at: number, bar: Float64Array, order: FillOrder): number {
  if (isQuiet(p, at, bar)) {
    if (bar[Seen.High] > p[at + Field.Best]) p[at + Field.Best] = bar[Seen.High];
    markWorst(p, at, bar);
    return 0;
  }
  if (p[at + Field.Ambiguous] === 0 && ordersDiffer(p, at, bar)) p[at + Field.Ambiguous] = 1;
  const best = p[at + Field.Best];
  let reason: number;
  if (order === 'optimistic') reason = optimistic(p, at, bar);
  else if (order === 'path') reason = alongPath(p, at, bar);
  else reason = pessimistic(p, at, bar);
  // Of the exit bar only the exit price counts as an excursion, but a path may have moved the best price on before it.
  if (reason !== 0) p[at + Field.Best] = best;
  else markWorst(p, at, bar);
  return reason;
}

function markWorst(p: Float64Array, at: number, bar: Float64Array): void {
  if (bar[Seen.Low] < p[at + Field.Worst]) p[at + Field.Worst] = bar[Seen.Low];
}

/** The finer order: each minute is a bar in pessimistic order; ordered exits and entries stay at the base bar's open. */
function walkFiner(p: Float64Array, at: number, bar: Float64Array, feed: Feed, i: number): number {
  const { minutes } = feed;
  if (!minutes || !hasMinutes(feed, i)) return walkBar(p, at, bar, 'pessimistic');
  if (!isQuiet(p, at, bar) && p[at + Field.Ambiguous] === 0 && ordersDiffer(p, at, bar)) p[at + Field.Ambiguous] = 1;
  const gapped = gapExit(p, at, bar);
  if (gapped !== 0) return gapped;
  const { open, high, low, close, time } = minutes.bars;
  for (let m = minutes.from[i]; m < minutes.to[i]; m++) {
    look(bar, p[at + Field.Side], open, high, low, close, m);
    const reason = pessimistic(p, at, bar);
    if (reason !== 0) {
      p[at + Field.ExitTime] = time[m];
      return reason;
    }
    markWorst(p, at, bar);
  }
  return 0;
}

function hasMinutes({ minutes }: Feed, i: number): boolean {
  return minutes !== undefined && minutes.to[i] > minutes.from[i];
}

/** Closes position `k` at the market price in its row: slippage unless it is the target, fee, profit, reason. */
export function closePosition(account: Account, k: number, reason: number, rules: Rules): void {
  const p = account.ledger.rows;
  const at = account.positions[k];
  const side = p[at + Field.Side];
  const quantity = p[at + Field.Quantity];
  const market = side * p[at + Field.ExitMarket];
  const fill = exitFill(market, side, reason === Exit.Target, rules.slippage);
  const fee = feeOf(fill, quantity, rules.fee);
  const gain = (side * fill - p[at + Field.Entry]) * quantity;
  p[at + Field.ExitBar] = account.bar;
  p[at + Field.Exit] = side * fill;
  p[at + Field.Reason] = reason === Exit.Stop && p[at + Field.Moved] === 1 ? Exit.Trailing : reason;
  p[at + Field.Pnl] = gain - p[at + Field.Fees] - fee;
  p[at + Field.Fees] += fee;
  account.balance += gain - fee;
  account.open--;
  for (let slot = k; slot < account.open; slot++) account.positions[slot] = account.positions[slot + 1];
}
