import type { Bar } from '../../bars/resample.js';
import { isoTime } from '../../core/time.js';
import type { Broker, BrokerBook, CloseReason, ModelOrders } from '../broker.js';
import { alpacaTradingApi } from './alpaca-api.js';
import { bookOf } from './book.js';
import { asFailure, Desk } from './desk.js';
import { enter } from './entering.js';
import { isSound } from './levels.js';
import { walkPositions } from './minute.js';
import { checkPaperAccount } from './paper-account.js';
import type { ExitWish } from './position.js';
import { type AlpacaBrokerOptions, type BrokerSettings, settingsOf } from './settings.js';
import { settle, settleAll } from './settle.js';
import { Comparison } from './sync.js';
import type { TradingApi } from './trading-api.js';
import { orderOut, watchDrawdown, watchTrend } from './watch.js';

const WISH_OF: Readonly<Record<CloseReason, ExitWish>> = {
  emergency: 'emergency',
  'htf-reversal': 'htf-reversal',
  kill: 'kill',
  stop: 'end',
};

/** Alpaca's paper account as a broker. Throws at once where the host or the keys are not those of a paper account. */
export function alpacaBroker(options: AlpacaBrokerOptions): Broker {
  const settings = settingsOf(options);
  checkPaperAccount(settings.url, settings.keys);
  return new AlpacaBroker(settings);
}

class AlpacaBroker implements Broker {
  readonly name = 'alpaca';
  private desk: Desk | undefined;
  private readonly comparison = new Comparison();
  private queue: Promise<unknown> = Promise.resolve();
  private isSettling = false;
  private isTryingAgain = false;
  private stopListening: () => void = () => undefined;
  /** What went wrong between two calls of the engine; the next one throws it. */
  private fault: unknown;
  /** The journal could not be written, so memory may know more than it. */
  private isDoubtful = false;
  private isClosed = false;

  constructor(private readonly settings: BrokerSettings) {}

  async open(): Promise<void> {
    const { keys, url, clock, random, timing } = this.settings;
    const api = await alpacaTradingApi({ keys, url, clock, random, timeout: timing.timeout, stream: timing.stream });
    const desk = new Desk(this.settings, api);
    desk.load();
    await this.checkAccount(desk, api);
    if (this.isClosed) return;
    this.desk = desk;
    this.stopListening = this.listen(desk, api);
    await this.alone(async () => {
      await this.comparison.run(desk, true);
      await settle(desk);
    });
  }

  /** Only keys that are refused end here; a broker that does not answer is asked again with every minute. */
  private async checkAccount(desk: Desk, api: TradingApi): Promise<void> {
    try {
      const { blocked } = await api.account();
      if (blocked !== null) desk.say('account-blocked', 'error', `the account cannot trade: ${blocked}`);
      desk.priceIncrement = await api.priceIncrement();
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'unauthorised') {
        const remedy = 'check APCA_API_KEY_ID and APCA_API_SECRET_KEY of the paper account';
        throw new Error(`alpacaBroker: the keys must be accepted by Alpaca, got ${failure.message}; ${remedy}`);
      }
      desk.say('broker-unavailable', 'warning', `Alpaca does not answer: ${failure.message}`);
    }
  }

  private listen(desk: Desk, api: TradingApi): () => void {
    return api.listen({
      onOrder: (order, execution) => {
        if (desk.isClosed) return;
        this.guarded(() => desk.orders.absorb(order, execution, desk.now()));
        desk.tellNews();
        this.settleSoon(desk, false);
      },
      onListening: () => this.settleSoon(desk, true),
      onLost: (detail) => this.guarded(() => desk.complain('updates-lost', detail)),
      onRefused: (detail) => this.guarded(() => desk.say('keys-refused', 'error', detail)),
    });
  }

  onOrders(orders: ModelOrders, late: boolean): Promise<void> {
    return this.alone(async (desk) => {
      if (orders.halted) orderOut(desk, 'emergency');
      watchTrend(desk, orders.trend);
      await settle(desk);
      const { entry } = orders;
      if (entry === null) return;
      if (entry.side === -1) this.leaveShort(desk, entry.signalTime);
      else if (late)
        desk.say('entry-missed', 'warning', `the entry of ${isoTime(entry.signalTime)} came too late to be sent`);
      else if (!orders.halted) await enter(desk, entry, orders.at);
      await settle(desk);
    });
  }

  private leaveShort(desk: Desk, signalTime: number): void {
    const isSkipped = this.settings.shorts === 'skip';
    const why = isSkipped ? 'no order is sent' : "it is carried in the model's own ledger only, no order is sent";
    const name = isSkipped ? 'short-skipped' : 'short-simulated';
    desk.say(name, 'info', `Alpaca has no short sales of crypto: for the bear signal of ${isoTime(signalTime)} ${why}`);
  }

  onMinute(minute: Bar): Promise<void> {
    return this.alone(async (desk) => {
      if (!isSound(minute)) {
        desk.complain('bad-minute', `the minute of ${isoTime(minute.time)} has impossible prices and is left out`);
        return;
      }
      desk.mark = minute.close;
      await this.comparison.runWhenDue(desk);
      await walkPositions(desk, minute);
      watchDrawdown(desk);
      await settle(desk);
    });
  }

  closeAll(reason: CloseReason): Promise<void> {
    return this.alone(async (desk) => {
      // For good, also when the process dies before the model has halted.
      if (reason === 'kill') desk.book.halt ??= { at: desk.now(), reason };
      desk.keep();
      orderOut(desk, WISH_OF[reason]);
      await settle(desk);
      // After a stop nobody goes on with it.
      if (reason === 'stop') await settleAll(desk);
      const left = desk.positions.length;
      if (left === 0) return;
      const then = reason === 'stop' ? 'their orders stay at the broker' : 'it goes on with the next minute';
      desk.say('close-incomplete', 'error', `${left} positions are not closed yet; ${then}`);
    });
  }

  book(): BrokerBook {
    return bookOf(this.desk, this.settings, this.comparison.foreign);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.stopListening();
    if (this.desk) {
      this.desk.isClosed = true;
      this.desk.tellNews();
    }
    await this.queue.catch(() => undefined);
  }

  private settleSoon(desk: Desk, compare: boolean): void {
    if (desk.isClosed || (this.isSettling && !compare)) return;
    this.isSettling = true;
    void this.alone(async () => {
      this.isSettling = false;
      if (compare) await this.comparison.run(desk, true);
      await settle(desk);
    }).catch((error: unknown) => {
      this.isSettling = false;
      this.fault ??= error;
    });
  }

  /** What could not be done for want of an answer does not wait for the next minute. */
  private tryAgain(desk: Desk): void {
    if (this.isTryingAgain) return;
    this.isTryingAgain = true;
    const { clock, timing } = this.settings;
    void clock.sleep(timing.tryAgain).then(() => {
      this.isTryingAgain = false;
      this.settleSoon(desk, true);
    });
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fault ??= error;
    }
  }

  /** One thing at a time. A fault of the journal is the engine's to know; one of the broker never gets here. */
  private alone(work: (desk: Desk) => Promise<void>): Promise<void> {
    const turn = this.queue.then(async () => {
      const { fault } = this;
      this.fault = undefined;
      if (fault !== undefined) throw fault;
      const { desk } = this;
      if (!desk)
        throw new Error('alpacaBroker: open must have succeeded before anything else, got a broker that is not open');
      if (desk.isClosed) return;
      if (this.isDoubtful) desk.load();
      this.isDoubtful = false;
      desk.isReachable = true;
      await work(desk);
      if (!desk.isReachable) this.tryAgain(desk);
    });
    this.queue = turn.catch(() => {
      this.isDoubtful = true;
    });
    return turn;
  }
}
