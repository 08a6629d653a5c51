import type { Bar } from '../../bars/resample.js';
import type { Alert, AlertChannel } from '../alerts/alert-journal.js';
import type { BarOrigin } from '../feed.js';
import type { JournalEvent, PaperTrade } from '../order-journal.js';
import type { EngineReport } from '../paper-status.js';

/** What stood when a bar was decided on, besides its prices: part of the input, so that a restart decides the same. */
export interface BarControl {
  /** No new positions on this bar. */
  readonly hold: boolean;
  /** The kill switch was on. */
  readonly kill: boolean;
  /** Why, one sentence; empty when neither. */
  readonly reason: string;
}

/** A completed bar with everything that went into its decision. */
export interface JournaledBar {
  readonly bar: Bar;
  /** The 1-minute bars inside it that were known, in order. */
  readonly minutes: readonly Bar[];
  readonly origin: BarOrigin;
  readonly warmUp: boolean;
  /** When the bar was certain, ms UTC. */
  readonly knownAt: number;
  readonly control: BarControl;
}

/** What came of one bar, as people look it up later. */
export interface Decision {
  /** Open time of the bar, ms UTC, and its close, USD. */
  readonly time: number;
  readonly close: number;
  /** 1 buy, -1 sell short, 0 nothing. */
  readonly side: -1 | 0 | 1;
  readonly confidence: number | null;
  /** Names of the rules that blocked each side. */
  readonly blockedLong: readonly string[];
  readonly blockedShort: readonly string[];
  /** 1h trend: 1 up, -1 down, 0 unknown. */
  readonly trend: -1 | 0 | 1;
  /** At the close, USD. */
  readonly equity: number;
  /**
   * What happened, in order: `signal`, `order`, `refused` (with `refusal`), `entry`, `exit`, `htf-change`, `halt`, `kill`,
   * `hold`. Empty on most bars: those are kept for the last 300 bars only.
   */
  readonly happened: readonly Happening[];
  /** Why a signal was not taken; null otherwise. */
  readonly refusal: string | null;
}

export type Happening = 'signal' | 'order' | 'refused' | 'entry' | 'exit' | 'htf-change' | 'halt' | 'kill' | 'hold';

export interface QueuedAlert {
  readonly alert: Alert;
  readonly channels: readonly AlertChannel[];
}

/** What the engine made of a bar; written with it as one. */
export interface BarOutcome {
  readonly decision: Decision;
  readonly report: EngineReport;
  readonly trades?: readonly PaperTrade[];
  readonly events?: readonly JournalEvent[];
  readonly alerts?: readonly QueuedAlert[];
}

/** One point of the equity curve: open time of the bar, ms UTC, and equity at its close, USD. */
export interface EquityPoint {
  readonly time: number;
  readonly equity: number;
}

/** A state of the model, exact up to and including the bar at `barTime`. */
export interface Snapshot {
  readonly barTime: number;
  readonly state: unknown;
}
