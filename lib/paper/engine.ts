import { isoTime } from '../core/time.js';
import { readVerdict } from '../strategy/live.js';
import { Backlog } from './backlog.js';
import type { Broker, ModelOrders } from './broker.js';
import type { EngineAlerts } from './engine-alerts.js';
import { decisionOf, direction, type Reading, type ReportContext, reportOf } from './engine-report.js';
import type { CompletedBar, FeedAnomaly, FeedEvent, FeedHealth, PaperFeed } from './feed.js';
import { FeedWatch } from './feed-watch.js';
import type { Journal } from './journal/journal.js';
import type { BarControl, BarOutcome, JournaledBar } from './journal/records.js';
import type { ModelOutcome, PaperModel } from './model.js';
import type { JournalEvent, PaperTrade } from './order-journal.js';
import type { EngineReport } from './paper-status.js';

export interface EngineParts {
  readonly context: ReportContext;
  readonly model: PaperModel;
  readonly journal: Journal;
  readonly broker: Broker;
  readonly feed: PaperFeed['name'];
  readonly alerts: EngineAlerts;
  /** Called with trades that are in the journal, to be appended to paper_trades.csv. */
  readonly onTrades: (trades: readonly PaperTrade[]) => void;
  /** Takes the trades that a real broker has closed, and written down, since the last call. */
  readonly brokerTrades: () => readonly PaperTrade[];
  readonly now: () => number;
  /** Whether the kill switch is set. */
  readonly killed: () => boolean;
  /** Bars between two snapshots of the model. */
  readonly snapshotEvery: number;
  /** A bar known later than this after its close is no reason to enter any more, ms. */
  readonly lateAfter: number;
  readonly log: (line: string) => void;
}

/** Warm-up bars written at once. */
const WARM_UP_BATCH = 1000;

/**
 * Paper trading's engine: takes the feed's events one at a time. For each completed bar the model decides, the journal
 * writes everything down, and only then the broker acts.
 */
export class PaperEngine {
  readonly #parts: EngineParts;
  readonly #backlog: Backlog;
  readonly #watch: FeedWatch;
  readonly #warmUp: CompletedBar[] = [];
  #reading: Reading | null = null;
  #orders: ModelOrders | null = null;
  #peak: number;
  #sinceSnapshot = 0;
  /** Why the data at hand are not to be traded on; ends with the next bar that is good. */
  #doubt: string | null = null;
  #killSeen = false;
  #haltSeen = false;
  /** Confidence of the newest order, for the news of its entry. */
  #confidence: number | null = null;
  /** Positions of a real broker whose entry has been told, by signal time. */
  readonly #known = new Set<number>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#backlog = new Backlog(parts.journal);
    this.#watch = new FeedWatch(parts.feed, parts.now());
    this.#peak = parts.context.initial;
    this.#killSeen = parts.model.halt?.reason === 'kill';
  }

  /** Opens the broker and says that trading begins. `resumed`: the journal had bars before. */
  async open(resumed: boolean): Promise<void> {
    const { broker, alerts, model } = this.#parts;
    await broker.open();
    for (const { signalTime } of broker.book().positions) this.#known.add(signalTime);
    this.#haltSeen = broker.book().halt !== undefined;
    this.#orders = model.lastTime === null ? null : model.orders();
    this.#note('engine', resumed ? 'resumed' : 'started', 'info', `broker ${broker.name}, feed ${this.#parts.feed}`);
    this.#tell(alerts.started(this.#parts.feed, broker.book(), resumed));
    this.saveReport();
  }

  /** One event of the feed. Resolves when everything that follows from it is done. */
  async handle(event: FeedEvent): Promise<void> {
    await this.pollKill();
    if (event.kind === 'bar') return event.warmUp ? this.#warm(event) : this.#bar(event);
    if (event.kind === 'minute') {
      this.#watch.minute(event.bar);
      if (this.#parts.broker.name === 'sim') return;
      await this.#parts.broker.onMinute(event.bar);
      this.#afterBroker();
      return;
    }
    if (event.kind === 'health') this.#health(event);
    else this.#anomaly(event);
    if (this.#parts.feed !== 'replay') this.saveReport();
  }

  /** Acts on the kill switch as soon as it is seen; the model halts with the next bar. */
  async pollKill(): Promise<void> {
    if (this.#killSeen || !this.#parts.killed()) return;
    this.#killSeen = true;
    const { broker, alerts, now } = this.#parts;
    this.#note('engine', 'kill', 'warning', 'kill switch: everything is closed, nothing opened again');
    this.#tell(alerts.emergency('kill', now(), broker.book(), this.#peak));
    await broker.closeAll('kill');
    this.#afterBroker();
    this.saveReport();
  }

  /** Ends in order: positions are closed first when `close`. `why` in words. */
  async end(close: boolean, why: string): Promise<void> {
    const { broker, journal, model, alerts } = this.#parts;
    this.#flushWarmUp();
    if (close) {
      await broker.closeAll('stop');
      this.#afterBroker();
      if (model.lastTime !== null) this.#trades(model.closeAtEnd().closed, true);
    }
    if (model.lastTime !== null && this.#backlog.catchUp()) journal.saveSnapshot(model.lastTime, model.snapshot());
    this.#note('engine', 'stopped', 'info', why);
    this.#tell(alerts.stopped(why, broker.book()));
    this.saveReport();
    await broker.close();
  }

  report(): EngineReport {
    const { context, broker, model } = this.#parts;
    const book = broker.book();
    this.#peak = Math.max(this.#peak, book.equity);
    return reportOf(context, {
      book,
      peak: book.peak ?? this.#peak,
      reading: this.#reading,
      waiting: this.#orders?.entry ?? null,
      halt: book.halt ?? model.halt,
      killed: this.#killSeen,
      held: this.#backlog.reason ?? this.#doubt,
      feed: this.#watch.report(),
    });
  }

  /** Writes down how things stand between bars. */
  saveReport(): void {
    this.#writing(() => this.#parts.journal.saveReport(this.report()));
  }

  /** Writes an event down, and into the log. */
  #note(source: JournalEvent['source'], name: string, severity: JournalEvent['severity'], detail: string): void {
    const { journal, log, now } = this.#parts;
    log(`${name}: ${detail}`);
    this.#writing(() => journal.event({ at: now(), source, name, severity, detail }));
  }

  #warm(event: CompletedBar): void {
    this.#parts.model.warm(event.bar);
    this.#watch.bar(event, this.#parts.context.step);
    this.#warmUp.push(event);
    if (this.#warmUp.length >= WARM_UP_BATCH) this.#flushWarmUp();
  }

  /** A warm-up that is not in the journal could not be restored, so a failure here ends the start. */
  #flushWarmUp(): void {
    if (this.#warmUp.length > 0) this.#parts.journal.recordWarmUp(this.#warmUp.splice(0));
  }

  async #bar(event: CompletedBar): Promise<void> {
    const { model, broker, context, lateAfter } = this.#parts;
    this.#flushWarmUp();
    this.#watch.bar(event, context.step);
    const trendBefore = this.#reading?.trend ?? null;
    const control = this.#control();
    let outcome = model.next(event.bar, event.minutes, control);
    this.#reading = { ...readVerdict(outcome.verdict), time: event.bar.time, close: event.bar.close };
    this.#orders = outcome.orders;
    outcome = this.#record({ ...event, control }, outcome, trendBefore);
    this.#confidence = outcome.orders.entry?.confidence ?? this.#confidence;
    this.#doubt = null;
    const late = event.knownAt - outcome.at > lateAfter;
    if (broker.name !== 'sim') {
      await broker.onOrders(outcome.orders, late);
      this.#afterBroker();
    }
  }

  /** What forbids or ends trading on the bar at hand. */
  #control(): BarControl {
    this.#backlog.catchUp();
    const reason = this.#backlog.reason ?? this.#doubt;
    const kill = this.#killSeen && this.#parts.model.halt === null;
    return { hold: reason !== null, kill, reason: kill ? 'kill switch' : (reason ?? '') };
  }

  /** Writes the bar down before anything comes of it. What cannot be written opens nothing: its entry is withdrawn. */
  #record(input: JournaledBar, outcome: ModelOutcome, trendBefore: number | null): ModelOutcome {
    const { journal, model, log } = this.#parts;
    const written = this.#outcome(input, outcome, trendBefore);
    if (this.#backlog.fault === null) {
      try {
        journal.atomically(() => {
          journal.recordBar(input, written);
          if (++this.#sinceSnapshot < this.#parts.snapshotEvery) return;
          this.#sinceSnapshot = 0;
          journal.saveSnapshot(input.bar.time, model.snapshot());
        });
        this.#trades(outcome.closed, false);
        return outcome;
      } catch (error) {
        this.#backlog.failed(error);
        log(`journal: ${(error as Error).message}`);
      }
    }
    const held = model.withdrawEntry();
    this.#orders = held;
    const control = { ...input.control, hold: true, reason: this.#backlog.reason ?? input.control.reason };
    this.#backlog.keep({ ...input, control }, written);
    return { ...outcome, orders: held };
  }

  #outcome(input: JournaledBar, outcome: ModelOutcome, trendBefore: number | null): BarOutcome {
    const { alerts, broker } = this.#parts;
    const reading = this.#reading as Reading;
    const decision = decisionOf(outcome, reading, trendBefore, input.control.kill);
    const trades = broker.name === 'sim' ? outcome.closed : [];
    const changed = decision.happened.includes('htf-change');
    const queued = [
      ...(broker.name === 'sim' ? alerts.fills(outcome.opened ? [outcome.opened] : [], outcome.closed, () => this.#confidence) : []),
      ...(changed ? alerts.htfChange(outcome.at, direction(trendBefore ?? 0), decision, broker.book()) : []),
      ...(decision.happened.includes('halt') ? alerts.emergency('emergency', outcome.at, broker.book(), this.#peak) : []),
    ];
    return { decision, report: this.report(), trades, alerts: queued };
  }

  #trades(closed: readonly PaperTrade[], write: boolean): void {
    const { broker, journal, onTrades } = this.#parts;
    if (broker.name !== 'sim' || closed.length === 0) return;
    if (write) this.#writing(() => journal.atomically(() => closed.forEach((trade) => journal.trade(trade))));
    onTrades(closed);
  }

  /** Fills, trades and an emergency of a real broker, after each call. */
  #afterBroker(): void {
    const { broker, alerts, onTrades, brokerTrades } = this.#parts;
    if (broker.name === 'sim') return;
    const book = broker.book();
    const opened = book.positions.filter(({ signalTime }) => !this.#known.has(signalTime));
    for (const { signalTime } of opened) this.#known.add(signalTime);
    const closed = brokerTrades();
    this.#tell(alerts.fills(opened, closed, () => this.#confidence));
    if (book.halt && !this.#haltSeen) this.#tell(alerts.emergency(book.halt.reason, book.halt.at, book, this.#peak));
    this.#haltSeen = book.halt !== undefined;
    if (closed.length > 0) onTrades(closed);
    this.saveReport();
  }

  #health(event: FeedHealth): void {
    const lostAt = this.#watch.health(event);
    const { alerts, broker } = this.#parts;
    const severity = event.state === 'lost' || event.state === 'stale' ? 'warning' : 'info';
    this.#note('feed', event.state, severity, event.detail);
    this.#tell(alerts.feed(event, this.#watch.lastBarOpen, lostAt, broker.book()));
  }

  #anomaly({ name, detail, hold }: FeedAnomaly): void {
    if (hold) this.#doubt = detail;
    this.#note('feed', name, hold ? 'warning' : 'info', detail);
  }

  #tell(queued: ReturnType<EngineAlerts['started']>): void {
    const { journal, alerts } = this.#parts;
    if (queued.length === 0) return;
    this.#writing(() => {
      for (const { alert, channels } of queued) journal.alerts.queue(alert, channels);
    });
    alerts.wake();
  }

  /** Writes what may be missing from the journal without harm; a fault is remembered and forbids new positions. */
  #writing(work: () => void): void {
    if (this.#backlog.fault !== null) return;
    try {
      work();
    } catch (error) {
      this.#backlog.failed(error);
      this.#parts.log(`journal: ${(error as Error).message} (${isoTime(this.#parts.now())})`);
    }
  }
}
