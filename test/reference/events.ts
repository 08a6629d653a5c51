// What can happen to the open positions: ordered exits, exits within a bar, orders at the close.

import type { Bar } from './bars.js';
import type { EngineOptions } from './engine.js';
import type { Row } from './frame.js';
import { type BarExit, exitAtOpen, isAmbiguous, resolveBar } from './intrabar.js';
import type { ReferenceParams } from './params.js';
import {
  closeTrade,
  type ExitReason,
  fillAt,
  grossOf,
  livedThrough,
  type Position,
  type ReferenceTrade,
} from './position.js';

export interface OpenPosition extends Position {
  /** Ordered out at the last close, and why. */
  ordered: ExitReason | null;
}

export interface Run {
  rows: readonly Row[];
  params: ReferenceParams;
  options: EngineOptions;
  /** Initial equity, plus what closed positions earned, minus every fee paid. */
  cash: number;
  /** In order of entry. */
  open: OpenPosition[];
  trades: ReferenceTrade[];
  barsWithoutMinutes: number;
}

/** Cash plus open positions marked at a price, before the costs of closing them. */
export function marked(run: Run, price: number): number {
  return run.open.reduce((sum, position) => sum + grossOf(position, price), run.cash);
}

function close(
  run: Run,
  position: OpenPosition,
  exit: { price: number; reason: ExitReason; index: number; time: number },
): void {
  const side = position.levels.side === 1 ? -1 : 1;
  const fill = fillAt(exit.price, side, position.qty, exit.reason !== 'target', run.params);
  run.cash += grossOf(position, fill.price) - fill.fee;
  run.trades.push(closeTrade(position, run.rows, { fill, reason: exit.reason, index: exit.index, time: exit.time }));
  run.open = run.open.filter((other) => other !== position);
}

/** Market exits, with slippage, of the positions for which `why` gives a reason. */
export function closeAll(
  run: Run,
  index: number,
  price: number,
  time: number,
  why: (position: OpenPosition) => ExitReason | null,
): void {
  for (const position of [...run.open]) {
    const reason = why(position);
    if (reason !== null) close(run, position, { price, reason, index, time });
  }
}

/** One position through one 5-minute bar. Returns true when the order "finer" found no minutes in it. */
export function resolvePosition(run: Run, position: OpenPosition, index: number): boolean {
  const { rows, params, options } = run;
  const bar = rows[index];
  if (isAmbiguous(position.levels, bar, params)) position.ambiguous = true;

  const finer = options.mode === 'finer';
  const minutes = finer ? (options.minutes[index] ?? []) : [];
  const lacking = finer && minutes.length === 0;

  if (minutes.length > 0) {
    // Ambiguous when the first minutes are missing: reading taken, the 5-minute bar's own open is tested against the
    // levels first ("in every mode"), then each minute is a bar with an open of its own.
    const gapped = exitAtOpen(position.levels, bar.open);
    if (gapped !== null) {
      close(run, position, { ...gapped, index, time: bar.time });
      return false;
    }
  }
  const steps: readonly Bar[] = minutes.length > 0 ? minutes : [bar];
  const mode = options.mode === 'finer' ? 'pessimistic' : options.mode;
  for (const step of steps) {
    const outcome = resolveBar(mode, position.levels, step, params);
    const exit: BarExit | null = outcome.exit;
    if (exit !== null) {
      close(run, position, { ...exit, index, time: step.time });
      return lacking;
    }
    position.levels = outcome.levels;
    livedThrough(position, step.high, step.low);
  }
  return lacking;
}

/** Orders for the next open: emergency before htf-reversal, which is a state and is asked at every close. */
export function assess(run: Run, index: number, halted: boolean): void {
  const row = run.rows[index];
  for (const position of run.open) {
    const against = row.trend_known && (position.levels.side === 1 ? !row.uptrend_1h : row.uptrend_1h);
    if (halted) position.ordered = 'emergency';
    else if (run.params.htf_reversal && against) position.ordered = 'htf-reversal';
  }
}
