import type { Feed } from '../backtest/feed.js';
import { exitFill, feeOf, slipped } from '../backtest/fill.js';
import { type Followed, followPosition } from '../backtest/follow.js';
import type { Rules } from '../backtest/rules.js';
import type { Trade } from '../backtest/trades.js';
import { bucketStart } from '../core/time.js';
import { arrivalPrice, type Decision, type Execution, marketAt, restOfBar } from './attribution-prices.js';
import type { PaperTrade } from './order-journal.js';

/** What the broker did for one trade. */
export interface TradeExecutions {
  readonly entry: readonly Execution[];
  readonly exit: readonly Execution[];
  /** When the exit order was meant, ms UTC; null where the resting stop took the position out. */
  readonly exitDecided: number | null;
}

/** The seen bars and the model's rules on them, as every trade of one attribution is followed. */
export interface Model {
  /** Without signals. */
  readonly feed: Feed;
  /** Without a halt. */
  readonly rules: Rules;
  readonly haltedAt: number;
}

/** The steps from the model's trade to the paper trade, USD each, positive: paper earned more. */
export interface Steps {
  readonly latency: number;
  readonly slippage: number;
  readonly quantity: number;
  readonly exit: number;
  readonly fees: number;
  /** How the model would have left a position filled as the paper one was; null when paper left the same way. */
  readonly otherExit: Followed | null;
}

/**
 * Goes from the model's trade on the seen bars to the paper trade, changing one thing at a time:
 * 1. latency: the entry at the market price of the moment of execution, and the exit that the rules then give;
 * 2. slippage: the entry at the price really paid, likewise;
 * 3. quantity; 4. exit: another reason or bar than the rules give for that entry; both at the model's costs;
 * 5. latency and 6. slippage of the exit, as those of the entry; 7. fees as charged.
 * Levels follow from the fill, so what a worse entry does to the exit belongs to what made the entry worse.
 */
export function stepsBetween(model: Model, traded: Trade, paper: PaperTrade, executions?: TradeExecutions): Steps {
  const { feed, rules } = model;
  const side = paper.direction === 'long' ? 1 : -1;
  const decided = { price: traded.entryMarket, time: traded.entryTime };
  const entryMarket = executions ? arrivalPrice(feed, executions.entry, decided) : paper.entryMarket;
  const follow = follower(model, traded, executions);
  const late = follow(slipped(entryMarket, side, rules.slippage));
  const filled = follow(paper.entryPrice);

  const same = leftAlike(filled, paper, feed.bars.step, executions !== undefined);
  const decision = same ? { price: filled.exitMarket, time: filled.exitTime } : ownExit(feed, paper, executions);
  const exitMarket = executions ? arrivalPrice(feed, executions.exit, decision) : paper.exitMarket;
  const modelled = (market: number, reason = paper.exitReason) =>
    exitFill(market, side, reason === 'target', rules.slippage);
  const pnl = (exit: number) => pnlOf(side, paper.entryPrice, exit, paper.quantity, rules.fee);

  const resized = pnl(modelled(filled.exitMarket, filled.exitReason));
  const left = pnl(modelled(decision.price));
  const leftLate = pnl(modelled(exitMarket));
  const leftAtFill = pnl(paper.exitPrice);
  return {
    latency: late.pnl - traded.pnl + (leftLate - left),
    slippage: filled.pnl - late.pnl + (leftAtFill - leftLate),
    quantity: resized - filled.pnl,
    exit: left - resized,
    fees: paper.pnl - leftAtFill,
    otherExit: same ? null : filled,
  };
}

/** Profit after fees in the engine's own order of operations: equal fills give its very bits. */
function pnlOf(side: number, entry: number, exit: number, quantity: number, fee: number): number {
  return (side * exit - side * entry) * quantity - feeOf(entry, quantity, fee) - feeOf(exit, quantity, fee);
}

/** The model's exit for an entry at a given fill, in the bar and from the minute in which the broker first filled it. */
function follower(model: Model, traded: Trade, executions?: TradeExecutions): (price: number) => Followed {
  const { feed, rules, haltedAt } = model;
  const { time, step } = feed.bars;
  const filledAt = executions?.entry[0]?.at ?? traded.entryTime;
  let bar = traded.entryBar;
  while (bar + 1 < time.length && time[bar] + step <= filledAt) bar++;
  const rest = restOfBar(feed, bar, filledAt);
  const { quantity, distance } = traded;
  const side = traded.direction === 'long' ? 1 : -1;
  return (price) => {
    if (price === traded.entryPrice && bar === traded.entryBar && !rest) return traded;
    return followPosition(feed, { side, quantity, distance, price, bar, ...(rest && { rest }) }, rules, haltedAt);
  };
}

/** The same reason in the same base bar; a broker may finish in the one after. */
function leftAlike(model: Followed, paper: PaperTrade, step: number, byBroker: boolean): boolean {
  const barsLater = (bucketStart(paper.exitTime, step) - bucketStart(model.exitTime, step)) / step;
  return paper.exitReason === model.exitReason && (barsLater === 0 || (byBroker && barsLater === 1));
}

/** Where paper's own rule said to leave: its level, or the price beyond it that came first; else the market at the order. */
function ownExit(feed: Feed, paper: PaperTrade, executions?: TradeExecutions): Decision {
  if (!executions) return { price: paper.exitMarket, time: paper.exitTime };
  const time = executions.exitDecided ?? executions.exit[0]?.at ?? paper.exitTime;
  const market = marketAt(feed, time);
  const side = paper.direction === 'long' ? 1 : -1;
  const { exitReason, lastStop, target } = paper;
  if (exitReason === 'stop' || exitReason === 'trailing') {
    return { price: side * Math.min(side * lastStop, side * market), time };
  }
  return { price: exitReason === 'target' ? side * Math.max(side * target, side * market) : market, time };
}
