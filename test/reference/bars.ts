// One bar is one object. Times are milliseconds UTC; `time` is the bar's open.

export interface Bar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  filled?: boolean;
}

export const MINUTE = 60_000;
export const STEP = 5 * MINUTE;
export const STEP_15M = 15 * MINUTE;
export const STEP_1H = 60 * MINUTE;
export const DAY = 24 * 60 * MINUTE;

/**
 * Bars of a longer step, made of the 5-minute bars that exist. A bucket without bars does not exist; the last exists
 * only if the data reach its end; a first bucket that the data enter midway is dropped.
 */
export function resample(bars: readonly Bar[], step: number): Bar[] {
  const out: Bar[] = [];
  for (const bar of bars) {
    const start = Math.floor(bar.time / step) * step;
    const last = out[out.length - 1];
    if (last === undefined || last.time !== start) {
      out.push({ time: start, open: bar.open, high: bar.high, low: bar.low, close: bar.close, volume: bar.volume });
    } else {
      last.high = Math.max(last.high, bar.high);
      last.low = Math.min(last.low, bar.low);
      last.close = bar.close;
      last.volume += bar.volume;
    }
  }
  if (bars.length === 0) return out;
  // "Reach its end": the last 5-minute bar ends where the bucket ends. Bars missing inside the bucket do not matter,
  // a missing very last one does: nobody can know then that the bucket is over.
  const dataEnd = bars[bars.length - 1].time + STEP;
  if (dataEnd < out[out.length - 1].time + step) out.pop();
  // "Enter midway": the first bar opens after its bucket does.
  if (out.length > 0 && bars[0].time !== out[0].time) out.shift();
  return out;
}

/**
 * For each 5-minute bar, the index of the latest longer bar that has closed when the 5-minute bar opens, or -1.
 *
 * Ambiguous in the design: "forward-fill" could skip a NaN (a longer bar whose window has no volume). Reading taken:
 * the latest closed bar's value is shown, NaN included.
 */
export function latestClosed(bars: readonly Bar[], longer: readonly Bar[], step: number): number[] {
  const out: number[] = [];
  let latest = -1;
  for (const bar of bars) {
    while (latest + 1 < longer.length && longer[latest + 1].time + step <= bar.time) latest++;
    out.push(latest);
  }
  return out;
}

/** The policy `fill: "previous-close"`: one flat bar of volume 0 for a single missing bar; longer gaps stay. */
export function fillSingleMissing(bars: readonly Bar[]): Bar[] {
  const out: Bar[] = [];
  for (let i = 0; i < bars.length; i++) {
    if (i > 0 && bars[i].time - bars[i - 1].time === 2 * STEP) {
      const price = bars[i - 1].close;
      out.push({
        time: bars[i - 1].time + STEP,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: 0,
        filled: true,
      });
    }
    out.push(bars[i]);
  }
  return out;
}
