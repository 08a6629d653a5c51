import type { Trade } from '../backtest/trades.js';
import type { Bar } from '../bars/resample.js';

/** An entry that the model ordered at a close, to be filled at the next open. */
export interface EntryOrder {
  /** Open time of the signal bar, ms UTC: with the role it names the decision in client order ids. */
  readonly signalTime: number;
  readonly side: 1 | -1;
  /** BTC. */
  readonly quantity: number;
  /** D = R, USD. */
  readonly distance: number;
  /** Close of the signal bar, USD. */
  readonly close: number;
  readonly confidence: number;
  /** What trades.csv says of the signal; without it those cells stay empty. */
  readonly marks?: EntryMarks;
}

/** What was known at the close of the signal bar, for the record of the trade. */
export interface EntryMarks
  extends Pick<
    Trade,
    | 'signalBar'
    | 'uptrend1h'
    | 'momentum15m'
    | 'volCross'
    | 'gapStrength'
    | 'vpProximity'
    | 'equityAtSignal'
    | 'committedAtSignal'
  > {}

/** What the model ordered at the close of one base bar. */
export interface ModelOrders {
  /** Close time of the bar, ms UTC. */
  readonly at: number;
  readonly entry: EntryOrder | null;
  /** 1h trend at the close: positions against it go out when `htf_reversal` is on. */
  readonly trend: -1 | 0 | 1;
  /** Everything goes out and nothing comes in again. */
  readonly halted: boolean;
}

/** An open position with its levels, prices in USD. */
export interface OpenPosition {
  readonly signalTime: number;
  readonly entryTime: number;
  readonly direction: 'long' | 'short';
  readonly quantity: number;
  readonly entryPrice: number;
  /** The stop in force, and whether it has moved since entry. */
  readonly stop: number;
  readonly trailing: boolean;
  readonly target: number;
  readonly distance: number;
  /** Marked at the last price, after the entry fee. */
  readonly unrealised: number;
  /** What rests at the broker to protect it; null with the sim broker. */
  readonly protection: { readonly clientId: string; readonly stop: number; readonly quantity: number } | null;
}

/** Cash and positions as the broker has them, USD. */
export interface BrokerBook {
  readonly cash: number;
  readonly equity: number;
  /** Running peak of equity, the initial included, as the drawdown rule sees it. */
  readonly peak?: number;
  readonly positions: readonly OpenPosition[];
  /** Orders and positions at the broker that are not ours: reported, never touched. */
  readonly foreign: readonly string[];
  /** Why the broker takes no more entries, for good: its own emergency rule or a kill; absent while it trades. */
  readonly halt?: { readonly at: number; readonly reason: CloseReason };
}

/** Why everything is closed. */
export type CloseReason = 'emergency' | 'htf-reversal' | 'kill' | 'stop';

/** Where orders go. A refusal or a fault of the other side becomes a journal event, never an exception. */
export interface Broker {
  readonly name: 'sim' | 'alpaca';
  /** Checks the account and brings journal and broker to agreement. Throws only where nothing can be traded at all (keys, host). */
  open(): Promise<void>;
  /** `late`: the bar is older than a live one, so an entry comes too late and is recorded as missed; exits are done now. */
  onOrders(orders: ModelOrders, late: boolean): Promise<void>;
  onMinute(minute: Bar): Promise<void>;
  /** Closes every position of ours and cancels our orders. */
  closeAll(reason: CloseReason): Promise<void>;
  book(): BrokerBook;
  /** Ends connections; protective orders stay at the broker. */
  close(): Promise<void>;
}
