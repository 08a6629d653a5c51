import type { Bar } from '../../bars/resample.js';
import { barAt, type ResampleStream, resampleStream } from '../../bars/resample.js';
import { bucketStart, isoTime, MINUTE, TIMEFRAMES } from '../../core/time.js';
import { fetchRange } from '../../data/alpaca-bars.js';
import type { PageSource } from '../../data/alpaca-client.js';

/** How far two accounts of one bar may lie apart. */
export interface ContextTolerance {
  /** Fraction of the price; 0.001. */
  readonly price: number;
  /** Fraction of the greater volume; 0.05. */
  readonly volume: number;
}

export const CONTEXT_TOLERANCE: ContextTolerance = { price: 0.001, volume: 0.05 };

const CHECKED = ['15Min', '1Hour'] as const;
/** Closed bars of each timeframe that are compared. */
const KEPT = 4;
/** Ms that a bar has to be closed before it is compared: late trades and corrections are in then. */
const SETTLING = MINUTE;

/**
 * Holds the 15-minute and 1-hour bars that are made of our own base bars against those of the history service. Ours count,
 * whatever comes of it: they are what a backtest of the same bars sees, and decisions have been made on them; a disagreement
 * means that one of the two is wrong, and a person should know.
 */
export class ContextCheck {
  private readonly frames: { name: (typeof CHECKED)[number]; bars: Bar[]; stream: ResampleStream }[];
  private readonly told = new Set<string>();

  constructor(
    step: number,
    private readonly tolerance: ContextTolerance,
  ) {
    this.frames = CHECKED.filter((name) => TIMEFRAMES[name] > step).map((name) => {
      const bars: Bar[] = [];
      const keep = (bar: Bar) => {
        bars.push(bar);
        if (bars.length > KEPT) bars.shift();
      };
      return { name, bars, stream: resampleStream(step, TIMEFRAMES[name], keep) };
    });
  }

  /** Takes the next completed base bar. */
  next(bar: Bar): void {
    for (const { stream } of this.frames) stream.next(bar);
  }

  /** Asks history for the latest closed bars, and returns a sentence for each that disagrees, once. Throws as `fetchRange` does. */
  async disagreements(pages: PageSource, now: number): Promise<string[]> {
    const found: string[] = [];
    for (const { name, bars } of this.frames) {
      const step = TIMEFRAMES[name];
      const to = bucketStart(now - SETTLING, step);
      const theirs = await fetchRange(pages, { timeframe: name, from: to - KEPT * step, to, onBadRow: () => {} });
      for (const [i, time] of theirs.time.entries()) {
        const ours = bars.find((bar) => bar.time === time);
        const difference = ours && this.difference(ours, barAt(theirs, i));
        if (difference && this.isNew(`${name} ${time}`)) {
          found.push(`${name} bar ${isoTime(time)}: ${difference}; ours is used`);
        }
      }
    }
    return found;
  }

  /** Whether it was not told before; of what was told the newest are remembered. */
  private isNew(key: string): boolean {
    if (this.told.has(key)) return false;
    this.told.add(key);
    const [oldest] = this.told;
    if (oldest !== undefined && this.told.size > CHECKED.length * KEPT * 2) this.told.delete(oldest);
    return true;
  }

  private difference(ours: Bar, theirs: Bar): string | null {
    const prices = ['open', 'high', 'low', 'close'] as const;
    const off = prices.filter((name) => Math.abs(ours[name] - theirs[name]) > this.tolerance.price * theirs[name]);
    const most = Math.max(ours.volume, theirs.volume);
    const volumeIsOff = Math.abs(ours.volume - theirs.volume) > this.tolerance.volume * most;
    const names = volumeIsOff ? [...off, 'volume' as const] : off;
    if (names.length === 0) return null;
    return names.map((name) => `${name} ${ours[name]} of our bars, ${theirs[name]} in history`).join(', ');
  }
}
