import { isoTime, MINUTE } from '../../core/time.js';
import { ALPACA_FIRST_BAR } from '../../data/alpaca.js';
import type { PaperFeed } from '../feed.js';
import { type AlpacaFeedOptions, FEED_TIMING } from './alpaca-options.js';
import { type FeedCounts, FeedSession } from './alpaca-session.js';

export interface AlpacaFeed extends PaperFeed {
  /** What was put right without an event since the start of the last `run`. */
  counts(): FeedCounts;
}

/**
 * BTC/USD of Alpaca, live: its stream's 1-minute bars and their corrections, made into base bars by the clock, with history
 * for all that the stream did not bring. `run` goes on after `position.last`, or begins at `warmUpFrom`; every bar comes
 * once and in order, also across lost connections, silent sockets and days offline. Base bars are made of 1-minute bars
 * throughout, the warm-up too: Alpaca's own 5-minute bars leave the quotes of minutes without trades out.
 *
 * Refused keys are a `refused` event; bars then come from history alone and the stream is tried again every few minutes.
 * Throws when made without keys or with a `warmUpFrom` before Alpaca's first bar; `run` throws only what the sink throws.
 */
export function alpacaFeed(options: AlpacaFeedOptions): AlpacaFeed {
  const { keys, warmUpFrom, step = 5 * MINUTE } = options;
  if (keys.id === '' || keys.secret === '') {
    throw new Error('alpacaFeed: keys must be given, got a blank one; set APCA_API_KEY_ID and APCA_API_SECRET_KEY');
  }
  if (!(warmUpFrom >= ALPACA_FIRST_BAR)) {
    throw new Error(`alpacaFeed: warmUpFrom must be 2021-01-01 or later, got ${isoTime(warmUpFrom)}`);
  }
  const timing = { ...FEED_TIMING, ...options.timing };
  let session: FeedSession | null = null;
  return {
    name: 'alpaca',
    counts: () => session?.counts ?? { duplicates: 0, corrections: 0 },
    async run(position, sink, stop) {
      if (stop.aborted) return;
      session = new FeedSession({ ...options, step, timing }, position);
      await session.run(sink, stop);
    },
  };
}
