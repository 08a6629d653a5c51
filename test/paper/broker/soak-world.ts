// A market, a service with faults and a broker that dies again and again, all from one seed.

import { type Random, seededRandom } from '../../../lib/core/random.js';
import { MINUTE } from '../../../lib/core/time.js';
import { alpacaBroker } from '../../../lib/paper/broker/alpaca-broker.js';
import type { Broker } from '../../../lib/paper/broker.js';
import type { OrderJournal } from '../../../lib/paper/order-journal.js';
import { FakeTrading, PAPER_KEYS } from '../fake-trading.js';
import { MemoryJournal } from '../memory-journal.js';
import { type Death, Died, Life } from './crashes.js';
import { ENTRY, HastyClock, OPEN, orders, RULES } from './harness.js';

export const MINUTES = 30;

export class World {
  readonly journal = new MemoryJournal();
  readonly clock = new HastyClock();
  readonly random: Random;
  readonly fake: FakeTrading;
  deaths = 0;
  mayDie = true;
  private price = 60_000;
  private quietTime = OPEN + MINUTES * MINUTE;
  private broker: Broker | undefined;
  private life = new Life(null);

  constructor(seed: number) {
    this.random = seededRandom(seed);
    const { random } = this;
    this.fake = new FakeTrading({
      seed,
      partials: random() * 0.5,
      feeRounding: random() < 0.5 ? 'up' : 'down',
      replace: random() < 0.8 ? 'supported' : 'refused',
      washTrades: random() < 0.8,
      latency: Math.floor(random() * 4),
      now: () => this.clock.time,
      faults: { seed, share: random() * 0.12 },
      updates: { seed, duplicates: random() * 0.3, losses: random() * 0.3 },
    });
    this.fake.exchange.rejectShare = random() * 0.05;
  }

  private chooseDeath(): Death | null {
    const { random } = this;
    if (!this.mayDie || random() < 0.05) return null;
    const at = (['before-write', 'after-write', 'request'] as const)[Math.floor(random() * 3)];
    return { at, count: 1 + Math.floor(random() * 20) };
  }

  /** Does something with a broker that is alive; after a death a new one is opened and told the same again. */
  async tell(work: (broker: Broker) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        this.broker ??= await this.born();
        await this.mortal(work(this.broker));
        if (!this.life.isOver) return;
      } catch (error) {
        if (!this.life.isOver && !(error instanceof Died)) throw error;
      }
      this.deaths++;
      this.life.end();
      void this.broker?.close();
      this.broker = undefined;
    }
  }

  /** What a dead broker still waits for never comes. */
  private async mortal(work: Promise<void>): Promise<void> {
    work.catch(() => undefined);
    const { life } = this;
    let watch: NodeJS.Timeout | undefined;
    const death = new Promise<void>((resolve) => {
      watch = setInterval(() => life.isOver && resolve(), 1);
    });
    await Promise.race([work, death]).finally(() => clearInterval(watch));
  }

  private async born(): Promise<Broker> {
    const life = new Life(this.chooseDeath());
    this.life = life;
    const journal: OrderJournal = life.journal(this.journal);
    const broker = alpacaBroker({
      keys: PAPER_KEYS,
      url: await life.wayTo(this.fake.url),
      journal,
      clock: life.clock(this.clock),
      random: seededRandom(1),
      rules: { ...RULES, max_drawdown_halt: 0 },
      shorts: 'skip',
      timing: {
        timeout: this.mayDie ? 120 : 3000,
        stream: { ping: 200, pong: 200, firstReconnect: 5, longestReconnect: 50 },
      },
    });
    this.broker = broker;
    await this.mortal(broker.open());
    if (life.isOver) throw new Died('while it was opened');
    return broker;
  }

  /** The market moves for a minute, now and then by more than any limit allows for. */
  async minute(k: number): Promise<void> {
    const { random, clock } = this;
    const time = OPEN + k * MINUTE;
    const path = [this.price];
    for (let leg = 0; leg < 3; leg++) {
      const jump = random() < 0.05 ? 0.02 * (random() - 0.5) : 0;
      path.push(Math.round(path[leg] * (1 + 0.006 * (random() - 0.48) + jump)));
    }
    for (const price of path) {
      this.fake.exchange.setPrice(String(price));
      await new Promise((resolve) => setTimeout(resolve, random() < 0.3 ? 2 : 0));
    }
    this.price = path[3];
    clock.time = Math.max(clock.time, time + MINUTE);
    const bar = { time, open: path[0], high: Math.max(...path), low: Math.min(...path), close: path[3], volume: 1 };
    await this.tell((broker) => broker.onMinute(bar));
    if (k % 2 === 1) await this.close(time + MINUTE);
    if (random() < 0.05) this.fake.updates.drop();
    if (random() < 0.03) this.fake.updates.freeze();
    if (random() < 0.05) this.fake.vanished = 1;
    if (random() < 0.03) {
      await this.fake.stop();
      await this.fake.start();
    }
  }

  private async close(at: number): Promise<void> {
    const { random, price, clock } = this;
    const enters = random() < 0.7;
    const entry = {
      ...ENTRY,
      signalTime: at - 5 * MINUTE,
      close: price,
      distance: 150 + random() * 400,
      quantity: 0.002 + random() * 0.02,
    };
    const trend = random() < 0.1 ? -1 : 1;
    clock.time = Math.max(clock.time, at + 500);
    await this.tell((broker) =>
      broker.onOrders(orders({ at, trend, entry: enters && trend === 1 ? entry : null }), false),
    );
  }

  /** Nothing goes wrong any more: everything must come to its end. */
  async calm(): Promise<void> {
    this.mayDie = false;
    this.fake.faults.options = {};
    this.fake.exchange.rejectShare = 0;
    this.fake.updates.faults = {};
    this.fake.vanished = 0;
    this.life.end();
    void this.broker?.close();
    this.broker = undefined;
    for (let k = 0; k < 3; k++) await this.quiet();
  }

  /** A minute in which nothing happens. */
  quiet(): Promise<void> {
    const { price } = this;
    this.clock.time += MINUTE;
    const bar = { time: this.quietTime, open: price, high: price, low: price, close: price, volume: 1 };
    this.quietTime += MINUTE;
    return this.tell((broker) => broker.onMinute(bar));
  }

  get book() {
    return (this.broker as Broker).book();
  }

  async stop(): Promise<void> {
    await this.broker?.close();
    this.life.end();
    await this.fake.stop();
  }
}
