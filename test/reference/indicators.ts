// Moving averages and ATR. Arrays in, arrays of the same length out, NaN in warm-up; every window includes its bar.

import type { Bar } from './bars.js';

/** Simple mean of the last n values; NaN while fewer than n values exist or any of them is NaN. */
export function sma(values: readonly number[], n: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (i < n - 1) {
      out.push(NaN);
      continue;
    }
    let sum = 0;
    for (let k = i - n + 1; k <= i; k++) sum += values[k];
    out.push(sum / n);
  }
  return out;
}

/** value += alpha (x - value), seeded at index n - 1 with the mean of the first n values. */
function smoothed(values: readonly number[], n: number, alpha: number): number[] {
  const out: number[] = [];
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (i < n) sum += values[i];
    if (i < n - 1) out.push(NaN);
    else if (i === n - 1) out.push(sum / n);
    else out.push(alpha * values[i] + (1 - alpha) * out[i - 1]);
  }
  return out;
}

/** Exponential moving average, alpha 2 / (n + 1), seeded with the SMA of the first n. */
export function ema(values: readonly number[], n: number): number[] {
  return smoothed(values, n, 2 / (n + 1));
}

/** True range; the first is high - low. */
export function trueRange(bars: readonly Bar[]): number[] {
  return bars.map((bar, i) => {
    if (i === 0) return bar.high - bar.low;
    const previous = bars[i - 1].close;
    return Math.max(bar.high - bar.low, Math.abs(bar.high - previous), Math.abs(bar.low - previous));
  });
}

/** Average true range: Wilder's RMA (alpha 1 / n) of true range, seeded with its SMA. */
export function atr(bars: readonly Bar[], n: number): number[] {
  return smoothed(trueRange(bars), n, 1 / n);
}
