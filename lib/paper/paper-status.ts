import type { Broker, EntryOrder, OpenPosition } from './broker.js';
import type { FeedHealth } from './feed.js';
import type { JournalEvent } from './order-journal.js';

/** The paper account at the last mark, USD. */
export interface AccountStatus {
  /** Realised cash, and cash plus positions marked at the last price. */
  readonly cash: number;
  readonly equity: number;
  readonly initial: number;
  /** Running peak of equity at closes, the initial included. */
  readonly peak: number;
  /** equity / peak - 1: a fraction <= 0. */
  readonly drawdown: number;
  /** Open positions with the levels in force, in order of entry. */
  readonly positions: readonly OpenPosition[];
}

/** What the strategy said at the last close. */
export interface SignalStatus {
  /** Open time of the bar, ms UTC, and its close, USD. */
  readonly time: number;
  readonly close: number;
  /** 1 buy, -1 sell short, 0 nothing. */
  readonly side: -1 | 0 | 1;
  /** From 0 to 1; null where there is no candidate. */
  readonly confidence: number | null;
  /** Names of the rules that block each side, in the order they are tried; both empty where the strategy names none. */
  readonly blockedLong: readonly string[];
  readonly blockedShort: readonly string[];
}

/** The higher timeframes as the last close saw them. */
export interface HtfStatus {
  /** 1 up, -1 down, 0 unknown (warm-up). */
  readonly trend1h: -1 | 0 | 1;
  /** Null where the strategy has no such column or it is still warming up. */
  readonly momentum15m: boolean | null;
  /** Key values by column name, such as `EMA200_1h` in USD; null in warm-up. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** How the emergency rules stand. */
export interface EmergencyStatus {
  /** A fraction <= 0, against the limit: a fraction > 0, 0 when the rule is off. */
  readonly drawdown: number;
  readonly drawdownLimit: number;
  /** Trading has ended for good, and the sentence why; null while trading. */
  readonly halted: string | null;
  readonly openPositions: number;
  readonly maxPositions: number;
  /** Whether a position that the 1h trend turns against is closed. */
  readonly htfReversal: boolean;
  /** The kill switch is on. */
  readonly killed: boolean;
  /** No new positions for now, and the sentence why; null when they are allowed. */
  readonly held: string | null;
}

/** The feed as the engine last saw it. Times are ms UTC. */
export interface FeedReport {
  readonly name: 'alpaca' | 'replay';
  readonly state: FeedHealth['state'];
  /** Since when, and one sentence about it. */
  readonly since: number;
  readonly detail: string;
  /** Close times of the last bar and minute; null before the first. */
  readonly lastBarClose: number | null;
  readonly lastMinuteClose: number | null;
  /** knownAt of the last bar minus its close, ms. */
  readonly lag: number | null;
}

/** What the engine writes down with each bar, and whenever something changes between bars. One row: the newest counts. */
export interface EngineReport {
  readonly strategy: string;
  readonly symbol: string;
  readonly broker: Broker['name'];
  readonly account: AccountStatus;
  /** Null before the first bar that is traded. */
  readonly signal: SignalStatus | null;
  readonly htf: HtfStatus | null;
  readonly emergency: EmergencyStatus;
  readonly feed: FeedReport;
  /** An entry ordered at the last close that waits for the next open. */
  readonly waiting: EntryOrder | null;
  /** Orders and positions at the broker that are not ours. */
  readonly foreign: readonly string[];
}

/**
 * `absent`: no journal in the folder. `running`: its process is alive. `stopped`: it ended in order. `crashed`: its process is
 * gone without having said so.
 */
export type EngineState = 'absent' | 'running' | 'stopped' | 'crashed';

export interface EngineProcess {
  readonly state: EngineState;
  /** Of the last engine; null when absent. */
  readonly pid: number | null;
  /** ms UTC: running since; stopped at; crashed: the last sign of life. */
  readonly since: number | null;
}

export interface JournalCounts {
  readonly bars: number;
  /** Bars that only warmed up, within `bars`. */
  readonly warmUpBars: number;
  readonly trades: number;
  /** Orders that are not final. */
  readonly openOrders: number;
  /** Deliveries over all channels; `waiting` includes those held for a summary, `failed` those given up. */
  readonly alertsSent: number;
  readonly alertsWaiting: number;
  readonly alertsFailed: number;
}

/** How paper trading stands, for people: the engine's last report, and what the journal and the clock add. */
export interface PaperStatus {
  /** The hour of asking, ms UTC. */
  readonly at: number;
  readonly folder: string;
  readonly engine: EngineProcess;
  /** Null before the engine has written one. */
  readonly report: EngineReport | null;
  /** When the report was written, ms UTC, and how long ago, ms. */
  readonly reportedAt: number | null;
  readonly reportAge: number | null;
  /** Age of the last bar and minute since their close, ms. */
  readonly barAge: number | null;
  readonly minuteAge: number | null;
  readonly counts: JournalCounts;
  /** The last event that was an error; null when there was none. */
  readonly lastError: JournalEvent | null;
}
