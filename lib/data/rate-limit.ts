import { MINUTE } from '../core/time.js';
import type { Clock } from './clock.js';

export interface RateLimit {
  /** Most calls in any 60 seconds. */
  readonly perMinute: number;
  /** Least ms from the start of one call to the start of the next. */
  readonly spacing: number;
}

/** What Alpaca's basic plan allows, and a pace that keeps well under it. */
export const ALPACA_RATE_LIMIT: RateLimit = { perMinute: 200, spacing: 350 };

/** Lets calls pass one at a time at a pace that both limits allow, whatever becomes of them. */
export class RateLimiter {
  private readonly starts: number[] = [];
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly limit: RateLimit = ALPACA_RATE_LIMIT,
  ) {}

  /** Resolves when the next call may start; the call counts from then, also when it fails. */
  pass(): Promise<void> {
    this.queue = this.queue.then(() => this.wait());
    return this.queue;
  }

  private async wait(): Promise<void> {
    // Asked again after each sleep: timers may fire a little early.
    for (let wait = this.waitFrom(this.clock.now()); wait > 0; wait = this.waitFrom(this.clock.now())) {
      await this.clock.sleep(wait);
    }
    this.starts.push(this.clock.now());
    if (this.starts.length > this.limit.perMinute) this.starts.shift();
  }

  private waitFrom(now: number): number {
    const { starts, limit } = this;
    if (starts.length === 0) return 0;
    const last = starts[starts.length - 1];
    if (now < last) starts.fill(now); // A clock set back must not stall the calls for as long as it went back.
    const next = starts[starts.length - 1] + limit.spacing;
    const window = starts.length === limit.perMinute ? starts[0] + MINUTE : next;
    return Math.max(next, window) - now;
  }
}
