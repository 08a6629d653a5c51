import { barAt } from '../../bars/resample.js';
import { bucketStart, isoTime, MINUTE, SECOND } from '../../core/time.js';
import { fetchRange } from '../../data/alpaca-bars.js';
import type { PageSource } from '../../data/alpaca-client.js';
import type { Clock } from '../../data/clock.js';
import type { BarBuilder } from './bar-builder.js';
import type { ServerTime } from './server-time.js';

export interface BackfillOptions {
  readonly pages: PageSource;
  readonly builder: BarBuilder;
  readonly time: ServerTime;
  /** Waits between questions; its sleep rejects when the feed is stopped. */
  readonly clock: Clock;
  /** Resolves when what was learned so far has been dealt with: a year of history is not piled up in memory. */
  readonly drained: () => Promise<void>;
  /** Told why history did not answer; it is asked again. */
  readonly onFailure: (detail: string) => void;
}

/** First and longest wait between two questions that bring nothing new, ms. */
const FIRST_WAIT = 2 * SECOND;
const LONGEST_WAIT = 15 * SECOND;
/** Years of minutes. */
const MOST_PAGES = 256;
/** History lags by minutes; an answer without bars is a fault when it should know some for this long, ms. */
const EMPTY_FOR = 15 * MINUTE;

/**
 * Asks the history service for every minute that the builder lacks, whatever the reason: before the start, across a lost
 * connection, a single one that the stream left out. Ascending, a page at a time. Ends by the rejection of its clock's sleep
 * only.
 */
export async function backfill(options: BackfillOptions): Promise<never> {
  const { builder, time, clock } = options;
  let wait = FIRST_WAIT;
  let pages = 1;
  for (;;) {
    await options.drained();
    const range = builder.missing(time.now(), pages);
    if (!range && !time.needsAnswer) {
      wait = FIRST_WAIT;
      await clock.sleep(SECOND);
      continue;
    }
    const gained = range ? await askFor(range, options) : await askTheTime(options);
    // A hole longer than what was asked for is only known to be one when its end is in the answer.
    pages = gained ? 1 : Math.min(2 * pages, MOST_PAGES);
    await clock.sleep(gained ? 0 : wait);
    wait = gained ? FIRST_WAIT : Math.min(2 * wait, LONGEST_WAIT);
  }
}

/** Whether a bar was completed, or nothing is missing any more. */
async function askFor({ from, to }: { from: number; to: number }, options: BackfillOptions): Promise<boolean> {
  const { pages, builder, time, onFailure } = options;
  const onBadRow = (at: number, fault: string) => builder.bad(at, fault, time.now());
  try {
    const bars = await fetchRange(pages, { timeframe: '1Min', from, to, onBadRow });
    const now = time.now();
    const minutes = Array.from(bars.time, (_, i) => barAt(bars, i));
    builder.answer({ from, to }, minutes, now);
    if (bars.time.length === 0 && now > from + EMPTY_FOR) {
      onFailure(`history answered without a single minute from ${isoTime(from)} to ${isoTime(to)}`);
    }
    return builder.missing(now)?.from !== from;
  } catch (error) {
    onFailure(error instanceof Error ? error.message : String(error));
    return false;
  }
}

/** Any answer has the server's time in it. The bars are not used: those that are decided have been compared. */
async function askTheTime({ pages, time, onFailure }: BackfillOptions): Promise<boolean> {
  const to = bucketStart(time.now(), MINUTE);
  try {
    await fetchRange(pages, { timeframe: '1Min', from: to - 2 * MINUTE, to, onBadRow: () => {} });
  } catch (error) {
    onFailure(error instanceof Error ? error.message : String(error));
  }
  return false;
}
