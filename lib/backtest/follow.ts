import { Account } from './account.js';
import { finish, step } from './engine.js';
import type { Feed } from './feed.js';
import { EXIT_REASONS, Exit, type ExitReason, Field } from './ledger.js';
import { openPosition } from './position.js';
import type { Rules } from './rules.js';

/** An entry as it was filled, whatever the model would have paid. Prices in USD, quantity in BTC. */
export interface EntryFill {
  readonly side: 1 | -1;
  readonly quantity: number;
  /** D = R, USD. */
  readonly distance: number;
  readonly price: number;
  /** Bar of the feed in which it was filled. */
  readonly bar: number;
  /** That bar as it was still to come at the fill, a feed of one bar; the whole bar when absent. */
  readonly rest?: Feed;
}

/** How a followed position ended: the market price and time (ms UTC) of the exit, why, and the profit after fees, USD. */
export interface Followed {
  readonly exitMarket: number;
  readonly exitTime: number;
  readonly exitReason: ExitReason;
  readonly pnl: number;
}

/** The feed without its signals, for `followPosition`: nothing else is entered. */
export function quietFeed(feed: Feed): Feed {
  return { ...feed, signals: { ...feed.signals, side: new Int8Array(feed.bars.time.length) } };
}

/**
 * One position on its own, from a given fill to its exit by the engine's own rules; its levels follow from that fill.
 * `feed` must be quiet. A halt is the whole account's and cannot be seen from one position: `haltedAt` is the bar whose
 * close ordered everything out, or -1, and `rules` must have none. What is open after the last bar closes as end-of-data.
 */
export function followPosition(feed: Feed, entry: EntryFill, rules: Rules, haltedAt: number): Followed {
  const { time, close, step: length } = feed.bars;
  const account = enterAt(feed, entry, rules);
  const p = account.ledger.rows;
  for (let i = entry.bar; i < time.length && account.open > 0; i++) {
    if (i === entry.bar && entry.rest) step(account, entry.rest, 0, rules);
    else step(account, feed, i, rules);
    if (i !== haltedAt || account.open === 0) continue;
    p[Field.Ordered] = Exit.Emergency;
    account.ordered = 1;
  }
  finish(account, close[close.length - 1], time[time.length - 1] + length, rules);
  return {
    exitMarket: entry.side * p[Field.ExitMarket],
    exitTime: p[Field.ExitTime],
    exitReason: EXIT_REASONS[p[Field.Reason]],
    pnl: p[Field.Pnl],
  };
}

function enterAt(feed: Feed, { side, quantity, distance, price, bar }: EntryFill, rules: Rules): Account {
  const account = new Account(rules);
  // Without end, because an equity of zero would halt the position, and whether there is one is not its own affair.
  account.balance = Number.POSITIVE_INFINITY;
  account.bar = bar;
  account.orderSide = side;
  account.orderQuantity = quantity;
  account.orderDistance = distance;
  openPosition(account, feed, bar, rules, price);
  account.orderSide = 0;
  return account;
}
