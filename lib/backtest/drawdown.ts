import { DAY } from '../core/time.js';

/** The drawdown beyond which a strategy does not count as surviving, a fraction. */
export const DEEP_DRAWDOWN = -0.2;

/** Fraction below the running peak at each point, <= 0; the peak starts at `initial`. As long as `equity`. */
export function drawdowns(equity: Float64Array, initial: number): Float64Array {
  let peak = initial;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
}

/** Deepest drawdown, a fraction <= 0; 0 when equity never fell below a peak. */
export function maxDrawdown(equity: Float64Array, initial: number): number {
  let peak = initial;
  let deepest = 0;
  let last = initial;
  for (let i = 0; i < equity.length; i++) {
    const value = equity[i];
    // Most bars of a quiet strategy change nothing, and a division costs more than all the rest here.
    if (value === last) continue;
    last = value;
    if (value > peak) peak = value;
    const depth = value / peak - 1;
    if (depth < deepest) deepest = depth;
  }
  return deepest;
}

/**
 * Longest time below a peak in days: from the last close at the peak (the first open, for the initial equity) to the
 * close that reaches it again, or to the last close.
 */
export function longestDrawdownDays(time: Float64Array, step: number, equity: Float64Array, initial: number): number {
  let peak = initial;
  let peakTime = time[0];
  let longest = 0;
  for (let i = 0; i < equity.length; i++) {
    const now = time[i] + step;
    if (equity[i] >= peak) {
      if (i > 0 && equity[i - 1] < peak) longest = Math.max(longest, now - peakTime);
      peak = equity[i];
      peakTime = now;
    } else longest = Math.max(longest, now - peakTime);
  }
  return longest / DAY;
}
