import { type Bars, firstBarAt } from '../../core/bars.js';
import { formatDigits } from '../../core/format.js';
import { isoTime } from '../../core/time.js';
import { firstDifference, type Series } from './series.js';

/** A series that knew the future, at the first cut that showed it. */
export interface Leak {
  readonly series: string;
  /** Open of the first bar whose value changed, and the close after which data were removed; ISO, UTC. */
  readonly bar: string;
  readonly cut: string;
  /** The value with the later data, and without; null is NaN. */
  readonly with_future: number | null;
  readonly without: number | null;
  /** Base bars by which the series looks ahead, at least, over all cuts. */
  readonly looks_ahead_bars: number;
  /** Cuts that changed it. */
  readonly cuts: number;
  readonly words: string;
}

/** Collects the series that change when data are removed, in the order in which they are found. */
export class Leaks {
  readonly #byName = new Map<string, Leak>();

  get found(): readonly Leak[] {
    return [...this.#byName.values()];
  }

  /** Compares what was computed with later data to what was computed from the base bars `kept`. Both begin at the same bar. */
  compare(withFuture: readonly Series[], without: readonly Series[], kept: Bars): void {
    for (const [k, part] of without.entries()) {
      const whole = withFuture[k];
      if (whole?.name !== part.name) {
        throw new Error(`certifyCausality: columns must be the same on any bars, got ${part.name} on some only`);
      }
      const at = firstDifference(whole.values, part.values, part.values.length);
      if (at >= 0) this.#add(whole, part, at, kept);
    }
  }

  /** True when two computations of the same bars agree in every bit. */
  sameTwice(first: readonly Series[], second: readonly Series[]): boolean {
    return second.every((series, k) => firstDifference(first[k].values, series.values, series.values.length) < 0);
  }

  #add({ name, values, bars }: Series, part: Series, at: number, kept: Bars): void {
    const { time } = kept;
    // Kept bars after the value was known, and the first that was removed.
    const ahead = time.length - firstBarAt(time, bars.time[at] + bars.step) + 1;
    const former = this.#byName.get(name);
    if (former) {
      const looks_ahead_bars = Math.max(former.looks_ahead_bars, ahead);
      this.#byName.set(name, { ...former, cuts: former.cuts + 1, looks_ahead_bars });
      return;
    }
    const [bar, removed] = [isoTime(bars.time[at]), isoTime(time[time.length - 1] + kept.step)];
    const shown = (value: number) => (Number.isNaN(value) ? 'nothing' : formatDigits(value, 10));
    this.#byName.set(name, {
      series: name,
      bar,
      cut: removed,
      with_future: numberOrNull(values[at]),
      without: numberOrNull(part.values[at]),
      looks_ahead_bars: ahead,
      cuts: 1,
      words: `${name} at ${bar} changes when data after ${removed} is removed: ${shown(values[at])} with it, ${shown(part.values[at])} without`,
    });
  }
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
