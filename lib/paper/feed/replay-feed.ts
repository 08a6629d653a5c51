import { setImmediate as nextTurn } from 'node:timers/promises';
import { indexMinutes, type MinuteIndex } from '../../backtest/minutes.js';
import { type Bar, barAt } from '../../bars/resample.js';
import { type Bars, firstBarAt } from '../../core/bars.js';
import { SECOND } from '../../core/time.js';
import type { Clock } from '../../data/clock.js';
import { validateBars, validateGrid } from '../../data/validate.js';
import type { CompletedBar, CompletedMinute, FeedHealth, FeedPosition, PaperFeed } from '../feed.js';

export interface ReplayOptions {
  /** Base bars of any market; a missing bar is simply not there. */
  readonly bars: Bars;
  /** 1-minute bars of the same market, where there are any; those outside an existing base bar are not handed on. */
  readonly minutes?: Bars;
  /** Base bars a second; `Infinity` for as fast as they are taken. Bars of the warm-up are never slowed down. */
  readonly speed: number;
  /** Paces the replay; the times in its events are those of the recording. */
  readonly clock: Clock;
}

/** Bars handed on between two looks at the rest of the process: a signal or a stop is noticed within milliseconds. */
const BARS_PER_TURN = 64;
/** A replay that fell behind by more than this (a closed lid) goes on at its pace instead of catching up. */
const MOST_BEHIND = SECOND;

/**
 * A recording played as if it happened now: for each base bar its minutes, then the bar, as certain at its close. Goes on
 * after `position.last`, sends `connected` first and `ended` last, nothing more once stopped, and no minutes in the warm-up,
 * where nothing is held. Throws when made from bars that are not bars or with a speed that is not above 0.
 */
export function replayFeed({ bars, minutes: finer, speed, clock }: ReplayOptions): PaperFeed {
  if (!(speed > 0)) throw new Error(`replayFeed: speed must be above 0 bars a second, got ${speed}`);
  checkBars(bars, 'the bars');
  if (finer) checkBars(finer, 'the minutes');
  const minutes = finer && indexMinutes(bars, finer);
  return {
    name: 'replay',
    async run(position, sink, stop) {
      let due = clock.now();
      const pass = (bars: number) => {
        if (bars === 0) return nextTurn();
        if (speed === Infinity) return undefined;
        due = Math.max(due, clock.now() - MOST_BEHIND) + (bars * SECOND) / speed;
        const wait = due - clock.now();
        return wait > 0 ? clock.sleep(wait, stop) : undefined;
      };
      for (const event of recording(bars, minutes, position)) {
        if (stop.aborted) return;
        const waiting = event.kind === 'pause' ? pass(event.bars) : sink(event);
        // A sink that has nothing to wait for costs no turn of the microtask queue: half of a year's replay.
        if (waiting) await waiting;
      }
    },
  };
}

/** Time that passes in the recording, in base bars; 0 only lets the rest of the process have its turn. */
interface Pause {
  readonly kind: 'pause';
  readonly bars: number;
}

function* recording(
  bars: Bars,
  minutes: MinuteIndex | undefined,
  { last, tradeFrom }: FeedPosition,
): Generator<CompletedBar | CompletedMinute | FeedHealth | Pause> {
  const { time } = bars;
  const from = last === null ? 0 : firstBarAt(time, last + 1);
  const lastTime = time.at(-1);
  const finerStep = minutes?.bars.step ?? bars.step;
  const end = lastTime === undefined ? tradeFrom : lastTime + bars.step;
  yield { kind: 'health', state: 'connected', at: time[from] ?? end, detail: `replay of ${time.length - from} bars` };
  for (let i = from; i < time.length; i++) {
    if ((i - from) % BARS_PER_TURN === 0) yield { kind: 'pause', bars: 0 };
    const bar = barAt(bars, i);
    const warmUp = bar.time < tradeFrom;
    const inside = minutes ? minutesInside(minutes, i) : [];
    if (!warmUp) {
      if (inside.length === 0) yield { kind: 'pause', bars: 1 };
      for (const minute of inside) {
        yield { kind: 'pause', bars: 1 / inside.length };
        yield { kind: 'minute', bar: minute, knownAt: minute.time + finerStep };
      }
    }
    const filled = bars.filled?.[i] === 1;
    const knownAt = bar.time + bars.step;
    yield { kind: 'bar', bar, minutes: inside, origin: 'replay', warmUp, knownAt, ...(filled && { filled }) };
  }
  yield { kind: 'health', state: 'ended', at: end, detail: 'the recording ends here' };
}

function minutesInside({ bars, from, to }: MinuteIndex, i: number): Bar[] {
  const inside: Bar[] = [];
  for (let k = from[i] ?? 0; k < (to[i] ?? 0); k++) inside.push(barAt(bars, k));
  return inside;
}

function checkBars(bars: Bars, file: string): void {
  validateBars(bars, { caller: 'replayFeed', file });
  validateGrid(bars, { caller: 'replayFeed', file });
}
