import type { Bar } from '../../bars/resample.js';
import { MINUTE } from '../../core/time.js';
import type { FeedAnomalyName } from '../feed.js';

/** Who told of a minute: the stream, the stream's later correction of it, or the history service. */
export type MinuteSource = 'stream' | 'update' | 'rest';

/** What is known of one minute of a bar that is not complete yet. */
export interface Slot {
  bar: Bar | null;
  source: MinuteSource;
  /** The history service has answered and knows no such minute. */
  absent: boolean;
  /** What makes the minute unfit to trade on. */
  doubt: FeedAnomalyName | null;
}

/** Minutes of decided bars that are kept to compare latecomers with. */
const REMEMBERED = 60;

/** The minutes of bars that are not complete, and the last hour of those that are. */
export class MinuteSlots {
  private readonly open = new Map<number, Slot>();
  private readonly decided = new Map<number, Bar>();

  get(time: number): Slot | undefined {
    return this.open.get(time);
  }

  /** The slot of a minute, made when there is none. */
  at(time: number): Slot {
    let slot = this.open.get(time);
    if (!slot) {
      slot = { bar: null, source: 'rest', absent: false, doubt: null };
      this.open.set(time, slot);
    }
    return slot;
  }

  isUnknown(time: number): boolean {
    const slot = this.open.get(time);
    return !slot || (slot.bar === null && !slot.absent);
  }

  /** Slots of the minutes in [from, to), those that exist. */
  *within(from: number, to: number): Generator<Slot> {
    for (let time = from; time < to; time += MINUTE) {
      const slot = this.open.get(time);
      if (slot) yield slot;
    }
  }

  /** Takes the minutes in [from, to) out, and returns the bars among them in order. */
  decide(from: number, to: number): Bar[] {
    const bars: Bar[] = [];
    for (let time = from; time < to; time += MINUTE) {
      const bar = this.open.get(time)?.bar;
      this.open.delete(time);
      this.decided.delete(time - REMEMBERED * MINUTE);
      if (!bar) continue;
      bars.push(bar);
      this.decided.set(time, bar);
    }
    return bars;
  }

  decidedAt(time: number): Bar | undefined {
    return this.decided.get(time);
  }
}

const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;

export function sameBar(a: Bar, b: Bar): boolean {
  return VALUES.every((name) => a[name] === b[name]);
}

/** `close 100 against 101`: where two bars of one minute differ. */
export function difference(a: Bar, b: Bar): string {
  return VALUES.filter((name) => a[name] !== b[name])
    .map((name) => `${name} ${a[name]} against ${b[name]}`)
    .join(', ');
}
