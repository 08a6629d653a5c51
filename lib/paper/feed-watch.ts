import type { Bar } from '../bars/resample.js';
import { MINUTE } from '../core/time.js';
import type { CompletedBar, FeedHealth, PaperFeed } from './feed.js';
import type { FeedReport } from './paper-status.js';

/** What the engine knows of its feed, kept up to date by each event. Times are ms UTC. */
export class FeedWatch {
  #state: FeedHealth['state'] = 'connecting';
  #since: number;
  #detail = '';
  #lostAt: number | null = null;
  #lastBar: Bar | null = null;
  #step = 0;
  #lag: number | null = null;
  #lastMinute: Bar | null = null;

  constructor(
    private readonly name: PaperFeed['name'],
    now: number,
  ) {
    this.#since = now;
  }

  /** Open time of the last bar, null before the first. */
  get lastBarOpen(): number | null {
    return this.#lastBar?.time ?? null;
  }

  bar({ bar, knownAt }: CompletedBar, step: number): void {
    this.#lastBar = bar;
    this.#step = step;
    this.#lag = knownAt - bar.time - step;
  }

  minute(bar: Bar): void {
    this.#lastMinute = bar;
  }

  /** Takes a change of state; when it ends a loss, says since when the feed was lost, else null. */
  health({ state, at, detail }: FeedHealth): number | null {
    this.#state = state;
    this.#since = at;
    this.#detail = detail;
    const lostAt = this.#lostAt;
    if (state === 'lost' || state === 'stale') this.#lostAt ??= at;
    if (state !== 'back') return null;
    this.#lostAt = null;
    return lostAt;
  }

  report(): FeedReport {
    return {
      name: this.name,
      state: this.#state,
      since: this.#since,
      detail: this.#detail,
      lastBarClose: this.#lastBar && this.#lastBar.time + this.#step,
      lastMinuteClose: this.#lastMinute && this.#lastMinute.time + MINUTE,
      lag: this.#lag,
    };
  }
}
