import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Bar } from '../../../lib/bars/resample.js';
import { mergeBars } from '../../../lib/bars/resample.js';
import { HOUR, MINUTE, SECOND, TIMEFRAMES } from '../../../lib/core/time.js';
import type { AlpacaBar } from '../../../lib/data/alpaca-client.js';
import { type AlpacaFeed, alpacaFeed } from '../../../lib/paper/feed/alpaca-feed.js';
import type { AlpacaFeedOptions } from '../../../lib/paper/feed/alpaca-options.js';
import type { CompletedBar, FeedAnomaly, FeedEvent, FeedHealth, FeedPosition } from '../../../lib/paper/feed.js';
import { FakeAlpaca, fakeBar } from '../../data/fake-alpaca.js';
import { FakeStream } from '../fake-stream.js';
import { HandClock, settle } from '../hand-clock.js';

export const FIVE = 5 * MINUTE;
/** Noon: trading begins here, after two hours of warm-up. */
export const NOON = Date.UTC(2024, 0, 2, 12);
export const KEYS = { id: 'AK-the-key-id', secret: 'the-very-secret' };

/** The minute that opens at `time`, as every part of the fake market tells it. */
export const minuteAt = (time: number): AlpacaBar => fakeBar(time, MINUTE);

export function toBar({ t, o, h, l, c, v }: AlpacaBar): Bar {
  return { time: Date.parse(t), open: o, high: h, low: l, close: c, volume: v };
}

/** The live feed on the real SDK, between a fake stream and a fake history service, in a time that the test moves on. */
export class Live {
  readonly events: FeedEvent[] = [];
  readonly clock = new HandClock(NOON);
  readonly stream: FakeStream;
  readonly history: FakeAlpaca;
  /** Open times of minutes that nobody has. */
  readonly holes = new Set<number>();
  /** Open times of minutes that the stream does not bring, though they exist. */
  readonly unsent = new Set<number>();
  /** Open times of minutes that history tells wrongly. */
  readonly spoiled = new Set<number>();
  /** What is done instead of sending a minute, by its open time. */
  readonly instead = new Map<number, () => void>();
  /** Timeframes whose bars history tells otherwise than the minutes make them. */
  readonly disagreeing = new Set<'15Min' | '1Hour'>();
  running: Promise<void> = Promise.resolve();
  counts: AlpacaFeed['counts'] = () => ({ duplicates: 0, corrections: 0 });
  private readonly stop = new AbortController();
  private nextMinute = NOON;
  private isOver = false;
  private slept = 0;

  constructor(private readonly given: Partial<AlpacaFeedOptions>) {
    const serverTime = { now: () => this.time, sleep: async () => {} };
    this.stream = new FakeStream({ clock: serverTime, keys: KEYS });
    this.history = new FakeAlpaca({ clock: serverTime, bar: (time, step) => this.historyBar(time, step) });
  }

  async start(t: TestContext, position: FeedPosition, sink?: (event: FeedEvent) => void): Promise<void> {
    const urls = { stream: await this.stream.start(), history: await this.history.start() };
    // What a process does only once (loading the SDK, its first call) must not look like a slow server.
    await Promise.all([import('@alpacahq/alpaca-trade-api'), import('@alpacahq/alpaca-trade-api/rest')]);
    await (await fetch(urls.history)).text();
    this.history.requests.length = 0;
    const feed = alpacaFeed({
      keys: KEYS,
      clock: this.clock,
      monotonic: () => this.clock.monotonic(),
      random: () => 0.5,
      warmUpFrom: NOON - 2 * HOUR,
      urls,
      ...this.given,
    });
    this.counts = feed.counts;
    const take = (event: FeedEvent) => {
      this.events.push(event);
      sink?.(event);
    };
    this.running = feed.run(position, take, this.stop.signal);
    this.running.catch(() => {});
    t.after(() => this.end());
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.running.catch(() => {});
    if (this.isOver) return;
    this.isOver = true;
    await this.stream.stop();
    await this.history.stop();
  }

  /** Lets time pass, a second at a time; every minute is sent half a second or so after its end. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock.monotonic() + milliseconds;
    while (this.clock.monotonic() < end) {
      this.clock.advance(Math.min(SECOND, end - this.clock.monotonic()));
      while (this.nextMinute + MINUTE < this.time) {
        this.sendMinute(this.nextMinute);
        this.nextMinute += MINUTE;
      }
      await settle();
    }
  }

  /** The true time, ms UTC. */
  get time(): number {
    return NOON + this.clock.monotonic() + this.slept;
  }

  /** The machine sleeps: the world goes on, its clocks but the wall's stand still, and nothing is received. */
  async sleep(milliseconds: number): Promise<void> {
    this.slept += milliseconds;
    this.clock.setOff += milliseconds;
    while (this.nextMinute + MINUTE < this.time) this.nextMinute += MINUTE;
  }

  /** Lets time pass until something holds; fails when it does not within an hour. */
  async until(what: string, holds: () => boolean): Promise<void> {
    for (let seconds = 0; seconds < 3600; seconds++) {
      if (holds()) return;
      await this.pass(SECOND);
    }
    assert.fail(`an hour passed without: ${what}; ${this.told.join(', ')}`);
  }

  /** Until the stream serves and history is read, then up to 1 s after the next full five minutes. */
  async warmedUp(): Promise<void> {
    await this.until('a warm feed', () => this.stream.isServing && this.bars.length >= 24);
  }

  /** Minutes since noon that were sent, or left out. */
  get minutesPassed(): number {
    return (this.nextMinute - NOON) / MINUTE;
  }

  get bars(): CompletedBar[] {
    return this.events.filter((event): event is CompletedBar => event.kind === 'bar');
  }

  get anomalies(): FeedAnomaly[] {
    return this.events.filter((event): event is FeedAnomaly => event.kind === 'anomaly');
  }

  /** Names of anomalies, with `!` for those that hold. */
  get names(): string[] {
    return this.anomalies.map(({ name, hold }) => (hold ? `${name}!` : name));
  }

  get health(): string[] {
    return this.events.filter((event): event is FeedHealth => event.kind === 'health').map(({ state }) => state);
  }

  get told(): string[] {
    return [...this.health, ...this.names];
  }

  /** The bar that opens at `time`, once it was handed on. */
  barAt(time: number): CompletedBar | undefined {
    return this.bars.find(({ bar }) => bar.time === time);
  }

  /** Every bar of the market from `from` to the last that was handed on came once, in order and with the right values. */
  assertWhole(from = NOON - 2 * HOUR): void {
    const expected: Bar[] = [];
    const last = this.bars[this.bars.length - 1].bar.time;
    for (let time = from; time <= last; time += FIVE) {
      const bar = this.marketBar(time, FIVE);
      if (bar) expected.push(toBar(bar));
    }
    assert.deepEqual(
      this.bars.map(({ bar }) => bar),
      expected,
    );
    const behind = (this.time - last - FIVE) / FIVE;
    assert.ok(behind < 1.5, `the last bar is ${behind} bars behind the time`);
  }

  /** No key and no address of ours in anything that was said. */
  assertDiscreet(): void {
    const said = JSON.stringify(this.events);
    for (const secret of [KEYS.id, KEYS.secret, 'wrong']) assert.ok(!said.includes(secret), `${secret} was told`);
  }

  private sendMinute(time: number): void {
    const instead = this.instead.get(time);
    if (instead) instead();
    else if (!this.unsent.has(time) && !this.holes.has(time)) this.stream.bar(minuteAt(time));
  }

  private historyBar(time: number, step: number): AlpacaBar | undefined {
    const bar = this.marketBar(time, step);
    if (bar && step === MINUTE && this.spoiled.has(time)) return { ...bar, c: -1 };
    const differs = [...this.disagreeing].some((name) => TIMEFRAMES[name] === step);
    return bar && differs ? { ...bar, h: 1.01 * bar.h, c: 1.01 * bar.h } : bar;
  }

  /** The market in any timeframe: what is made of the minutes that exist. */
  private marketBar(time: number, step: number): AlpacaBar | undefined {
    const minutes: Bar[] = [];
    for (let at = time; at < time + step; at += MINUTE) if (!this.holes.has(at)) minutes.push(toBar(minuteAt(at)));
    if (minutes.length === 0) return undefined;
    const { open: o, high: h, low: l, close: c, volume: v } = mergeBars(time, minutes);
    return { t: new Date(time).toISOString().replace('.000', ''), o, h, l, c, v };
  }
}

export async function live(
  t: TestContext,
  given: Partial<AlpacaFeedOptions> = {},
  position: FeedPosition = { last: null, tradeFrom: NOON },
  sink?: (event: FeedEvent) => void,
  skew = 0,
): Promise<Live> {
  const lab = new Live(given);
  lab.clock.setOff = skew;
  await lab.start(t, position, sink);
  return lab;
}
