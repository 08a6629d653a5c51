import type { Random } from '../../core/random.js';
import { MINUTE, SECOND } from '../../core/time.js';
import type { AlpacaKeys } from '../../data/alpaca-failure.js';
import type { Clock } from '../../data/clock.js';
import type { ContextTolerance } from './context-check.js';

/** Waits and limits of the live feed, ms. */
export interface FeedTiming {
  /** After a minute's end, until it counts as overdue and history is asked for it; 5 s. */
  readonly grace: number;
  /**
   * That a bar with part of its minutes waits for word of the others once it is over; 5 min, because the newest bars of
   * history may lag. Waiting costs no entry: without that word the bar is on hold.
   */
  readonly patience: number;
  /** That the machine's clock may differ from the server's, jump, or lie behind a minute's end; 5 s. */
  readonly tolerance: number;
  /** From the call to the stream to its first subscription; 15 s. */
  readonly handshake: number;
  /** Without a bar, after which an open socket counts as dead; 150 s, because single minutes are missing at Alpaca. */
  readonly staleAfter: number;
  /** Between two comparisons of the 15-minute and 1-hour bars with history; 5 min. */
  readonly contextEvery: number;
  /** Between two looks at the clock; 1 s. */
  readonly tick: number;
}

export interface AlpacaFeedOptions {
  /** For the stream; history is asked without keys, so that wrong ones cost no bar. */
  readonly keys: AlpacaKeys;
  readonly clock: Clock;
  /** Ms from anywhere, never set back (`performance.now`): shows when the clock is set or the machine slept. */
  readonly monotonic: () => number;
  /** For the jitter of waits. */
  readonly random: Random;
  /** Where history begins on a first start, ms UTC: long enough before `tradeFrom` for the longest warm-up. */
  readonly warmUpFrom: number;
  /** Length of a base bar, ms; 5 minutes. */
  readonly step?: number;
  readonly timing?: Partial<FeedTiming>;
  /** Real ms after which one question to the history service is given up and asked again; 30 s. */
  readonly historyTimeout?: number;
  readonly contextTolerance?: ContextTolerance;
  /** Test servers; Alpaca's own hosts when absent. */
  readonly urls?: { readonly history?: string; readonly stream?: string };
}

export const FEED_TIMING: FeedTiming = {
  grace: 5 * SECOND,
  patience: 5 * MINUTE,
  tolerance: 5 * SECOND,
  handshake: 15 * SECOND,
  staleAfter: 150 * SECOND,
  contextEvery: 5 * MINUTE,
  tick: SECOND,
};
