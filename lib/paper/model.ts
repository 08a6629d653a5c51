import type { Account } from '../backtest/account.js';
import { accountState, makeAccount } from '../backtest/account-state.js';
import { equityAt, finish, refusalOfOrder, step } from '../backtest/engine.js';
import { OneBarFeed } from '../backtest/one-bar-feed.js';
import { type PositionView, positionAt } from '../backtest/position-view.js';
import type { Rules } from '../backtest/rules.js';
import { rulesOf } from '../backtest/simulate.js';
import { TradeWatch, type WatchedTrade } from '../backtest/trade-watch.js';
import type { Bar } from '../bars/resample.js';
import { isoTime } from '../core/time.js';
import { validateBars } from '../data/validate.js';
import type { Parameter } from '../strategy/parameter.js';
import { type LiveVerdict, type StrategyStream, streamOf } from '../strategy/strategy.js';
import type { BrokerBook, EntryOrder, ModelOrders, OpenPosition } from './broker.js';
import type { ModelControl, ModelOutcome, PaperModelOptions } from './model-outcome.js';
import {
  type Halt,
  type LastBar,
  type ModelIdentity,
  type ModelSnapshot,
  packSnapshot,
  unpackState,
} from './model-snapshot.js';
import type { PaperTrade } from './order-journal.js';

/**
 * The account of paper trading: the backtest's own `step`, bar by bar, on the strategy's incremental form. Given the
 * bars of a backtest it makes the same trades, refusals and equity, to the bit. Memory stays flat however long it
 * lives, and `snapshot` lets another one go on as if nothing had happened.
 */
export class PaperModel<T extends readonly Parameter[] = readonly Parameter[]> {
  readonly #identity: ModelIdentity;
  readonly #rules: Rules;
  readonly #stream: StrategyStream;
  readonly #feed: OneBarFeed;
  readonly #account: Account;
  readonly #trades: TradeWatch;
  #last: LastBar | null;
  #halt: Halt | null;

  /** Throws when the strategy has no incremental form, or a snapshot is of another strategy or other parameters. */
  constructor(options: PaperModelOptions<T>) {
    const { strategy, parameters, finer, from } = options;
    this.#identity = { strategy: strategy.name, parameters: { ...parameters }, step: options.step, finer };
    const state = from && unpackState(from, this.#identity);
    this.#feed = new OneBarFeed(options.step, finer);
    this.#rules = rulesOf(parameters, this.#feed);
    this.#stream = streamOf(strategy, parameters, options.step, from?.stream);
    this.#account = makeAccount(this.#rules, state?.account);
    this.#trades = new TradeWatch(this.#rules, state?.trades);
    this.#last = state?.last ?? null;
    this.#halt = state?.halt ?? null;
  }

  /** Open time of the last bar, ms UTC; null before the first. */
  get lastTime(): number | null {
    return this.#last?.time ?? null;
  }

  /** When and why trading ended for good; null while it goes on. */
  get halt(): Halt | null {
    return this.#halt;
  }

  /** Feeds the strategy with a bar from before trading began. Throws while a position is open or an order waits. */
  warm(bar: Bar): LiveVerdict {
    if (this.#account.open > 0 || this.#trades.waiting) {
      throw new Error('PaperModel.warm: bars must come before trading, got one while a position or an order is open');
    }
    this.#take(bar, [], 'PaperModel.warm');
    const verdict = this.#say(bar);
    this.#trades.skip(bar.volume);
    this.#account.bar++;
    return verdict;
  }

  /** One bar, with the minutes inside it that are known. Throws, and changes nothing, when it is no bar or not a later one. */
  next(bar: Bar, minutes: readonly Bar[] = [], { hold = false, kill = false }: ModelControl = {}): ModelOutcome {
    this.#take(bar, minutes, 'PaperModel.next');
    const verdict = this.#say(bar);
    const account = this.#account;
    const side = this.#feed.side > 0 ? 1 : -1;
    const held = hold && this.#feed.side !== 0 ? ({ signalTime: bar.time, side } as const) : null;
    if (held) this.#feed.mute();
    if (kill && !account.halted) account.haltedAt = account.bar;
    step(account, this.#feed, 0, this.#rules);
    const { opened, closed, refused } = this.#trades.afterStep(account, this.#feed, verdict);
    const at = bar.time + this.#identity.step;
    if (account.halted) this.#halt ??= { at, reason: kill ? 'kill' : 'emergency' };
    return {
      at,
      verdict,
      opened: opened && unprotected(opened),
      closed: closed.map(paperTrade),
      refused,
      held,
      orders: this.orders(),
      equity: account.equity,
      drawdown: account.equity / account.peak - 1,
      halt: this.#halt,
    };
  }

  /** What is ordered for the next open: the entry only when it is certain to be taken. Throws before the first bar. */
  orders(): ModelOrders {
    const { time, trend } = this.#lastBar('PaperModel.orders');
    const at = time + this.#identity.step;
    return { at, entry: this.#entry(), trend: trend > 0 ? 1 : trend < 0 ? -1 : 0, halted: this.#account.halted };
  }

  /** Takes back the entry that waits for the next open, as if its bar had been held; returns what is ordered then. */
  withdrawEntry(): ModelOrders {
    this.#account.orderSide = 0;
    this.#trades.withdraw();
    return this.orders();
  }

  /** Cash, equity and open positions, marked at `price`: the last close when not given. */
  book(price = this.#last?.close ?? 0): BrokerBook {
    const account = this.#account;
    const positions = this.#trades.open.map(({ signalTime }, k) =>
      unprotected(positionAt(account, k, signalTime, price)),
    );
    const equity = equityAt(account, price);
    const held = positions.reduce(
      (sum, { direction, quantity }) => sum + (direction === 'long' ? quantity : -quantity),
      0,
    );
    return {
      cash: equity - held * price,
      equity,
      peak: account.peak,
      positions,
      foreign: [],
      ...(this.#halt && { halt: this.#halt }),
    };
  }

  /** The open positions, marked at `price`: the last close when not given. */
  positions(price?: number): readonly OpenPosition[] {
    return this.book(price).positions;
  }

  /**
   * Ends as a backtest does: what is open closes at `price`, the last close, with slippage and fee, and a waiting order
   * is refused for want of a next bar. `time` is the last bar's close.
   */
  closeAtEnd(price?: number, time?: number): Pick<ModelOutcome, 'closed' | 'refused' | 'equity'> {
    const last = this.#lastBar('PaperModel.closeAtEnd');
    finish(this.#account, price ?? last.close, time ?? last.time + this.#identity.step, this.#rules);
    const { closed, refused } = this.#trades.afterFinish(this.#account);
    return { closed: closed.map(paperTrade), refused, equity: this.#account.equity };
  }

  /** All of it, JSON-able: a model made from it goes on to the bit. */
  snapshot(): ModelSnapshot {
    const [last, halt] = [this.#last, this.#halt];
    const state = { last, halt, account: accountState(this.#account), trades: this.#trades.state() };
    return packSnapshot(this.#identity, this.#stream.state(), state);
  }

  /** Writes a bar into the feed once it is sure to be one. */
  #take(bar: Bar, minutes: readonly Bar[], caller: string): void {
    const last = this.#last;
    if (last && !(bar.time > last.time)) {
      throw new Error(`${caller}: bar must open after ${isoTime(last.time)}, got ${isoTime(bar.time)}`);
    }
    this.#feed.write(bar, minutes);
    validateBars(this.#feed.bars, { caller, file: 'the feed', row: () => this.#account.bar + 1 });
    const inside = this.#feed.ownMinutes();
    if (inside) validateBars(inside, { caller, file: `the minutes of the bar of ${isoTime(bar.time)}` });
  }

  /** Lets the strategy judge the bar. */
  #say(bar: Bar): LiveVerdict {
    const verdict = this.#stream.next(bar);
    this.#feed.say(verdict.signals);
    this.#last = { time: bar.time, close: bar.close, trend: this.#feed.trend };
    return verdict;
  }

  #lastBar(caller: string): LastBar {
    if (!this.#last) throw new Error(`${caller}: there must have been a bar, got none`);
    return this.#last;
  }

  #entry(): EntryOrder | null {
    const account = this.#account;
    const { waiting } = this.#trades;
    if (!waiting || refusalOfOrder(account, this.#rules) !== 0) return null;
    const { confidence, ...marks } = waiting.marks;
    return {
      signalTime: waiting.signalTime,
      side: waiting.side > 0 ? 1 : -1,
      quantity: account.orderQuantity,
      distance: account.orderDistance,
      close: this.#lastBar('PaperModel.orders').close,
      confidence: confidence ?? 1,
      marks: {
        ...marks,
        signalBar: account.orderSignalBar,
        equityAtSignal: account.orderEquity,
        committedAtSignal: account.orderCommitted,
      },
    };
  }
}

function unprotected(position: PositionView): OpenPosition {
  return { ...position, protection: null };
}

function paperTrade({ trade, agreed }: WatchedTrade): PaperTrade {
  return { ...trade, htfFlag: agreed, broker: 'sim' };
}
