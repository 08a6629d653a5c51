import type { Trade } from './trades.js';

/** Whether the 1h trend at a close (1 up, -1 down, 0 unknown) agrees with a position of `side`. */
export function trendAgrees(trend: number, side: number): boolean {
  return trend === side;
}

/**
 * Whether the 1h trend agreed with a trade at every close from the signal bar to the bar before the exit bar; of a trade
 * closed at the end of the data, to the last bar. This is what `htf_alignment` counts.
 */
export function agreedThroughout(trend: Int8Array, trade: Pick<Trade, 'direction' | 'signalBar' | 'exitBar'>): boolean {
  const side = trade.direction === 'long' ? 1 : -1;
  const end = Math.min(trade.exitBar, trend.length);
  for (let i = trade.signalBar; i < end; i++) if (!trendAgrees(trend[i], side)) return false;
  return true;
}
