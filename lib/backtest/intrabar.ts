import { BEST, BY_STOP, BY_TARGET, EXIT_MARKET, MOVED, ROW, STOP, TARGET, TRAIL_GAP, TRAIL_START } from './ledger.js';

/** The order in which levels inside a bar are tried. Conventions, not bounds. */
export const FILL_ORDERS = ['pessimistic', 'optimistic', 'path', 'finer'] as const;
export type FillOrder = (typeof FILL_ORDERS)[number];

/*
 * Each function walks the position in row `at` of `p` through one bar given in mirrored prices (times side, so that
 * `high` is the favourable extreme). It returns 0 when the position stays, with best price and trailing stop moved on,
 * else BY_STOP or BY_TARGET with the market price of the exit in EXIT_MARKET. A level is hit when touched.
 */

/** Stop before target; the trailing stop moves only after the bar. */
export function pessimistic(p: Float64Array, at: number, open: number, high: number, low: number): number {
  const gapped = gapExit(p, at, open);
  if (gapped !== 0) return gapped;
  if (low <= p[at + STOP]) return leave(p, at, p[at + STOP], BY_STOP);
  if (high >= p[at + TARGET]) return leave(p, at, p[at + TARGET], BY_TARGET);
  reach(p, at, high);
  return 0;
}

/** Target before stop; the trailing stop moves only after the bar. */
export function optimistic(p: Float64Array, at: number, open: number, high: number, low: number): number {
  const gapped = gapExit(p, at, open);
  if (gapped !== 0) return gapped;
  if (high >= p[at + TARGET]) return leave(p, at, p[at + TARGET], BY_TARGET);
  if (low <= p[at + STOP]) return leave(p, at, p[at + STOP], BY_STOP);
  reach(p, at, high);
  return 0;
}

/**
 * TradingView's broker emulator: price runs from the open to the nearer extreme, to the other, to the close,
 * and the trailing stop moves along, so that a stop raised on one leg can be hit on the next.
 * `favourableFirst`: the favourable extreme is the nearer one.
 */
export function alongPath(
  p: Float64Array,
  at: number,
  open: number,
  high: number,
  low: number,
  close: number,
  favourableFirst: boolean,
): number {
  const gapped = gapExit(p, at, open);
  if (gapped !== 0) return gapped;
  if (!favourableFirst && low <= p[at + STOP]) return leave(p, at, p[at + STOP], BY_STOP);
  if (high >= p[at + TARGET]) return leave(p, at, p[at + TARGET], BY_TARGET);
  reach(p, at, high);
  const lastLeg = favourableFirst ? low : close;
  return lastLeg <= p[at + STOP] ? leave(p, at, p[at + STOP], BY_STOP) : 0;
}

/** Open at or beyond a level: out at the open, in every order. */
export function gapExit(p: Float64Array, at: number, open: number): number {
  if (open <= p[at + STOP]) return leave(p, at, open, BY_STOP);
  if (open >= p[at + TARGET]) return leave(p, at, open, BY_TARGET);
  return 0;
}

/** No level is touched and the trailing stop cannot move: every order leaves the position as it is. */
export function isQuiet(p: Float64Array, at: number, high: number, low: number): boolean {
  return low > p[at + STOP] && high < p[at + TARGET] && (high <= p[at + BEST] || high < p[at + TRAIL_START]);
}

/**
 * Whether the three orders of one bar, each from the state at its open, give different exits.
 * Works on the spare row at `spare`; the position itself is not touched.
 */
export function ordersDiffer(
  p: Float64Array,
  at: number,
  spare: number,
  open: number,
  high: number,
  low: number,
  close: number,
  favourableFirst: boolean,
): boolean {
  copyRow(p, at, spare);
  const exit = pessimistic(p, spare, open, high, low);
  const price = p[spare + EXIT_MARKET];
  const differs = (other: number) => other !== exit || (exit !== 0 && p[spare + EXIT_MARKET] !== price);
  copyRow(p, at, spare);
  if (differs(optimistic(p, spare, open, high, low))) return true;
  copyRow(p, at, spare);
  return differs(alongPath(p, spare, open, high, low, close, favourableFirst));
}

export function copyRow(p: Float64Array, from: number, to: number): void {
  for (let k = 0; k < ROW; k++) p[to + k] = p[from + k];
}

/** Price has reached `price`: the best price rises, and past the start the stop trails it, never loosened. */
function reach(p: Float64Array, at: number, price: number): void {
  if (price <= p[at + BEST]) return;
  p[at + BEST] = price;
  if (price < p[at + TRAIL_START]) return;
  const stop = price - p[at + TRAIL_GAP];
  if (stop <= p[at + STOP]) return;
  p[at + STOP] = stop;
  p[at + MOVED] = 1;
}

function leave(p: Float64Array, at: number, market: number, reason: number): number {
  p[at + EXIT_MARKET] = market;
  return reason;
}
