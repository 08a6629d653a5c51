import type { Bars } from '../core/bars.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import type { Signals } from '../strategy/strategy.js';
import type { Account } from './account.js';
import { feeOf, slipped } from './fill.js';
import {
  alongPath,
  copyRow,
  type FillOrder,
  gapExit,
  isQuiet,
  optimistic,
  ordersDiffer,
  pessimistic,
} from './intrabar.js';
import * as L from './ledger.js';
import type { MinuteIndex } from './minutes.js';
import { entryQuantity, stopDistance, stopTooClose } from './risk.js';

/** What the engine reads: bars and signals of equal length, and minutes for the finer order. */
export interface Feed {
  readonly bars: Bars;
  readonly signals: Signals;
  readonly minutes?: MinuteIndex;
}

/** How the engine acts: the backtest's parameters, the fill order in force, and the slippage of the min-stop test. */
export interface Rules extends BacktestParameters {
  readonly order: FillOrder;
  /** A zero-cost twin keeps its original's slippage here, so that both refuse the same signals as `min-stop`. */
  readonly minStopSlippage: number;
}

/**
 * One bar: the opens and closes of everything that happens from its open to its close, in the order of the design.
 * Reads row `i` of the feed and nothing else, changes the account and nothing else. Backtest and paper trading both call it.
 */
export function step(account: Account, feed: Feed, i: number, rules: Rules): void {
  const { bars, signals } = feed;
  const open = bars.open[i];
  const carried = account.open;
  if (carried > 0) exitOrdered(account, open, bars.time[i], rules);
  if (account.order.side !== 0) enter(account, open, bars.time[i], rules);
  if (carried > 0 || account.open > 0) account.exposedBars++;
  if (account.open > 0) walkPositions(account, feed, i, rules);
  markToMarket(account, bars.close[i], rules);
  if (account.open > 0) orderExits(account, signals.trend ? signals.trend[i] : 0, rules);
  if (signals.side[i] !== 0) orderEntry(account, feed, i, rules);
  account.bar++;
}

/** After the last bar: what is left closes at the last close, and a waiting order has no bar to fill in. */
export function finish(account: Account, lastClose: number, endTime: number, rules: Rules): void {
  while (account.open > 0) closePosition(account, 0, lastClose, endTime, L.BY_END_OF_DATA, rules);
  account.equity = account.balance;
  if (account.order.side === 0) return;
  account.ledger.refuse(account.order.signalBar, L.REFUSED_NO_NEXT_BAR);
  account.order.side = 0;
}

function exitOrdered(account: Account, open: number, time: number, rules: Rules): void {
  const p = account.positions;
  for (let k = 0; k < account.open; ) {
    const reason = p[k * L.ROW + L.ORDERED];
    if (reason === 0) k++;
    else closePosition(account, k, open, time, reason, rules);
  }
}

function enter(account: Account, open: number, time: number, rules: Rules): void {
  const order = account.order;
  const side = order.side;
  order.side = 0;
  const refusal = refusalAtOpen(account, rules);
  if (refusal !== 0) {
    account.ledger.refuse(order.signalBar, refusal);
    return;
  }
  openPosition(account, side, open, time, rules);
}

/** Fills the order at the open and writes the position's row; its levels follow from the fill, slippage included. */
function openPosition(account: Account, side: number, open: number, time: number, rules: Rules): void {
  const { quantity, distance, signalBar, equity, committed } = account.order;
  const p = account.positions;
  const at = account.open * L.ROW;
  const fill = slipped(open, side, rules.slippage);
  const entry = side * fill;
  p.fill(0, at, at + L.ROW);
  p[at + L.SIDE] = side;
  p[at + L.QTY] = quantity;
  p[at + L.SIGNAL_BAR] = signalBar;
  p[at + L.ENTRY_BAR] = account.bar;
  p[at + L.ENTRY_TIME] = time;
  p[at + L.ENTRY] = entry;
  p[at + L.ENTRY_MARKET] = side * open;
  p[at + L.DISTANCE] = distance;
  p[at + L.STOP] = entry - distance;
  p[at + L.TARGET] = entry + rules.tp_rr * distance;
  p[at + L.BEST] = entry;
  p[at + L.WORST] = entry;
  p[at + L.TRAIL_START] = entry + rules.trail_start_r * distance;
  p[at + L.TRAIL_GAP] = rules.trail_gap_r * distance;
  p[at + L.FEES] = feeOf(fill, quantity, rules.fee);
  p[at + L.EQUITY] = equity;
  p[at + L.COMMITTED] = committed;
  account.balance -= p[at + L.FEES];
  account.lastEntryBar = account.bar;
  account.open++;
}

function refusalAtOpen(account: Account, rules: Rules): number {
  if (account.bar - account.lastEntryBar <= rules.cooldown_bars) return L.REFUSED_COOLDOWN;
  if (account.open >= rules.max_positions) return L.REFUSED_MAX_POSITIONS;
  return account.order.refusal;
}

/** Takes every position through the bar, in order of entry. */
function walkPositions(account: Account, feed: Feed, i: number, rules: Rules): void {
  const p = account.positions;
  for (let k = 0; k < account.open; ) {
    const at = k * L.ROW;
    const reason = walkBar(p, at, feed, i, rules);
    if (reason === 0) k++;
    else closePosition(account, k, p[at + L.EXIT_MARKET] * p[at + L.SIDE], p[at + L.EXIT_TIME], reason, rules);
  }
  if (rules.order === 'finer' && !hasMinutes(feed, i)) account.barsWithoutMinutes++;
}

function hasMinutes(feed: Feed, i: number): boolean {
  return feed.minutes !== undefined && feed.minutes.to[i] > feed.minutes.from[i];
}

/** One position through one bar; 0 or the reason of its exit, with market price and time of the exit in its row. */
function walkBar(p: Float64Array, at: number, feed: Feed, i: number, rules: Rules): number {
  const bars = feed.bars;
  const long = p[at + L.SIDE] > 0;
  const h = bars.high[i];
  const l = bars.low[i];
  const high = long ? h : -l;
  const low = long ? l : -h;
  p[at + L.EXIT_TIME] = bars.time[i];
  if (isQuiet(p, at, high, low) && rules.order !== 'finer') {
    if (high > p[at + L.BEST]) p[at + L.BEST] = high;
    if (low < p[at + L.WORST]) p[at + L.WORST] = low;
    return 0;
  }
  const o = bars.open[i];
  const open = long ? o : -o;
  const close = long ? bars.close[i] : -bars.close[i];
  const favourableFirst = h - o < o - l === long;
  if (p[at + L.AMBIGUOUS] === 0) {
    const spare = rules.max_positions * L.ROW;
    if (ordersDiffer(p, at, spare, open, high, low, close, favourableFirst)) p[at + L.AMBIGUOUS] = 1;
  }
  if (rules.order === 'finer' && hasMinutes(feed, i)) return walkMinutes(p, at, open, feed.minutes!, i);
  const best = p[at + L.BEST];
  let reason: number;
  if (rules.order === 'optimistic') reason = optimistic(p, at, open, high, low);
  else if (rules.order === 'path') reason = alongPath(p, at, open, high, low, close, favourableFirst);
  else reason = pessimistic(p, at, open, high, low);
  // Of the exit bar only the exit price counts as an excursion, but a path may have moved the best price on before it.
  if (reason !== 0) p[at + L.BEST] = best;
  else if (low < p[at + L.WORST]) p[at + L.WORST] = low;
  return reason;
}

/** The finer order: each minute is a bar in pessimistic order; ordered exits and entries stay at the base bar's open. */
function walkMinutes(p: Float64Array, at: number, baseOpen: number, minutes: MinuteIndex, i: number): number {
  const gapped = gapExit(p, at, baseOpen);
  if (gapped !== 0) return gapped;
  const { open, high, low, time } = minutes.bars;
  const long = p[at + L.SIDE] > 0;
  for (let m = minutes.from[i]; m < minutes.to[i]; m++) {
    const minuteLow = long ? low[m] : -high[m];
    const reason = pessimistic(p, at, long ? open[m] : -open[m], long ? high[m] : -low[m], minuteLow);
    if (reason !== 0) {
      p[at + L.EXIT_TIME] = time[m];
      return reason;
    }
    if (minuteLow < p[at + L.WORST]) p[at + L.WORST] = minuteLow;
  }
  return 0;
}

/** Closes position `k` at a market price: slippage unless it is the target, fee, profit, and its row into the ledger. */
function closePosition(account: Account, k: number, market: number, time: number, reason: number, rules: Rules): void {
  const p = account.positions;
  const at = k * L.ROW;
  const side = p[at + L.SIDE];
  const quantity = p[at + L.QTY];
  const fill = reason === L.BY_TARGET ? market : slipped(market, -side, rules.slippage);
  const fee = feeOf(fill, quantity, rules.fee);
  const exit = side * fill;
  const gain = (exit - p[at + L.ENTRY]) * quantity;
  p[at + L.EXIT_BAR] = account.bar;
  p[at + L.EXIT_TIME] = time;
  p[at + L.EXIT] = exit;
  p[at + L.EXIT_MARKET] = side * market;
  p[at + L.REASON] = reason === L.BY_STOP && p[at + L.MOVED] === 1 ? L.BY_TRAILING : reason;
  p[at + L.PNL] = gain - p[at + L.FEES] - fee;
  p[at + L.FEES] = p[at + L.FEES] + fee;
  account.balance += gain - fee;
  account.ledger.append(p, at);
  account.open--;
  for (let row = k; row < account.open; row++) copyRow(p, (row + 1) * L.ROW, row * L.ROW);
}

/** Marks positions at the close; past the halt drawdown, or without equity, trading ends for good. */
function markToMarket(account: Account, close: number, rules: Rules): void {
  const p = account.positions;
  let equity = account.balance;
  for (let at = 0; at < account.open * L.ROW; at += L.ROW) {
    equity += (p[at + L.SIDE] * close - p[at + L.ENTRY]) * p[at + L.QTY];
  }
  account.equity = equity;
  if (equity > account.peak) account.peak = equity;
  if (account.halted) return;
  const drawdownHalt = rules.max_drawdown_halt > 0 && equity / account.peak - 1 < -rules.max_drawdown_halt;
  if (drawdownHalt || equity <= 0) account.haltedAt = account.bar;
}

/** At a close: a halt orders everything out, else the 1h trend orders out what it is against. A state, not a change. */
function orderExits(account: Account, trend: number, rules: Rules): void {
  const p = account.positions;
  for (let at = 0; at < account.open * L.ROW; at += L.ROW) {
    if (account.halted) p[at + L.ORDERED] = L.BY_EMERGENCY;
    else if (rules.htf_reversal && trend !== 0 && trend !== p[at + L.SIDE]) p[at + L.ORDERED] = L.BY_REVERSAL;
  }
}

/** Sizes the signal of this close for the next open; what is refused for certain is known here and kept for its turn. */
function orderEntry(account: Account, feed: Feed, i: number, rules: Rules): void {
  if (account.halted) {
    account.ledger.refuse(account.bar, L.REFUSED_HALTED);
    return;
  }
  const { signals } = feed;
  const close = feed.bars.close[i];
  const p = account.positions;
  let committed = 0;
  for (let at = 0; at < account.open * L.ROW; at += L.ROW) committed += p[at + L.QTY] * close;
  const distance = stopDistance(signals.atr[i], signals.volRatio ? signals.volRatio[i] : Number.NaN, rules);
  const confidence = signals.confidence ? signals.confidence[i] : 1;
  const quantity = entryQuantity({ equity: account.equity, committed, close, distance, confidence }, rules);
  const order = account.order;
  order.side = signals.side[i];
  order.quantity = quantity;
  order.distance = distance;
  order.signalBar = account.bar;
  order.equity = account.equity;
  order.committed = committed;
  if (stopTooClose(distance, close, rules.minStopSlippage, rules)) order.refusal = L.REFUSED_MIN_STOP;
  else order.refusal = quantity > 0 && quantity * close >= rules.min_notional ? 0 : L.REFUSED_MIN_NOTIONAL;
}
