import type { Account } from './account.js';
import type { Feed } from './feed.js';
import { Exit, Field, Refused } from './ledger.js';
import { closePosition, openPosition, walkPositions } from './position.js';
import { entryQuantity, stopDistance, stopTooClose } from './risk.js';
import type { Rules } from './rules.js';

/**
 * One bar: the opens and closes of everything that happens from its open to its close, in the order of the design.
 * Reads row `i` of the feed and nothing else, changes the account and nothing else. Backtest and paper trading both call it.
 */
export function step(account: Account, feed: Feed, i: number, rules: Rules): void {
  const { signals } = feed;
  const carried = account.open;
  if (account.ordered > 0) exitOrdered(account, feed, i, rules);
  if (account.orderSide !== 0) enter(account, feed, i, rules);
  if (carried > 0 || account.open > 0) account.exposedBars++;
  if (account.open > 0) walkPositions(account, feed, i, rules);
  markToMarket(account, feed, i, rules);
  if (account.open > 0) orderExits(account, signals.trend && rules.htf_reversal ? signals.trend[i] : 0);
  if (signals.side[i] !== 0) orderEntry(account, feed, i, rules);
  account.bar++;
}

/** After the last bar: what is left closes at the last close, and a waiting order has no bar to fill in. */
export function finish(account: Account, lastClose: number, endTime: number, rules: Rules): void {
  const p = account.ledger.rows;
  while (account.open > 0) {
    const at = account.positions[0];
    p[at + Field.ExitMarket] = p[at + Field.Side] * lastClose;
    p[at + Field.ExitTime] = endTime;
    closePosition(account, 0, Exit.EndOfData, rules);
  }
  account.equity = account.balance;
  if (account.orderSide === 0) return;
  account.ledger.refuse(account.orderSignalBar, Refused.NoNextBar);
  account.orderSide = 0;
}

function exitOrdered(account: Account, feed: Feed, i: number, rules: Rules): void {
  const p = account.ledger.rows;
  account.ordered = 0;
  for (let k = 0; k < account.open; ) {
    const at = account.positions[k];
    const reason = p[at + Field.Ordered];
    if (reason === 0) {
      k++;
      continue;
    }
    p[at + Field.ExitMarket] = p[at + Field.Side] * feed.bars.open[i];
    p[at + Field.ExitTime] = feed.bars.time[i];
    closePosition(account, k, reason, rules);
  }
}

function enter(account: Account, feed: Feed, i: number, rules: Rules): void {
  const refusal = refusalOfOrder(account, rules);
  if (refusal === 0) openPosition(account, feed, i, rules);
  else account.ledger.refuse(account.orderSignalBar, refusal);
  account.orderSide = 0;
}

/**
 * Why the waiting order is not taken at the next open, or 0. The same at the close that gave it and, once the exits
 * ordered there are done, at that open: until then those still count as open here and are subtracted.
 */
export function refusalOfOrder(account: Account, rules: Rules): number {
  if (account.bar - account.lastEntryBar <= rules.cooldown_bars) return Refused.Cooldown;
  if (account.open - account.ordered >= rules.max_positions) return Refused.MaxPositions;
  return account.orderRefusal;
}

/** Cash plus positions marked at `price`, USD. */
export function equityAt(account: Account, price: number): number {
  const p = account.ledger.rows;
  let equity = account.balance;
  for (let k = 0; k < account.open; k++) {
    const at = account.positions[k];
    equity += (p[at + Field.Side] * price - p[at + Field.Entry]) * p[at + Field.Quantity];
  }
  return equity;
}

/** Marks positions at the close; past the halt drawdown, or without equity, trading ends for good. */
function markToMarket(account: Account, feed: Feed, i: number, rules: Rules): void {
  const equity = equityAt(account, feed.bars.close[i]);
  account.equity = equity;
  if (equity > account.peak) account.peak = equity;
  if (account.halted) return;
  const drawdownHalt = rules.max_drawdown_halt > 0 && equity / account.peak - 1 < -rules.max_drawdown_halt;
  if (drawdownHalt || equity <= 0) account.haltedAt = account.bar;
}

/** At a close: a halt orders everything out, else the 1h trend orders out what it is against. A state, not a change. */
function orderExits(account: Account, trend: number): void {
  const { halted } = account;
  if (!halted && trend === 0) return;
  const p = account.ledger.rows;
  for (let k = 0; k < account.open; k++) {
    const at = account.positions[k];
    if (!halted && trend === p[at + Field.Side]) continue;
    p[at + Field.Ordered] = halted ? Exit.Emergency : Exit.Reversal;
    account.ordered++;
  }
}

/** Sizes the signal of this close for the next open; what is refused for certain is known here and kept for its turn. */
function orderEntry(account: Account, feed: Feed, i: number, rules: Rules): void {
  if (account.halted) {
    account.ledger.refuse(account.bar, Refused.Halted);
    return;
  }
  const { signals } = feed;
  const close = feed.bars.close[i];
  const p = account.ledger.rows;
  let committed = 0;
  for (let k = 0; k < account.open; k++) committed += p[account.positions[k] + Field.Quantity] * close;
  const distance = stopDistance(signals.atr[i], signals.volRatio ? signals.volRatio[i] : Number.NaN, rules);
  const confidence = signals.confidence ? signals.confidence[i] : 1;
  const quantity = entryQuantity({ equity: account.equity, committed, close, distance, confidence }, rules);
  account.orderSide = signals.side[i];
  account.orderQuantity = quantity;
  account.orderDistance = distance;
  account.orderSignalBar = account.bar;
  account.orderEquity = account.equity;
  account.orderCommitted = committed;
  if (stopTooClose(distance, close, rules.minStopSlippage, rules)) account.orderRefusal = Refused.MinStop;
  else account.orderRefusal = quantity > 0 && quantity * close >= rules.min_notional ? 0 : Refused.MinNotional;
}
