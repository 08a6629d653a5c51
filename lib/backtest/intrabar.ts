import { Exit, Field } from './ledger.js';

/** The order in which levels inside a bar are tried. Conventions, not bounds. */
export const FILL_ORDERS = ['pessimistic', 'optimistic', 'path', 'finer'] as const;
export type FillOrder = (typeof FILL_ORDERS)[number];

/**
 * One bar as a position sees it: prices times its side, so that high is the favourable extreme for a short too.
 * In an array, because numbers handed from function to function would be boxed.
 */
// biome-ignore lint/suspicious/noConstEnum: the compiler writes the numbers in; see ledger.ts.
export const enum Seen {
  Open,
  High,
  Low,
  Close,
  Count,
}

/** Writes into `bar` what a position of `side` sees of row `i`. */
export function look(
  bar: Float64Array,
  side: number,
  open: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  i: number,
): void {
  const long = side > 0;
  bar[Seen.Open] = side * open[i];
  bar[Seen.High] = long ? high[i] : -low[i];
  bar[Seen.Low] = long ? low[i] : -high[i];
  bar[Seen.Close] = side * close[i];
}

/*
 * Each walk takes the position in row `at` of `p` through one bar. It returns 0 when the position stays, with best price
 * and trailing stop moved on, else Exit.Stop or Exit.Target with the market price of the exit in its row. A level is hit
 * when touched.
 */

/** Stop before target; the trailing stop moves only after the bar. */
export function pessimistic(p: Float64Array, at: number, bar: Float64Array): number {
  const gapped = gapExit(p, at, bar);
  if (gapped !== 0) return gapped;
  if (bar[Seen.Low] <= p[at + Field.Stop]) return leave(p, at, Field.Stop, Exit.Stop);
  if (bar[Seen.High] >= p[at + Field.Target]) return leave(p, at, Field.Target, Exit.Target);
  reach(p, at, bar[Seen.High]);
  return 0;
}

/** Target before stop; the trailing stop moves only after the bar. */
export function optimistic(p: Float64Array, at: number, bar: Float64Array): number {
  const gapped = gapExit(p, at, bar);
  if (gapped !== 0) return gapped;
  if (bar[Seen.High] >= p[at + Field.Target]) return leave(p, at, Field.Target, Exit.Target);
  if (bar[Seen.Low] <= p[at + Field.Stop]) return leave(p, at, Field.Stop, Exit.Stop);
  reach(p, at, bar[Seen.High]);
  return 0;
}

/**
 * TradingView's broker emulator: price runs from the open to the nearer extreme, to the other, to the close, and the
 * trailing stop moves along, so that a stop raised on one leg can be hit on the next.
 */
export function alongPath(p: Float64Array, at: number, bar: Float64Array): number {
  const gapped = gapExit(p, at, bar);
  if (gapped !== 0) return gapped;
  reach(p, at, bar[Seen.Open]);
  const favourableFirst = goesUpFirst(p[at + Field.Side], bar);
  if (!favourableFirst && bar[Seen.Low] <= p[at + Field.Stop]) return leave(p, at, Field.Stop, Exit.Stop);
  if (bar[Seen.High] >= p[at + Field.Target]) return leave(p, at, Field.Target, Exit.Target);
  reach(p, at, bar[Seen.High]);
  const lastLeg = favourableFirst ? bar[Seen.Low] : bar[Seen.Close];
  return lastLeg <= p[at + Field.Stop] ? leave(p, at, Field.Stop, Exit.Stop) : 0;
}

/** High first when it is nearer to the open than the low, else low first: a tie goes to the low, which favours a short. */
function goesUpFirst(side: number, bar: Float64Array): boolean {
  const up = bar[Seen.High] - bar[Seen.Open];
  const down = bar[Seen.Open] - bar[Seen.Low];
  return side > 0 ? up < down : up <= down;
}

/** Open at or beyond a level: out at the open, in every order. */
export function gapExit(p: Float64Array, at: number, bar: Float64Array): number {
  const open = bar[Seen.Open];
  if (open > p[at + Field.Stop] && open < p[at + Field.Target]) return 0;
  p[at + Field.ExitMarket] = open;
  return open <= p[at + Field.Stop] ? Exit.Stop : Exit.Target;
}

/** No level is touched and the trailing stop cannot move: every order leaves the position as it is. */
export function isQuiet(p: Float64Array, at: number, bar: Float64Array): boolean {
  const high = bar[Seen.High];
  if (bar[Seen.Low] <= p[at + Field.Stop] || high >= p[at + Field.Target]) return false;
  return high <= p[at + Field.Best] || high < p[at + Field.TrailStart];
}

/** Whether the three orders of one bar, each from the state at its open, give different exits. The position is left as it was. */
export function ordersDiffer(p: Float64Array, at: number, bar: Float64Array): boolean {
  const stop = p[at + Field.Stop];
  const best = p[at + Field.Best];
  const moved = p[at + Field.Moved];
  const exit = pessimistic(p, at, bar);
  const price = p[at + Field.ExitMarket];
  restore(p, at, stop, best, moved);
  const differs = exit !== optimistic(p, at, bar);
  restore(p, at, stop, best, moved);
  const pathed = alongPath(p, at, bar);
  restore(p, at, stop, best, moved);
  // The two simple orders leave at the same level whenever they leave for the same reason; a path may leave at a raised stop.
  return differs || exit !== pathed || (exit !== 0 && p[at + Field.ExitMarket] !== price);
}

function restore(p: Float64Array, at: number, stop: number, best: number, moved: number): void {
  p[at + Field.Stop] = stop;
  p[at + Field.Best] = best;
  p[at + Field.Moved] = moved;
}

/** Price has been at `price`: the best price rises, and past the start the stop trails it, never loosened. */
function reach(p: Float64Array, at: number, price: number): void {
  if (price <= p[at + Field.Best]) return;
  p[at + Field.Best] = price;
  if (price < p[at + Field.TrailStart]) return;
  const stop = price - p[at + Field.TrailGap];
  if (stop <= p[at + Field.Stop]) return;
  p[at + Field.Stop] = stop;
  p[at + Field.Moved] = 1;
}

/** Out at a level: its price becomes the market price of the exit. */
function leave(p: Float64Array, at: number, level: Field.Stop | Field.Target, reason: number): number {
  p[at + Field.ExitMarket] = p[at + level];
  return reason;
}
