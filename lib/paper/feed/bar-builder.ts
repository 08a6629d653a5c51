import { type Bar, mergeBars } from '../../bars/resample.js';
import { bucketStart, isoTime, MINUTE, SECOND } from '../../core/time.js';
import { PAGE_LIMIT } from '../../data/alpaca-client.js';
import type { CompletedBar, CompletedMinute, FeedAnomaly, FeedAnomalyName } from '../feed.js';
import { MinuteIntake, type Taken } from './minute-intake.js';
import { MinuteSlots, type Slot } from './minute-slots.js';

export interface BarBuilderOptions {
  /** Length of a base bar, ms; a multiple of a minute. */
  readonly step: number;
  /** Open time of the first base bar that may be handed on, ms UTC, on the grid. */
  readonly from: number;
  /** Bars before it are warm-up, ms UTC. */
  readonly tradeFrom: number;
  readonly emit: (event: CompletedBar | CompletedMinute | FeedAnomaly) => void;
  /** Something outside the bars that makes them unfit to trade on (the clock), asked when a bar is decided. */
  readonly doubt?: () => FeedAnomalyName | null;
  /** Ms after a minute's end from which it counts as overdue; 5 s. */
  readonly grace?: number;
  /** Ms that a bar with some of its minutes waits for word of the others, once it is over; 5 min. */
  readonly patience?: number;
  /** Ms that the end of a minute may lie ahead of the clock; 5 s. */
  readonly tolerance?: number;
}

/** Ms after its end until a minute is the same everywhere: late trades and the stream's correction are in. */
const SETTLING = 45 * SECOND;

/**
 * 1-minute bars to base bars by the UTC clock, never by count; pure: the time comes with each call. A bar is complete when
 * every minute in it is known or known to be missing, and a bar with none does not exist. Only an answer of the history
 * service with a later minute in it proves that one is missing (`missing`, `answer`): the service lags by minutes, and says
 * nothing when it is ill. A bar with some of its minutes waits `patience` for that and is then handed on with a hold; a
 * whole bar in doubt waits as long as it takes, for no bar may be lost.
 *
 * A decided bar never changes: corrections after it are told of as `late-correction`. That of a bar's last minute always is
 * one, because it comes at second 30 and the bar is decided at second 0. `MinuteIntake` says which of two versions counts.
 */
export class BarBuilder {
  private readonly slots = new MinuteSlots();
  private readonly intake: MinuteIntake;
  private readonly grace: number;
  private readonly patience: number;
  /** Open of the oldest bar that is not decided. */
  private frontier: number;
  private waitingSince: number | null = null;
  private holeFrom: number | null = null;

  constructor(private readonly options: BarBuilderOptions) {
    const { step, from, tradeFrom, emit, tolerance = 5 * SECOND } = options;
    if (!(step >= MINUTE) || step % MINUTE !== 0) {
      throw new Error(`BarBuilder: step must be a whole number of minutes, got ${step} ms`);
    }
    if (bucketStart(from, step) !== from) {
      throw new Error(`BarBuilder: from must be on the grid of ${step} ms, got ${isoTime(from)}`);
    }
    this.intake = new MinuteIntake({ slots: this.slots, tradeFrom, tolerance, emit });
    this.grace = options.grace ?? 5 * SECOND;
    this.patience = options.patience ?? 5 * MINUTE;
    this.frontier = from;
  }

  /** Equal repeats, dropped without an event, and corrections that replaced a minute of a forming bar. */
  get counts(): { readonly duplicates: number; readonly corrections: number } {
    const { duplicates, corrections } = this.intake;
    return { duplicates, corrections };
  }

  /** Takes one minute of the stream. Bars that it completes are handed on before it returns. */
  take(bar: Bar, source: 'stream' | 'update', now: number): Taken {
    const taken = this.intake.take(bar, source, this.frontier, now);
    this.advance(now);
    return taken;
  }

  /** A minute that cannot be read. It stays in doubt: history is asked for it, and without an answer its bar is on hold. */
  bad(time: number, fault: string, now: number): void {
    this.intake.bad(time, fault, this.frontier, now);
  }

  /**
   * The stretch [from, to) to ask the history service for: all from the forming bar to the last minute that has ended, since
   * minutes that are known are compared, and only a later minute in the answer proves that one is missing. At most `pages`
   * of minutes.
   */
  missing(now: number, pages = 1): { from: number; to: number } | null {
    const from = this.frontier;
    const to = Math.min(bucketStart(now - this.grace, MINUTE), from + pages * PAGE_LIMIT * MINUTE);
    for (let time = from; time < to; time += MINUTE) if (this.slots.isUnknown(time)) return { from, to };
    return null;
  }

  /**
   * Takes the answer of the history service for the minutes in [from, to), ascending. What it does not know is missing if
   * it knows a later minute. Nothing is decided before the whole answer is in.
   */
  answer({ from, to }: { readonly from: number; readonly to: number }, minutes: readonly Bar[], now: number): void {
    for (const bar of minutes) {
      const settled = bar.time + MINUTE + SETTLING <= now;
      if (settled || this.slots.isUnknown(bar.time)) this.intake.take(bar, 'rest', this.frontier, now);
    }
    const newest = minutes.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
    for (let time = Math.max(from, this.frontier); time < Math.min(to, newest); time += MINUTE) {
      if (this.slots.isUnknown(time)) this.slots.at(time).absent = true;
    }
    // It is asked from a bar on that has minutes: an empty answer is none.
    this.advance(now, minutes.length > 0);
  }

  /** Hands on what has become complete by `now`. `answered`: history has just said what it knows. */
  advance(now: number, answered = false): void {
    while (this.completeOldest(now, answered));
  }

  private completeOldest(now: number, answered: boolean): boolean {
    const { step } = this.options;
    const [from, to] = [this.frontier, this.frontier + step];
    const inside = [...this.slots.within(from, to)];
    const known = inside.filter(({ bar }) => bar !== null);
    const unknown = step / MINUTE - known.length - inside.filter(({ bar, absent }) => bar === null && absent).length;
    if (unknown > 0 && !(known.length > 0 && this.patienceIsOver(to, now, answered))) return false;
    this.frontier = to;
    this.waitingSince = null;
    const minutes = this.slots.decide(from, to);
    if (minutes.length === 0) this.holeFrom ??= from;
    else this.complete(from, minutes, inside, unknown, now);
    return true;
  }

  /**
   * Patience begins when the next bar does, or when history answers without a word of the bar's end. Never while there is
   * no connection at all: then the bar can wait for it, as those after it must.
   */
  private patienceIsOver(end: number, now: number, answered: boolean): boolean {
    const hasNext = [...this.slots.within(end, end + this.options.step)].some(({ bar }) => bar !== null);
    if (hasNext || (answered && now >= end)) this.waitingSince ??= now;
    return this.waitingSince !== null && now >= this.waitingSince + this.patience;
  }

  private complete(from: number, minutes: Bar[], inside: readonly Slot[], unknown: number, now: number): void {
    const warmUp = from < this.options.tradeFrom;
    if (!warmUp) this.tellHoles(from, minutes.length, unknown, now);
    this.holeFrom = null;
    const inMinutes = inside.find(({ doubt }) => doubt !== null)?.doubt;
    const hold = inMinutes ?? (unknown > 0 ? 'hole' : (this.options.doubt?.() ?? null));
    const origin = inside.some(({ bar, source }) => bar !== null && source === 'rest') ? 'rest' : 'stream';
    const bar = mergeBars(from, minutes);
    this.options.emit({ kind: 'bar', bar, minutes, origin, warmUp, knownAt: now, ...(hold !== null && { hold }) });
  }

  private tellHoles(from: number, known: number, unknown: number, now: number): void {
    const tell = (detail: string, hold: boolean) =>
      this.options.emit({ kind: 'anomaly', name: 'hole', at: now, detail, hold });
    if (this.holeFrom !== null) {
      tell(`there are no minutes from ${isoTime(this.holeFrom)} to ${isoTime(from)}, in history neither`, false);
    }
    const expected = this.options.step / MINUTE;
    if (known === expected) return;
    const why = unknown > 0 ? 'history did not answer in time, so it is on hold' : 'history does not know them either';
    tell(`the bar ${isoTime(from)} lacks ${expected - known} of ${expected} minutes; ${why}`, unknown > 0);
  }
}
