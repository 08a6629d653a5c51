import type { Bar } from '../bars/resample.js';
import { writeBar } from '../bars/write-bar.js';
import { allocateBars, type Bars, sliceBars } from '../core/bars.js';
import { MINUTE } from '../core/time.js';
import type { Signals } from '../strategy/strategy.js';
import type { Feed } from './feed.js';

/** A feed of one bar, rewritten bar by bar: row 0 is the present one. The engine reads no other row than it is told to. */
export class OneBarFeed implements Feed {
  readonly bars: Bars;
  readonly signals: Required<Signals> = {
    side: new Int8Array(1),
    atr: new Float64Array(1),
    volRatio: new Float64Array(1),
    trend: new Int8Array(1),
    confidence: new Float64Array(1),
  };
  readonly minutes?: { bars: Bars; readonly from: Int32Array; readonly to: Int32Array; readonly without: number };

  /** Bars of `step` ms; `finer` where their minutes come along. */
  constructor(step: number, finer: boolean) {
    this.bars = allocateBars(1, step);
    if (!finer) return;
    const minutes = allocateBars(Math.max(1, Math.ceil(step / MINUTE)), MINUTE);
    this.minutes = { bars: minutes, from: new Int32Array(1), to: new Int32Array(1), without: 0 };
  }

  /** Writes the bar and its minutes, of which those outside it are ignored. */
  write(bar: Bar, inside: readonly Bar[]): void {
    writeBar(this.bars, 0, bar);
    const { minutes } = this;
    if (!minutes) return;
    const own = inside.filter(({ time }) => time >= bar.time && time < bar.time + this.bars.step);
    if (own.length > minutes.bars.time.length) minutes.bars = allocateBars(own.length, MINUTE);
    for (const [m, minute] of own.entries()) writeBar(minutes.bars, m, minute);
    minutes.to[0] = own.length;
  }

  /** The minutes of the present bar, in order. */
  ownMinutes(): Bars | null {
    return this.minutes ? sliceBars(this.minutes.bars, 0, this.minutes.to[0]) : null;
  }

  /** 1 buy, -1 sell short, 0 nothing. */
  get side(): number {
    return this.signals.side[0];
  }

  /** Higher-timeframe trend at the close: 1 up, -1 down, 0 unknown. */
  get trend(): number {
    return this.signals.trend[0];
  }

  /** Takes the signal of this close back, so that no position comes of it. */
  mute(): void {
    this.signals.side[0] = 0;
  }

  /** Writes what a strategy says at the bar; what it does not say counts as the engine counts its absence. */
  say({ side, atr, volRatio, trend, confidence }: Signals): void {
    const { signals } = this;
    signals.side[0] = side[0];
    signals.atr[0] = atr[0];
    signals.volRatio[0] = volRatio ? volRatio[0] : Number.NaN;
    signals.trend[0] = trend ? trend[0] : 0;
    signals.confidence[0] = confidence ? confidence[0] : 1;
  }
}
