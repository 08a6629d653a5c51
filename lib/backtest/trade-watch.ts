import type { LiveVerdict } from '../strategy/strategy.js';
import type { Account } from './account.js';
import { trendAgrees } from './alignment.js';
import { Field, REFUSALS, type Refusal } from './ledger.js';
import type { OneBarFeed } from './one-bar-feed.js';
import { type PositionView, positionAtEntry } from './position-view.js';
import type { Rules } from './rules.js';
import { byExit, isSuspect, marksOf, type SignalMarks, type Trade, tradeAt } from './trades.js';

/** What a waiting order or an open position keeps of the bar that signalled it. */
export interface SignalNotes {
  /** Open time of the signal bar, ms UTC. */
  readonly signalTime: number;
  readonly side: number;
  readonly marks: SignalMarks;
  /** Suspect bars before the signal bar. */
  readonly suspectsBefore: number;
  /** Whether the 1h trend agreed at every close since, the signal bar's included; null without a trend. */
  readonly agreed: boolean | null;
}

/** A signal that was not taken. */
export interface RefusedSignal {
  readonly signalTime: number;
  readonly side: 1 | -1;
  readonly reason: Refusal;
}

/** A closed trade, and whether the 1h trend agreed with it throughout: see `agreedThroughout`. */
export interface WatchedTrade {
  readonly trade: Trade;
  readonly agreed: boolean | null;
}

/** What one bar changed. */
export interface TradeChanges {
  /** The position entered at its open, as it was then. */
  readonly opened: PositionView | null;
  /** Trades that ended in it, ordered as in trades.csv. */
  readonly closed: readonly WatchedTrade[];
  readonly refused: readonly RefusedSignal[];
}

/** What a `TradeWatch` remembers between bars: JSON-able. */
export interface TradeWatchState {
  readonly suspects: number;
  readonly waiting: SignalNotes | null;
  readonly open: readonly SignalNotes[];
}

/**
 * Follows an account that is stepped bar by bar: keeps beside each row what a trade's record needs of bars that are gone,
 * makes the records of trades as they close, and then drops their rows, so that memory stays flat.
 */
export class TradeWatch {
  readonly #rules: Rules;
  #suspects: number;
  #waiting: SignalNotes | null;
  #open: readonly SignalNotes[];

  constructor(rules: Rules, from?: TradeWatchState) {
    this.#rules = rules;
    this.#suspects = from?.suspects ?? 0;
    this.#waiting = from?.waiting ?? null;
    this.#open = from?.open ?? [];
  }

  /** The signal whose order waits for the next open. */
  get waiting(): SignalNotes | null {
    return this.#waiting;
  }

  /** The signals of the open positions, in order of entry. */
  get open(): readonly SignalNotes[] {
    return this.#open;
  }

  /** A bar that is not traded on. */
  skip(volume: number): void {
    if (isSuspect(volume, undefined)) this.#suspects++;
  }

  /** After the engine's step over the bar of `feed`, at whose close the strategy said `verdict`. */
  afterStep(account: Account, { bars }: OneBarFeed, verdict: LiveVerdict): TradeChanges {
    const { signals } = verdict;
    const time = bars.time[0];
    const side = signals.side[0];
    const trend = signals.trend ? signals.trend[0] : null;
    const suspectsBefore = this.#suspects;
    this.skip(bars.volume[0]);
    const signalled = side === 0 ? null : notesOf(verdict, time, side, trend, suspectsBefore);
    const changes = this.#settle(account, signalled);
    if (trend !== null && this.#open.length > 0) this.#open = this.#open.map((notes) => stillAgreed(notes, trend));
    this.#waiting = account.orderSide === 0 ? null : signalled;
    return changes;
  }

  /** After the engine's `finish`. */
  afterFinish(account: Account): TradeChanges {
    const changes = this.#settle(account, null);
    this.#waiting = null;
    return changes;
  }

  /** The waiting order was taken back. */
  withdraw(): void {
    this.#waiting = null;
  }

  state(): TradeWatchState {
    return { suspects: this.#suspects, waiting: this.#waiting, open: this.#open };
  }

  #settle(account: Account, signalled: SignalNotes | null): TradeChanges {
    const { ledger } = account;
    const refused = this.#refusals(account, signalled);
    // The rows before the newest are those of the notes, because closed ones are dropped after every bar.
    const entered = ledger.trades > this.#open.length ? this.#waiting : null;
    const opened =
      entered && positionAtEntry(account, this.#open.length * Field.Count, entered.signalTime, this.#rules);
    const notes = entered ? [...this.#open, entered] : this.#open;
    const closed = notes.length > account.open ? this.#closed(account, notes) : NOTHING;
    if (closed.length === 0) this.#open = notes;
    if (closed.length > 0 || refused.length > 0) ledger.keepOnly(account.positions, account.open);
    return { opened, closed, refused };
  }

  #refusals({ ledger, bar }: Account, signalled: SignalNotes | null): readonly RefusedSignal[] {
    const { refusedBars, refusedReasons } = ledger;
    if (refusedBars.length === 0) return NOTHING;
    return refusedBars.flatMap((refusedBar, k): RefusedSignal[] => {
      // The bar just stepped over is the one before the account's next; any other refusal is of the order that waited.
      const notes = signalled && refusedBar === bar - 1 ? signalled : this.#waiting;
      const reason = REFUSALS[refusedReasons[k]];
      return notes ? [{ signalTime: notes.signalTime, side: notes.side > 0 ? 1 : -1, reason }] : [];
    });
  }

  /** The trades of the rows that are no longer open positions; `#open` keeps the notes of those that are. */
  #closed({ ledger, positions, open }: Account, notes: readonly SignalNotes[]): readonly WatchedTrade[] {
    const closed: WatchedTrade[] = [];
    const left: SignalNotes[] = [];
    notes.forEach((one, k) => {
      const at = k * Field.Count;
      // Rows and positions are both in order of entry.
      if (left.length < open && positions[left.length] === at) left.push(one);
      else {
        const touches = this.#suspects > one.suspectsBefore;
        closed.push({ trade: tradeAt(ledger.rows, at, touches, one.marks), agreed: one.agreed });
      }
    });
    this.#open = left;
    return closed.sort((a, b) => byExit(a.trade, b.trade));
  }
}

const NOTHING: readonly never[] = [];

function notesOf(
  verdict: LiveVerdict,
  signalTime: number,
  side: number,
  trend: number | null,
  suspectsBefore: number,
): SignalNotes {
  const agreed = trend === null ? null : trendAgrees(trend, side);
  return { signalTime, side, marks: marksOf(verdict)(0), suspectsBefore, agreed };
}

function stillAgreed(notes: SignalNotes, trend: number): SignalNotes {
  return notes.agreed && !trendAgrees(trend, notes.side) ? { ...notes, agreed: false } : notes;
}
