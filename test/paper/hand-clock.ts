import type { Clock } from '../../lib/data/clock.js';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that only the test moves on; sleepers wake in order, and real input and output go on in between. */
export class HandClock implements Clock {
  /** Ms that the wall clock was set away from the time that passes. */
  setOff = 0;
  private passed = 0;
  private sleepers: Sleeper[] = [];

  constructor(private readonly start: number) {}

  now(): number {
    return this.start + this.passed + this.setOff;
  }

  /** Ms that passed, whatever the wall clock was set to. */
  monotonic(): number {
    return this.passed;
  }

  sleep(milliseconds: number, stop?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const until = this.passed + Math.max(0, milliseconds);
      if (milliseconds <= 0 || stop?.aborted) {
        resolve();
        return;
      }
      const wake = () => {
        stop?.removeEventListener('abort', wake);
        this.sleepers = this.sleepers.filter((other) => other.wake !== wake);
        resolve();
      };
      this.sleepers.push({ until, wake });
      stop?.addEventListener('abort', wake);
    });
  }

  /** Ms until the next sleeper wakes. */
  get next(): number {
    return Math.min(...this.sleepers.map(({ until }) => until)) - this.passed;
  }

  advance(milliseconds: number): void {
    this.passed += milliseconds;
    const due = this.sleepers.filter(({ until }) => until <= this.passed);
    for (const { wake } of due.sort((a, b) => a.until - b.until)) wake();
  }
}

/** Lets everything on the loopback interface that is under way happen: some turns of the event loop, none of the clock. */
export async function settle(turns = 10): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
