import { readVerdict } from '../strategy/live.js';
import { barOutcome } from './bar-outcome.js';
import type { ModelOrders } from './broker.js';
import { BrokerNews } from './broker-news.js';
import type { EngineParts } from './engine-parts.js';
import { type Reading, reportOf } from './engine-report.js';
import type { CompletedBar, CompletedMinute, FeedAnomaly, FeedEvent, FeedHealth } from './feed.js';
import { FeedWatch } from './feed-watch.js';
import type { BarControl, JournaledBar } from './journal/records.js';
import type { ModelOutcome } from './model-outcome.js';
import type { EngineReport } from './paper-status.js';
import { Recorder } from './recorder.js';
import { type Decided, withoutShort } from './skipped-short.js';

/**
 * Paper trading's engine: takes the feed's events one at a time. For each completed bar the model decides, the journal
 * writes everything down, and only then the broker acts.
 */
export class PaperEngine {
  readonly #parts: EngineParts;
  readonly #recorder: Recorder;
  readonly #watch: FeedWatch;
  #reading: Reading | null = null;
  #orders: ModelOrders | null = null;
  #peak: number;
  /** Confidence of the newest order, for the news of its entry. */
  #confidence: number | null = null;
  /** Why the data at hand are not to be traded on; ends with the next bar that is good. */
  #doubt: string | null = null;
  #killSeen: boolean;
  /** Null with the sim broker, whose fills come with the bars. */
  #news: BrokerNews | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { model, now, context } = parts;
    this.#watch = new FeedWatch(parts.feed, now());
    this.#peak = context.initial;
    this.#killSeen = model.halt?.reason === 'kill';
    this.#recorder = new Recorder({ ...parts, snapshot: () => model.snapshot(), sim: parts.broker.name === 'sim' });
  }

  /** Opens the broker and says that trading begins. `resumed`: the journal had bars before. */
  async open(resumed: boolean): Promise<void> {
    const { broker, alerts, model, feed } = this.#parts;
    await broker.open();
    const book = broker.book();
    this.#news = broker.name === 'sim' ? null : new BrokerNews(alerts);
    this.#orders = model.lastTime === null ? null : model.orders();
    this.#recorder.note('engine', resumed ? 'resumed' : 'started', 'info', `broker ${broker.name}, feed ${feed}`);
    this.#recorder.tell(alerts.started(feed, book, resumed));
    this.#tellNews();
    this.saveReport();
  }

  /** One event of the feed, after the one before is done with. */
  handle(event: FeedEvent): Promise<void> | void {
    if (!this.#killSeen && this.#parts.killed()) return this.#kill().then(() => this.handle(event));
    if (event.kind === 'bar') return event.warmUp ? this.#warm(event) : this.#bar(event);
    if (event.kind === 'minute') return this.#minute(event);
    if (event.kind === 'health') this.#health(event);
    else this.#anomaly(event);
    this.saveReport();
  }

  /** Looks at the kill switch between events: a feed may be silent for long. */
  poll(): Promise<void> | void {
    if (!this.#killSeen && this.#parts.killed()) return this.#kill();
  }

  /** Ends in order: positions are closed first when `close`. `asked`: why, in words; returns it with what came of it. */
  async end(close: boolean, asked: string): Promise<string> {
    const { broker, model, alerts } = this.#parts;
    this.#recorder.flushWarmUp();
    if (close) {
      await this.#ask(() => broker.closeAll('stop'));
      const { closed } = model.lastTime === null ? { closed: [] } : model.closeAtEnd();
      if (broker.name === 'sim') this.#recorder.trades(closed);
      this.#orders = model.lastTime === null ? null : model.orders();
    }
    const left = close ? broker.book().positions.length : 0;
    const why = left === 0 ? asked : `${asked}; ${left} positions could not be closed and are still open at the broker`;
    if (this.#recorder.catchUp() && model.lastTime !== null) this.#recorder.snapshot(model.lastTime);
    this.#recorder.note('engine', 'stopped', 'info', why);
    this.#recorder.tell(alerts.stopped(why, broker.book()));
    this.saveReport();
    await broker.close();
    return why;
  }

  report(): EngineReport {
    const { context, broker, model } = this.#parts;
    const book = broker.book();
    this.#peak = Math.max(book.peak ?? book.equity, this.#peak);
    return reportOf(context, {
      book,
      peak: this.#peak,
      reading: this.#reading,
      waiting: this.#orders?.entry ?? null,
      halt: book.halt ?? model.halt,
      killed: this.#killSeen,
      held: this.#recorder.reason ?? this.#doubt,
      feed: this.#watch.report(),
    });
  }

  saveReport(): void {
    this.#recorder.report(this.report());
  }

  #warm(event: CompletedBar): void {
    this.#parts.model.warm(event.bar);
    this.#watch.bar(event, this.#parts.context.step);
    this.#recorder.warmUp(event);
  }

  #minute({ bar }: CompletedMinute): Promise<void> | void {
    const { broker } = this.#parts;
    this.#watch.minute(bar);
    if (broker.name !== 'sim') return this.#ask(() => broker.onMinute(bar));
  }

  #bar(event: CompletedBar): Promise<void> | void {
    const { broker, context, lateAfter } = this.#parts;
    this.#recorder.flushWarmUp();
    this.#watch.bar(event, context.step);
    const trendBefore = this.#reading?.trend ?? this.#orders?.trend ?? null;
    const decided = this.#decide({ ...event, control: this.#control(event.hold) });
    if (!decided) return;
    const { input, outcome, short } = decided;
    this.#reading = { ...readVerdict(outcome.verdict), time: event.bar.time, close: event.bar.close };
    this.#orders = outcome.orders;
    this.#record(input, outcome, trendBefore);
    this.#confidence = this.#orders.entry?.confidence ?? this.#confidence;
    this.#doubt = null;
    if (broker.name === 'sim') return;
    const orders = short ? { ...this.#orders, entry: short } : this.#orders;
    const late = event.knownAt - outcome.at > lateAfter;
    return this.#ask(() => broker.onOrders(orders, late));
  }

  /** A bar that is none (it should not have come so far) is noted and left out; it must not end the process. */
  #decide(input: JournaledBar): Decided | null {
    const { model, skipsShorts } = this.#parts;
    try {
      const outcome = model.next(input.bar, input.minutes, input.control);
      return skipsShorts ? withoutShort(model, { input, outcome }) : { input, outcome };
    } catch (error) {
      this.#doubt = (error as Error).message;
      this.#recorder.fault('engine', error);
      return null;
    }
  }

  /** What forbids or ends trading on the bar at hand; `hold` is the feed's word on the bar itself. */
  #control(hold?: string): BarControl {
    this.#recorder.catchUp();
    const reason = this.#recorder.reason ?? this.#doubt ?? (hold ? `the bar is in doubt (${hold})` : null);
    const kill = this.#killSeen && this.#parts.model.halt === null;
    return { hold: reason !== null, kill, reason: kill ? 'kill switch' : (reason ?? '') };
  }

  /** Writes the bar down before anything comes of it. What cannot be written opens nothing: its entry is withdrawn. */
  #record(input: JournaledBar, outcome: ModelOutcome, trendBefore: number | null): void {
    const { model, broker, alerts } = this.#parts;
    const [sim, kill, report] = [broker.name === 'sim', input.control.kill, this.report()];
    const [reading, confidence] = [this.#reading as Reading, this.#confidence];
    const written = barOutcome({ outcome, reading, trendBefore, kill, report, sim, confidence }, alerts);
    if (this.#recorder.bar(input, written)) return;
    this.#orders = model.withdrawEntry();
    const control = { ...input.control, hold: true, reason: this.#recorder.reason ?? input.control.reason };
    this.#recorder.keep({ ...input, control }, written);
  }

  /** The kill switch: a real broker closes at once, the model halts with the next bar. */
  async #kill(): Promise<void> {
    const { broker, alerts, now } = this.#parts;
    this.#killSeen = true;
    this.#recorder.note('engine', 'kill', 'warning', 'kill switch: everything is closed, nothing opened again');
    this.#recorder.tell(alerts.emergency('kill', now(), broker.book(), this.#peak));
    await this.#ask(() => broker.closeAll('kill'));
    this.saveReport();
  }

  /** Has the broker do something, then tells what it filled and closed. A fault of either side is noted and survived. */
  async #ask(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => this.#recorder.fault('broker', error));
    if (this.#tellNews()) this.saveReport();
  }

  /** What a real broker filled and closed since the last time; false with the sim broker. */
  #tellNews(): boolean {
    if (!this.#news) return false;
    const { broker, onTrades, brokerTrades } = this.#parts;
    const closed = brokerTrades();
    this.#recorder.tell(this.#news.since(broker.book(), closed, this.#confidence, this.#peak));
    if (closed.length > 0) onTrades(closed);
    return true;
  }

  #health(event: FeedHealth): void {
    const { alerts, broker } = this.#parts;
    const lostAt = this.#watch.health(event);
    const severity = event.state === 'lost' || event.state === 'stale' ? 'warning' : 'info';
    this.#recorder.note('feed', event.state, severity, event.detail);
    this.#recorder.tell(alerts.feed(event, this.#watch.lastBarOpen, lostAt, broker.book()));
  }

  #anomaly(anomaly: FeedAnomaly): void {
    if (anomaly.hold) this.#doubt = anomaly.detail;
    this.#recorder.anomaly(anomaly);
  }
}
