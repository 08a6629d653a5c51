// What happens to one open position within one bar, under each order of events.

import type { Bar } from './bars.js';
import type { ReferenceParams } from './params.js';

/** The levels of a position, as they stand at some moment. */
export interface Levels {
  side: 1 | -1;
  /** Fill price, slippage included. */
  entry: number;
  /** D = R: the initial distance of the stop. */
  distance: number;
  stop: number;
  target: number;
  best: number;
  stopMoved: boolean;
}

export interface BarExit {
  /** Before slippage. */
  price: number;
  reason: 'stop' | 'trailing' | 'target';
}

export interface Outcome {
  exit: BarExit | null;
  levels: Levels;
}

/** a is at least as good for the position as b. */
function atLeast(side: 1 | -1, a: number, b: number): boolean {
  return side === 1 ? a >= b : a <= b;
}

function stopExit(levels: Levels, price: number): BarExit {
  return { price, reason: levels.stopMoved ? 'trailing' : 'stop' };
}

/** Open at or beyond the stop, then at or beyond the target: out at the open, in every mode. */
export function exitAtOpen(levels: Levels, open: number): BarExit | null {
  if (atLeast(levels.side, levels.stop, open)) return stopExit(levels, open);
  if (atLeast(levels.side, open, levels.target)) return { price: open, reason: 'target' };
  return null;
}

/** Best price and trailing stop after the market has been at `price`. */
function trail(levels: Levels, price: number, params: ReferenceParams): Levels {
  const { side, entry, distance } = levels;
  const best = atLeast(side, price, levels.best) ? price : levels.best;
  const next = { ...levels, best };
  if (atLeast(side, best, entry + side * params.trail_start_r * distance)) {
    const stop = best - side * params.trail_gap_r * distance;
    if (stop !== levels.stop && atLeast(side, stop, levels.stop)) {
      next.stop = stop;
      next.stopMoved = true;
    }
  }
  return next;
}

/** Pessimistic (stop first) and optimistic (target first); the trailing stop moves only after the bar. */
function wholeBar(levels: Levels, bar: Bar, stopFirst: boolean, params: ReferenceParams): Outcome {
  const gapped = exitAtOpen(levels, bar.open);
  if (gapped !== null) return { exit: gapped, levels };
  const worst = levels.side === 1 ? bar.low : bar.high;
  const best = levels.side === 1 ? bar.high : bar.low;
  const stopHit = atLeast(levels.side, levels.stop, worst);
  const targetHit = atLeast(levels.side, best, levels.target);
  if (stopHit && (stopFirst || !targetHit)) return { exit: stopExit(levels, levels.stop), levels };
  if (targetHit) return { exit: { price: levels.target, reason: 'target' }, levels };
  return { exit: null, levels: trail(levels, best, params) };
}

/** Open, then high and low in TradingView's order, then close; levels move along the path. */
function alongPath(start: Levels, bar: Bar, params: ReferenceParams): Outcome {
  let levels = start;
  const gapped = exitAtOpen(levels, bar.open);
  if (gapped !== null) return { exit: gapped, levels };
  levels = trail(levels, bar.open, params);
  const highFirst = bar.high - bar.open < bar.open - bar.low;
  const points = highFirst ? [bar.open, bar.high, bar.low, bar.close] : [bar.open, bar.low, bar.high, bar.close];
  for (let leg = 1; leg < points.length; leg++) {
    const from = points[leg - 1];
    const to = points[leg];
    // A stop already passed when the leg begins can only come of extreme trailing parameters (the start below the gap);
    // the position is then out where the leg begins. The design does not speak of it.
    if (atLeast(levels.side, levels.stop, from)) return { exit: stopExit(levels, from), levels };
    if (atLeast(levels.side, levels.stop, to)) return { exit: stopExit(levels, levels.stop), levels };
    if (atLeast(levels.side, to, levels.target)) return { exit: { price: levels.target, reason: 'target' }, levels };
    levels = trail(levels, to, params);
  }
  return { exit: null, levels };
}

export function resolveBar(
  mode: 'pessimistic' | 'optimistic' | 'path',
  levels: Levels,
  bar: Bar,
  params: ReferenceParams,
): Outcome {
  if (mode === 'path') return alongPath(levels, bar, params);
  return wholeBar(levels, bar, mode === 'pessimistic', params);
}

/**
 * Pessimistic, optimistic and path, each from the same state, give different exits on this bar.
 * Reading taken: an exit differs by being there, by its price before slippage, or by target against stop.
 */
export function isAmbiguous(levels: Levels, bar: Bar, params: ReferenceParams): boolean {
  const exits = (['pessimistic', 'optimistic', 'path'] as const).map((mode) => {
    const { exit } = resolveBar(mode, levels, bar, params);
    return exit === null ? 'none' : `${exit.reason === 'target' ? 'target' : 'stop'} ${exit.price}`;
  });
  return exits.some((exit) => exit !== exits[0]);
}
