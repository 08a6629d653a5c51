import type { Bar } from '../bars/resample.js';

/** Where a completed bar came from: minutes of the stream, the history service, or a recording. */
export type BarOrigin = 'stream' | 'rest' | 'replay';

/** A completed base bar, the only thing the engine decides on. */
export interface CompletedBar {
  readonly kind: 'bar';
  readonly bar: Bar;
  /** The 1-minute bars inside it that are known, in order; they resolve fills. Empty where the source has none. */
  readonly minutes: readonly Bar[];
  readonly origin: BarOrigin;
  /** Comes before the engine began: indicators warm up on it, nothing is traded. */
  readonly warmUp: boolean;
  /** When it was certain, ms UTC; minus the bar's close it is the feed's lag. In a replay it is the bar's close. */
  readonly knownAt: number;
  /** Why no new position may be opened on this bar: part of it is missing, bad or in doubt. Absent on a good bar. */
  readonly hold?: FeedAnomalyName;
  /** A policy put it in where a bar was missing; only recordings have such bars. */
  readonly filled?: boolean;
}

/**
 * A 1-minute bar as soon as it is known: marks positions and moves protective levels, decides nothing. In order of time, once
 * each, and before the base bar it lies in. While older bars are still being fetched after an outage, live minutes run ahead
 * of the bars, because protection must not wait for history; a minute learned after a later one was handed on comes only
 * inside its bar.
 */
export interface CompletedMinute {
  readonly kind: 'minute';
  readonly bar: Bar;
  readonly knownAt: number;
}

/** The connection's state changed. `lost` until `back`; `stale`: open but silent. */
export interface FeedHealth {
  readonly kind: 'health';
  readonly state: 'connecting' | 'connected' | 'lost' | 'stale' | 'back' | 'ended';
  readonly at: number;
  readonly detail: string;
}

export type FeedAnomalyName =
  | 'bad-bar'
  | 'duplicate'
  | 'contradiction'
  | 'out-of-order'
  | 'late-correction'
  | 'hole'
  | 'clock-skew'
  | 'context-disagrees'
  | 'bad-answer'
  | 'refused';

/**
 * Something about the data that a person should know; those that `hold` forbid new positions until the next good bar, which
 * is one without a `hold` of its own.
 */
export interface FeedAnomaly {
  readonly kind: 'anomaly';
  readonly name: FeedAnomalyName;
  readonly at: number;
  /** One sentence with time and values, never a key or an address. */
  readonly detail: string;
  readonly hold: boolean;
}

export type FeedEvent = CompletedBar | CompletedMinute | FeedHealth | FeedAnomaly;

/** Where the engine is: the feed goes on from there. */
export interface FeedPosition {
  /** Open time of the last base bar that was processed; null on the first start. */
  readonly last: number | null;
  /** Nothing is traded on bars that open before. ms UTC. */
  readonly tradeFrom: number;
}

/** A source of bars. Waits for `sink` before it hands on the next event, so that events never overlap. */
export interface PaperFeed {
  readonly name: 'alpaca' | 'replay';
  /**
   * Hands on every base bar after `position.last` once, in order of time, until the source ends or `stop` is aborted;
   * never throws for what the other side does.
   */
  run(position: FeedPosition, sink: (event: FeedEvent) => Promise<void> | void, stop: AbortSignal): Promise<void>;
}
