import { type Bar, barAt } from '../lib/bars/resample.js';
import { MINUTE } from '../lib/core/time.js';
import { BarBuilder } from '../lib/paper/feed/bar-builder.js';
import { replayFeed } from '../lib/paper/feed/replay-feed.js';
import { fiveMinuteBars, oneMinuteBars } from './data.js';
import type { BenchCase } from './measure.js';

/** Seconds to hand on all bars with their minutes to a sink that does nothing. */
async function replayTime(): Promise<number> {
  const [bars, minutes] = [fiveMinuteBars(), oneMinuteBars()];
  const clock = { now: () => 0, sleep: async () => {} };
  const start = performance.now();
  const feed = replayFeed({ bars, minutes, speed: Number.POSITIVE_INFINITY, clock });
  await feed.run({ last: null, tradeFrom: 0 }, () => {}, new AbortController().signal);
  return (performance.now() - start) / 1000;
}

/** Microseconds from a minute in to its events out, as the stream brings them, mean over all minutes. */
function minuteTime(): number {
  const minutes = oneMinuteBars();
  const rows: Bar[] = Array.from(minutes.time, (_, i) => barAt(minutes, i));
  const builder = new BarBuilder({ step: 5 * MINUTE, from: rows[0].time, tradeFrom: 0, emit: () => {} });
  const start = performance.now();
  for (const row of rows) builder.take(row, 'stream', row.time + MINUTE);
  return ((performance.now() - start) / rows.length) * 1000;
}

export const FEED_CASES: readonly BenchCase[] = [
  {
    name: 'feed.replay',
    what: 'a replay of all bars and minutes into a sink that does nothing',
    unit: 's',
    goal: 1,
    better: 'lower',
    measure: replayTime,
  },
  {
    name: 'feed.minute',
    what: 'a live minute in, its events and bar out: mean over all minutes',
    unit: 'us',
    goal: 20,
    better: 'lower',
    measure: minuteTime,
  },
];
