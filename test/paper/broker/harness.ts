// The real SDK and our broker against the fake service, on a clock of which an hour passes in seconds.

import type { TestContext } from 'node:test';
import { seededRandom } from '../../../lib/core/random.js';
import { isoTime, MINUTE } from '../../../lib/core/time.js';
import type { Clock } from '../../../lib/data/clock.js';
import { alpacaBroker } from '../../../lib/paper/broker/alpaca-broker.js';
import type { AlpacaBrokerOptions, BrokerRules } from '../../../lib/paper/broker/settings.js';
import type { Broker, EntryOrder, ModelOrders } from '../../../lib/paper/broker.js';
import type { OrderJournal } from '../../../lib/paper/order-journal.js';
import { FakeTrading, type FakeTradingOptions, PAPER_KEYS } from '../fake-trading.js';
import { MemoryJournal } from '../memory-journal.js';

/** Monday 2024-01-01, 00:05 UTC: the open of the bar after the signal. */
export const OPEN = Date.UTC(2024, 0, 1, 0, 5);

/** Waits are a hundredth as long, and the hour is what the test says, moved on by the waits. */
export class HastyClock implements Clock {
  constructor(public time = OPEN + 500) {}

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds / 100));
    this.time += milliseconds;
  }
}

export const RULES: BrokerRules = {
  initial: 10_000,
  tp_rr: 2,
  trail_start_r: 1,
  trail_gap_r: 0.5,
  htf_reversal: true,
  max_positions: 3,
  max_drawdown_halt: 0.1,
  min_notional: 10,
};

export const ENTRY: EntryOrder = {
  signalTime: OPEN - 5 * MINUTE,
  side: 1,
  quantity: 0.01,
  distance: 600,
  close: 60_000,
  confidence: 0.8,
  marks: {
    signalBar: 1000,
    uptrend1h: true,
    momentum15m: true,
    volCross: true,
    gapStrength: 0.7,
    vpProximity: 0.2,
    equityAtSignal: 10_000,
    committedAtSignal: 0,
  },
};

export const orders = (given: Partial<ModelOrders> = {}): ModelOrders => ({
  at: OPEN,
  entry: null,
  trend: 1,
  halted: false,
  ...given,
});

export class Harness {
  readonly journal = new MemoryJournal();
  broker: Broker;

  constructor(
    readonly fake: FakeTrading,
    readonly clock: HastyClock,
    private readonly options: Partial<AlpacaBrokerOptions> = {},
  ) {
    this.broker = this.make();
  }

  make(journal: OrderJournal = this.journal): Broker {
    const { clock, fake } = this;
    return alpacaBroker({
      keys: PAPER_KEYS,
      url: fake.url,
      journal,
      clock,
      random: seededRandom(1),
      rules: RULES,
      shorts: 'skip',
      ...this.options,
      timing: {
        timeout: 300,
        stream: { ping: 50, pong: 50, firstReconnect: 5, longestReconnect: 50 },
        ...this.options.timing,
      },
    });
  }

  /** A new broker on another journal. */
  useJournal(journal: OrderJournal): void {
    this.broker = this.make(journal);
  }

  /** A process that died and started again: a new broker on the same journal and account. */
  async restart(): Promise<void> {
    await this.broker.close();
    this.broker = this.make();
    await this.broker.open();
  }

  enter(given: Partial<EntryOrder> = {}, more: Partial<ModelOrders> = {}): Promise<void> {
    const entry = { ...ENTRY, ...given };
    const at = entry.signalTime + 5 * MINUTE;
    this.clock.time = Math.max(this.clock.time, at + 500);
    return this.broker.onOrders(orders({ at, entry, ...more }), false);
  }

  private minuteTime = OPEN;

  /** Every order the broker has sent is live. */
  live(): Promise<void> {
    return until(() => this.fake.exchange.orders.every(({ status }) => status !== 'pending_new'), 'orders are live');
  }

  /** The market goes there, and a minute that spans the way is told to the broker. */
  async minute(open: number, high: number, low: number, close: number): Promise<void> {
    await this.live();
    for (const price of [open, low, high, close]) this.fake.exchange.setPrice(String(price));
    await this.tell(open, high, low, close);
  }

  /** A minute as the feed tells it, whatever the broker's market did. */
  async tell(open: number, high: number, low: number, close: number): Promise<void> {
    const time = this.minuteTime;
    this.minuteTime += MINUTE;
    this.clock.time = Math.max(this.clock.time, time + MINUTE);
    await this.broker.onMinute({ time, open, high, low, close, volume: 1 });
  }

  get position() {
    return this.broker.book().positions[0];
  }

  story(): string {
    return this.journal.events.map(({ at, name, detail }) => `${isoTime(at)} ${name}: ${detail}`).join('\n');
  }
}

export async function harness(
  t: TestContext,
  fakeOptions: FakeTradingOptions = {},
  options: Partial<AlpacaBrokerOptions> = {},
): Promise<Harness> {
  const clock = new HastyClock();
  const fake = new FakeTrading({ partials: 0, now: () => clock.time, ...fakeOptions });
  await fake.start();
  const made = new Harness(fake, clock, options);
  t.after(async () => {
    await made.broker.close();
    await fake.stop();
  });
  return made;
}

/** Waits for what happens by itself, between the fake and the broker's own stream. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let look = 0; look < 2000; look++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`until: ${what} must come true within 4 s`);
}
