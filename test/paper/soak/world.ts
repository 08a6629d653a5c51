// Alpaca on the loopback interface as one world: history, bar stream and paper account tell of the same market, in a time
// that runs faster than ours, with faults. What is real: the processes, the sockets, the SDK, the files, the kills. What is
// scaled: the hour, and every wait that goes by the engine's clock.

import type { Bar } from '../../../lib/bars/resample.js';
import { seededRandom } from '../../../lib/core/random.js';
import { bucketStart, DAY, MINUTE } from '../../../lib/core/time.js';
import { FakeAlpaca, type Mishap } from '../../data/fake-alpaca.js';
import { FakeStream } from '../fake-stream.js';
import { FakeTrading, PAPER_KEYS } from '../fake-trading.js';
import { SoakMarket, toAlpaca } from './market.js';
import { WorldClock } from './world-clock.js';

export interface WorldOptions {
  readonly seed: number;
  /** How many times faster than ours time passes. */
  readonly pace: number;
  /** Days of history before the start, and of market after it. */
  readonly daysBefore: number;
  readonly daysAfter: number;
  /** Share of requests of the trading service that meet a fault, and of minutes on which something happens to the stream. */
  readonly faults: number;
  /** BTC in the account from elsewhere. */
  readonly position?: string;
}

/** Noon of a day in 2024: the first instant of the soak, by its own clock. */
const START = Date.UTC(2024, 4, 6, 12);
const HISTORY_MISHAPS: readonly Mishap[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429, retryAfter: '1' },
  { kind: 'status', status: 200, body: '<html>maintenance</html>' },
  { kind: 'reset' },
  { kind: 'truncated-json' },
  { kind: 'empty-page' },
  { kind: 'time-out' },
];

export class SoakWorld {
  readonly clock: WorldClock;
  readonly market: SoakMarket;
  readonly trading: FakeTrading;
  readonly stream: FakeStream;
  readonly history: FakeAlpaca;
  /** What went wrong, by name. */
  readonly mishaps = new Map<string, number>();
  /** How a minute is told when nothing goes wrong. */
  sendMinute: (bar: Bar) => void = (bar) => this.stream.bar(toAlpaca(bar));
  /** Whether anything goes wrong at all. */
  hasFaults = true;
  private readonly random;
  private isOver = false;
  private driving: Promise<void> = Promise.resolve();
  private urls = { history: '', stream: '', trading: '' };

  constructor(readonly options: WorldOptions) {
    const { seed, pace, daysBefore, daysAfter, faults } = options;
    const clock = new WorldClock(START, pace);
    this.clock = clock;
    this.random = seededRandom(seed + 1);
    const from = START - daysBefore * DAY;
    const market = new SoakMarket(seed, from, ((daysBefore + daysAfter) * DAY) / MINUTE);
    this.market = market;
    this.stream = new FakeStream({ clock, keys: PAPER_KEYS });
    this.history = new FakeAlpaca({ clock, bar: (time, step) => market.bar(time, step) });
    this.trading = new FakeTrading({
      seed,
      now: clock.now,
      partials: 0.3,
      ...(options.position !== undefined && { position: options.position }),
      faults: { seed, share: faults },
      updates: { seed, duplicates: 0.1, losses: 0.1 },
    });
    this.trading.faults.onFault = ({ kind, status }) => this.note(`trading ${status ?? kind}`);
    this.history.mishapOf = () => this.historyMishap();
  }

  async start(): Promise<void> {
    this.urls = {
      history: await this.history.start(),
      stream: await this.stream.start(),
      trading: await this.trading.start(),
    };
    this.driving = this.drive();
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.driving;
    await Promise.all([this.history.stop(), this.stream.stop(), this.trading.stop()]);
  }

  /** What the engine's process needs to live in this world. */
  environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      APCA_API_KEY_ID: PAPER_KEYS.id,
      APCA_API_SECRET_KEY: PAPER_KEYS.secret,
      MTF_TEST_ALPACA_HISTORY: this.urls.history,
      MTF_TEST_ALPACA_STREAM: this.urls.stream,
      MTF_TEST_ALPACA_TRADING: this.urls.trading,
      MTF_TEST_CLOCK: this.clock.variable,
    };
  }

  /** The peace in which accounts are compared: what was planned goes through, nothing new goes wrong. */
  calm(): void {
    this.hasFaults = false;
    this.trading.faults.options = { share: 0 };
    this.trading.updates.faults = {};
  }

  /** Takes the market through its minutes: the price at each quarter, then the bar, as late and as bad as may be. */
  private async drive(): Promise<void> {
    let minute = bucketStart(this.clock.now(), MINUTE);
    for (let quarter = 0; !this.isOver; quarter = (quarter + 1) % 4) {
      const price = this.market.path(minute)[quarter + 1];
      await this.clock.sleepUntil(minute + ((quarter + 1) * MINUTE) / 4);
      if (price !== undefined) this.trading.exchange.setPrice(price.toFixed(2));
      if (quarter !== 3) continue;
      await this.tellMinute(minute);
      minute += MINUTE;
    }
  }

  private async tellMinute(time: number): Promise<void> {
    const bar = this.market.minute(time);
    const trouble = this.hasFaults && this.random() < this.options.faults;
    if (trouble) await this.makeTrouble();
    if (!bar) return;
    const dice = this.hasFaults ? this.random() : 1;
    const sent = toAlpaca(bar);
    if (dice < 0.02) this.note('stream minute lost');
    else if (dice < 0.04) this.later(20_000, () => this.stream.bar(sent), 'stream minute late');
    else if (dice < 0.05) this.later(70_000, () => this.stream.bar(sent), 'stream minute after the next');
    else this.sendMinute(bar);
    if (dice >= 0.05 && dice < 0.07) this.again('stream minute twice', () => this.stream.bar(sent));
    if (dice >= 0.07 && dice < 0.08)
      this.again('stream minute contradicted', () => this.stream.bar(sent, { c: sent.c - 0.01, l: sent.l - 0.01 }));
    if (dice >= 0.08 && dice < 0.09)
      this.again('stream minute without a price', () => this.stream.bar(sent, { c: Number.NaN }));
    if (dice >= 0.09 && dice < 0.12)
      this.later(30_000, () => this.stream.update(sent, { v: sent.v + 0.001 }), 'stream minute corrected');
  }

  private again(name: string, send: () => void): void {
    this.note(name);
    send();
  }

  private later(wait: number, act: () => void, name: string): void {
    this.note(name);
    void this.clock.sleepUntil(this.clock.now() + wait).then(() => {
      if (!this.isOver) act();
    });
  }

  /** Something happens to a whole server. */
  private async makeTrouble(): Promise<void> {
    const { stream, trading } = this;
    const troubles: readonly (readonly [string, () => Promise<void> | void])[] = [
      ['stream dropped', () => stream.breakOff()],
      ['stream closed', () => stream.close()],
      ['stream half-open', () => stream.freeze()],
      ['stream babbles', () => stream.babble('<html>not a message</html>')],
      ['stream restarted', () => this.restart(stream)],
      ['updates dropped', () => trading.updates.drop()],
      ['updates half-open', () => trading.updates.freeze()],
      ['trading restarted', () => this.restart(trading)],
      ['order rejected after it was accepted', () => void Object.assign(trading.exchange, { rejectNext: 1 })],
      ['partial fill of 1e-9', () => void Object.assign(trading.exchange, { firstPart: 1n })],
      ['positions vanish for one answer', () => void Object.assign(trading, { vanished: 1 })],
    ];
    const [name, act] = troubles[Math.floor(this.random() * troubles.length)];
    this.note(name);
    await act();
  }

  private async restart(server: { stop(): Promise<void>; start(): Promise<string> }): Promise<void> {
    await server.stop();
    await server.start();
  }

  private historyMishap(): Mishap | undefined {
    if (!this.hasFaults || this.random() >= this.options.faults) return undefined;
    const mishap = HISTORY_MISHAPS[Math.floor(this.random() * HISTORY_MISHAPS.length)];
    this.note(`history ${mishap.kind === 'status' ? mishap.status : mishap.kind}`);
    return mishap;
  }

  private note(name: string): void {
    this.mishaps.set(name, (this.mishaps.get(name) ?? 0) + 1);
  }
}
