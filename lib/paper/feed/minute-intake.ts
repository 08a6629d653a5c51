import type { Bar } from '../../bars/resample.js';
import { isoTime, MINUTE, SECOND } from '../../core/time.js';
import { barFault } from '../../data/validate.js';
import type { CompletedMinute, FeedAnomaly, FeedAnomalyName } from '../feed.js';
import { difference, type MinuteSlots, type MinuteSource, sameBar } from './minute-slots.js';

/** What became of a minute. `late`: its bar was decided before. `early`: it has not ended yet by our clock. */
export type Taken = 'new' | 'replaced' | 'duplicate' | 'contradiction' | 'late' | 'early' | 'bad';

export interface MinuteIntakeOptions {
  readonly slots: MinuteSlots;
  /** Minutes before it are not handed on by themselves, ms UTC. */
  readonly tradeFrom: number;
  /** Ms that the end of a minute may lie ahead of the clock. */
  readonly tolerance: number;
  readonly emit: (event: CompletedMinute | FeedAnomaly) => void;
}

/**
 * Judges one minute after the other and puts it in its slot. Of two versions of a minute: the stream's own correction
 * (`updatedBars`, half a minute after the minute) replaces what is there while the bar is forming, without a word. Else they
 * contradict each other, with a hold, and history wins over the stream, whose late trades it has, and the first over the
 * second of one source. A decided bar never changes.
 */
export class MinuteIntake {
  /** Equal repeats of the stream, which are dropped without an event. */
  duplicates = 0;
  /** Corrections that replaced a minute of a forming bar. */
  corrections = 0;
  private newestStreamed = Number.NEGATIVE_INFINITY;
  private lastHandedOn = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: MinuteIntakeOptions) {}

  /** `frontier`: open time of the oldest bar that is not decided. */
  take(bar: Bar, source: MinuteSource, frontier: number, now: number): Taken {
    const fault = bar.time % MINUTE === 0 ? barFault(bar) : 'its time must be a whole minute';
    if (fault !== null) return this.bad(bar.time, fault, frontier, now);
    const ahead = bar.time + MINUTE - now;
    if (ahead > this.options.tolerance) {
      const says = `the minute ${isoTime(bar.time)} came ${ahead / SECOND} s before its end by this machine's clock`;
      this.anomaly('clock-skew', `${says}; it is not used, correct the clock if this repeats`, now, true);
      return 'early';
    }
    return bar.time < frontier ? this.late(bar, source, now) : this.place(bar, source, now);
  }

  /** A minute that cannot be read. Unless history has it, its bar is on hold. */
  bad(time: number, fault: string, frontier: number, now: number): Taken {
    const concerns = time >= frontier && time <= now && time % MINUTE === 0;
    const slot = concerns ? this.options.slots.at(time) : null;
    // History is asked again and again for a minute it cannot give: one word about it is enough.
    if (slot?.doubt === 'bad-bar' && slot.bar === null) return 'bad';
    this.anomaly('bad-bar', `the minute ${isoTime(time)} is not used: ${fault}`, now, true);
    if (slot) slot.doubt = 'bad-bar';
    return 'bad';
  }

  private place(bar: Bar, source: MinuteSource, now: number): Taken {
    const slot = this.options.slots.at(bar.time);
    if (slot.bar) return this.again(bar, source, now);
    Object.assign(slot, { bar, source, absent: false, doubt: null });
    if (source !== 'rest') this.noteOrder(bar, now);
    if (bar.time > this.lastHandedOn && bar.time >= this.options.tradeFrom) {
      this.lastHandedOn = bar.time;
      this.options.emit({ kind: 'minute', bar, knownAt: now });
    }
    return 'new';
  }

  /** A minute that is known already, in a bar that is still forming. */
  private again(bar: Bar, source: MinuteSource, now: number): Taken {
    const slot = this.options.slots.at(bar.time);
    const there = slot.bar ?? bar;
    // A correction may overtake what it corrects: then nothing is wrong.
    if (sameBar(there, bar) || (slot.source === 'update' && source === 'stream')) return this.repeated(source);
    // History is asked again while any minute is missing: its word against ours is told of once.
    if (source === 'rest' && slot.doubt === 'contradiction') return 'duplicate';
    if (source === 'update') {
      Object.assign(slot, { bar, source, doubt: null });
      this.corrections++;
      return 'replaced';
    }
    const wins = source === 'rest' && slot.source === 'stream';
    this.contradict(there, bar, source, wins, now);
    Object.assign(slot, { doubt: 'contradiction', ...(wins && { bar, source }) });
    return 'contradiction';
  }

  private late(bar: Bar, source: MinuteSource, now: number): Taken {
    const there = this.options.slots.decidedAt(bar.time);
    if (there && sameBar(there, bar)) return this.repeated(source);
    if (there && source === 'stream') {
      this.contradict(there, bar, source, false, now);
      return 'contradiction';
    }
    const found = there ? difference(there, bar) : 'it was missing';
    const detail = `the minute ${isoTime(bar.time)} came or changed after its bar was decided (${found}); the bar stays`;
    this.anomaly('late-correction', detail, now, false);
    return 'late';
  }

  private repeated(source: MinuteSource): Taken {
    if (source !== 'rest') this.duplicates++;
    return 'duplicate';
  }

  private contradict(there: Bar, bar: Bar, source: MinuteSource, wins: boolean, now: number): void {
    const who = source === 'rest' ? 'history' : 'the stream';
    const says = `${who} tells the minute ${isoTime(bar.time)} again and differently (${difference(there, bar)})`;
    this.anomaly('contradiction', `${says}; ${wins ? 'the new one is used' : 'the first is kept'}`, now, true);
  }

  private noteOrder({ time }: Bar, now: number): void {
    if (time < this.newestStreamed) {
      const detail = `the minute ${isoTime(time)} came after ${isoTime(this.newestStreamed)}; it is used in its place`;
      this.anomaly('out-of-order', detail, now, false);
    }
    this.newestStreamed = Math.max(this.newestStreamed, time);
  }

  private anomaly(name: FeedAnomalyName, detail: string, at: number, hold: boolean): void {
    this.options.emit({ kind: 'anomaly', name, at, detail, hold });
  }
}
