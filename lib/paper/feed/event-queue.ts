import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeedEvent } from '../feed.js';

/** Events between two looks at the rest of the process: the stream's keep-alive must not wait for a long backfill. */
const EVENTS_PER_TURN = 64;

/** Events on their way to the sink: put in as they happen, handed on one by one, each after the one before is dealt with. */
export class EventQueue {
  private events: FeedEvent[] = [];
  private wake: () => void = () => {};
  private idle: Promise<void> = Promise.resolve();
  private isClosed = false;
  private becomeIdle: (() => void) | null = null;

  push(event: FeedEvent): void {
    if (this.isClosed) return;
    if (!this.becomeIdle) {
      this.idle = new Promise((resolve) => {
        this.becomeIdle = resolve;
      });
    }
    this.events.push(event);
    this.wake();
  }

  /** Resolves when everything pushed so far has been dealt with. */
  drained(): Promise<void> {
    return this.idle;
  }

  /** Hands on until `stop` is aborted; throws what the sink throws. */
  async pump(sink: (event: FeedEvent) => Promise<void> | void, stop: AbortSignal): Promise<void> {
    stop.addEventListener('abort', () => this.wake(), { once: true });
    try {
      while (!stop.aborted) {
        await this.handOn(sink, stop);
        if (this.events.length > 0 || stop.aborted) continue;
        this.rest();
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    } finally {
      this.isClosed = true;
      this.rest();
    }
  }

  private async handOn(sink: (event: FeedEvent) => Promise<void> | void, stop: AbortSignal): Promise<void> {
    const events = this.events;
    this.events = [];
    for (const [i, event] of events.entries()) {
      if (stop.aborted) return;
      const waiting = sink(event);
      if (waiting) await waiting;
      if (i % EVENTS_PER_TURN === EVENTS_PER_TURN - 1) await nextTurn();
    }
  }

  private rest(): void {
    this.becomeIdle?.();
    this.becomeIdle = null;
  }
}
