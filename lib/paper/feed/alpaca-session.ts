import { setMaxListeners } from 'node:events';
import { bucketStart, SECOND } from '../../core/time.js';
import { alpacaPages, type PageSource } from '../../data/alpaca-client.js';
import { type Clock, stoppableClock } from '../../data/clock.js';
import type { FeedAnomalyName, FeedEvent, FeedPosition } from '../feed.js';
import type { AlpacaFeedOptions, FeedTiming } from './alpaca-options.js';
import { backfill } from './backfill.js';
import { BarBuilder } from './bar-builder.js';
import { CONTEXT_TOLERANCE, ContextCheck } from './context-check.js';
import { EventQueue } from './event-queue.js';
import { ServerTime } from './server-time.js';
import { StreamKeeper } from './stream-keeper.js';

export interface FeedCounts {
  /** Equal repeats of a minute. */
  readonly duplicates: number;
  /** Corrections that came while their bar was forming. */
  readonly corrections: number;
}

export type SessionOptions = AlpacaFeedOptions & { readonly step: number; readonly timing: FeedTiming };

/** A fault that goes on is told of once in this time, ms. */
const REPEAT_AFTER = 300 * SECOND;
/** Ms that the bars of a context check are given to appear in history after the clock's full five minutes. */
const CONTEXT_DELAY = 75 * SECOND;
/** A clock that jumped forward by more, ms: the machine slept, and the socket is dead whatever it says. */
const SLEPT = 30 * SECOND;

/** Every wait and call of the session listens for its end; more than this would be a leak. */
const MOST_LISTENERS = 50;

/** One run of the live feed: its parts, what they tell each other, and their common end. */
export class FeedSession {
  private readonly queue = new EventQueue();
  private readonly abort = new AbortController();
  private readonly clock: Clock;
  private readonly time: ServerTime;
  private readonly builder: BarBuilder;
  private readonly context: ContextCheck;
  private readonly keeper: StreamKeeper;
  private readonly lastTold = new Map<string, number>();

  constructor(
    private readonly options: SessionOptions,
    { last, tradeFrom }: FeedPosition,
  ) {
    const { step, timing, monotonic, warmUpFrom, urls } = options;
    setMaxListeners(MOST_LISTENERS, this.abort.signal);
    this.clock = stoppableClock(options.clock, this.abort.signal);
    const onSkew = (detail: string) => this.anomaly('clock-skew', detail, true);
    this.time = new ServerTime({ clock: this.clock, monotonic, tolerance: timing.tolerance, onSkew });
    this.context = new ContextCheck(step, options.contextTolerance ?? CONTEXT_TOLERANCE);
    this.builder = new BarBuilder({
      ...timing,
      step,
      from: last === null ? Math.ceil(warmUpFrom / step) * step : last + step,
      tradeFrom,
      emit: (event) => this.emit(event),
      doubt: () => (this.time.inDoubt ? 'clock-skew' : null),
    });
    this.keeper = new StreamKeeper({
      keys: options.keys,
      ...(urls?.stream !== undefined && { url: urls.stream }),
      monotonic,
      handshake: timing.handshake,
      staleAfter: timing.staleAfter,
      clock: this.clock,
      random: options.random,
      // The SDK swallows what its listeners throw: a fault of ours must end the run, not vanish.
      onMinute: (bar, corrected) => this.guard(() => this.onMinute(bar, corrected)),
      onBadFrame: (detail) => this.sparingly('bad-answer', `a frame of the stream is not used: ${detail}`),
      onHealth: (state, detail) => this.emit({ kind: 'health', state, at: this.time.now(), detail }),
      onAnomaly: (name, detail, hold) => this.anomaly(name, detail, hold),
    });
  }

  get counts(): FeedCounts {
    return this.builder.counts;
  }

  /** Runs until `stop` is aborted; throws what the sink throws. */
  async run(sink: (event: FeedEvent) => Promise<void> | void, stop: AbortSignal): Promise<void> {
    const { abort } = this;
    const onStop = () => abort.abort(stop.reason);
    stop.addEventListener('abort', onStop, { once: true });
    const pages = await this.openHistory();
    const tasks = [
      this.queue.pump(sink, abort.signal),
      this.keeper.run(abort.signal),
      this.fillFrom(pages),
      this.watch(),
      this.checkContext(pages),
    ];
    // The first to fail ends the others; none is left behind when this returns.
    await Promise.all(tasks.map((task) => task.catch((error) => abort.abort(error))));
    stop.removeEventListener('abort', onStop);
    if (!stop.aborted) throw abort.signal.reason;
  }

  private openHistory(): Promise<PageSource> {
    const { random, urls, historyTimeout } = this.options;
    return alpacaPages({
      clock: this.clock,
      random,
      ...(urls?.history !== undefined && { baseUrl: urls.history }),
      ...(historyTimeout !== undefined && { timeout: historyTimeout }),
      stop: this.abort.signal,
      onRetry: (reason) => this.sparingly('bad-answer', `history did not answer as it should: ${reason}; asked again`),
      onAnswer: (date, askedAt, answeredAt) => this.time.measure(date, askedAt, answeredAt),
    });
  }

  private fillFrom(pages: PageSource): Promise<never> {
    const { builder, time, clock, queue } = this;
    const onFailure = (detail: string) => this.sparingly('bad-answer', `${detail}; bars wait for it`);
    return backfill({ pages, builder, time, clock, drained: () => queue.drained(), onFailure });
  }

  private async watch(): Promise<never> {
    for (;;) {
      await this.clock.sleep(this.options.timing.tick);
      if (this.time.check() > SLEPT) this.keeper.drop('the clock jumped forward: the machine slept, or was set');
      this.keeper.check();
      this.builder.advance(this.time.now());
    }
  }

  private async checkContext(pages: PageSource): Promise<never> {
    const { contextEvery } = this.options.timing;
    for (;;) {
      const now = this.time.now();
      await this.clock.sleep(bucketStart(now - CONTEXT_DELAY, contextEvery) + contextEvery + CONTEXT_DELAY - now);
      try {
        const found = await this.context.disagreements(pages, this.time.now());
        // No reason to hold: Alpaca's own longer bars leave out the quotes of minutes without trades, so they often differ.
        for (const detail of found) this.anomaly('context-disagrees', detail, false);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        this.sparingly('bad-answer', `${said}; the 15-minute and 1-hour bars were not compared`);
      }
    }
  }

  private onMinute(bar: FeedMinute, corrected: boolean): void {
    const taken = this.builder.take(bar, corrected ? 'update' : 'stream', this.time.now());
    if (taken === 'early') this.time.doubt();
  }

  private emit(event: FeedEvent): void {
    if (event.kind === 'bar') this.context.next(event.bar);
    this.queue.push(event);
  }

  private anomaly(name: FeedAnomalyName, detail: string, hold: boolean): void {
    this.emit({ kind: 'anomaly', name, at: this.time.now(), detail, hold });
  }

  /** For faults that may go on for days, and forbid nothing. */
  private sparingly(name: FeedAnomalyName, detail: string): void {
    if (this.abort.signal.aborted) return;
    const kind = detail.replace(/\d+/g, '#');
    const now = this.options.monotonic();
    if (now - (this.lastTold.get(kind) ?? Number.NEGATIVE_INFINITY) < REPEAT_AFTER) return;
    if (this.lastTold.size > 100) this.lastTold.clear();
    this.lastTold.set(kind, now);
    this.anomaly(name, detail, false);
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.abort.abort(error);
    }
  }
}

type FeedMinute = Parameters<BarBuilder['take']>[0];
