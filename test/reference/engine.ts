// The backtest: one loop over bars, in the order the design gives: ordered exits, entries, levels, close.

import { type Bar, STEP } from './bars.js';
import { type EntryPlan, planEntry, type RefusalReason } from './entry.js';
import { assess, closeAll, marked, type Run, resolvePosition } from './events.js';
import type { Row } from './frame.js';
import type { Intrabar, ReferenceParams } from './params.js';
import { fillAt, type ReferenceTrade } from './position.js';

export interface Signal {
  index: number;
  time: number;
  direction: 'long' | 'short';
}

export interface Refusal extends Signal {
  reason: RefusalReason;
}

export interface EngineResult {
  /** By exit_timestamp, then timestamp. */
  trades: ReferenceTrade[];
  refusals: Refusal[];
  /** At each close from `start` on; the last after what is left has been closed. */
  equity: number[];
  /** For each bar from `start` on: a position was open at some moment. */
  exposed: boolean[];
  /** Open time of the bar at whose close the halt came, or null. */
  halted_at: number | null;
  /** Bars with a position open that had no minutes, in the order "finer". */
  bars_without_minutes: number;
}

export interface EngineOptions {
  mode: Intrabar;
  /** The minutes of each 5-minute bar, by its index; only used in the order "finer". */
  minutes: readonly Bar[][];
  signals: readonly Signal[];
  minStopSlippage: number;
  /** First bar traded on; signals of earlier bars are not taken. */
  start: number;
}

export function runEngine(rows: readonly Row[], params: ReferenceParams, options: EngineOptions): EngineResult {
  const run: Run = { rows, params, options, cash: params.initial, open: [], trades: [], barsWithoutMinutes: 0 };
  const signalAt = new Map<number, Signal>(options.signals.map((signal) => [signal.index, signal]));
  const refusals: Refusal[] = [];
  const equity: number[] = [];
  const exposed: boolean[] = [];
  let peak = params.initial;
  let haltedAt: number | null = null;
  let lastEntry = -Infinity;
  let plan: EntryPlan | null = null;
  let plannedSignal: Signal | null = null;

  for (let i = options.start; i < rows.length; i++) {
    const row = rows[i];
    // "Open at any moment" includes a position that this open closes.
    let anyOpen = run.open.length > 0;

    // 1. At the open: what the last close ordered out, which frees its slot.
    closeAll(run, i, row.open, row.time, (position) => position.ordered);

    // 2. At the open: the entry.
    if (plan !== null && plannedSignal !== null) {
      const reason = refusalAtOpen(run, plan, i, lastEntry);
      if (reason !== null) {
        refusals.push({ ...plannedSignal, reason });
      } else {
        enter(run, plan, i);
        lastEntry = i;
        anyOpen = true;
      }
    }
    plan = null;
    plannedSignal = null;

    // 3. Within the bar, in order of entry.
    let lackedMinutes = false;
    for (const position of [...run.open]) lackedMinutes = resolvePosition(run, position, i) || lackedMinutes;
    if (lackedMinutes) run.barsWithoutMinutes++;

    // 4. At the close: equity, halt, orders for the next open, the signal.
    const value = marked(run, row.close);
    peak = Math.max(peak, value);
    const halt = params.max_drawdown_halt ?? 0;
    // Ambiguous on the last bar: reading taken, the halt is judged before what is left is closed as end-of-data.
    if (haltedAt === null && (value <= 0 || (halt > 0 && value / peak - 1 < -halt))) haltedAt = row.time;
    assess(run, i, haltedAt !== null);

    const signal = signalAt.get(i);
    if (signal !== undefined) {
      if (haltedAt !== null) refusals.push({ ...signal, reason: 'halted' });
      else if (i === rows.length - 1) refusals.push({ ...signal, reason: 'no-next-bar' });
      else {
        const side = signal.direction === 'long' ? 1 : -1;
        const openQty = run.open.reduce((sum, position) => sum + position.qty, 0);
        plan = planEntry(row, i, side, value, openQty, options.minStopSlippage, params);
        plannedSignal = signal;
      }
    }
    equity.push(value);
    exposed.push(anyOpen);
  }

  finish(run, equity);
  run.trades.sort((a, b) => a.exit_timestamp - b.exit_timestamp || a.timestamp - b.timestamp);
  return {
    trades: run.trades,
    refusals,
    equity,
    exposed,
    halted_at: haltedAt,
    bars_without_minutes: run.barsWithoutMinutes,
  };
}

/** The first reason that applies, after `halted` and `no-next-bar`; null when the order is filled. */
function refusalAtOpen(run: Run, plan: EntryPlan, index: number, lastEntry: number): RefusalReason | null {
  if (index - lastEntry <= run.params.cooldown_bars) return 'cooldown';
  if (run.open.length >= run.params.max_positions) return 'max-positions';
  if (plan.tooTight) return 'min-stop';
  if (plan.tooSmall) return 'min-notional';
  return null;
}

function enter(run: Run, plan: EntryPlan, index: number): void {
  const { side, distance, qty } = plan;
  const fill = fillAt(run.rows[index].open, side, qty, true, run.params);
  const stop = fill.price - side * distance;
  const target = fill.price + side * run.params.tp_rr * distance;
  run.cash -= fill.fee;
  run.open.push({
    signalIndex: plan.signalIndex,
    entryIndex: index,
    entryFill: fill,
    qty,
    levels: { side, entry: fill.price, distance, stop, target, best: fill.price, stopMoved: false },
    stopAtEntry: stop,
    highest: fill.price,
    lowest: fill.price,
    ambiguous: false,
    ordered: null,
  });
}

/** What is left closes at the last close, with costs; the last equity point is taken after it. */
function finish(run: Run, equity: number[]): void {
  const last = run.rows.length - 1;
  if (equity.length === 0) return;
  for (const position of run.open) position.ordered = 'end-of-data';
  const { time, close } = run.rows[last];
  closeAll(run, last, close, time + STEP, (position) => position.ordered);
  equity[equity.length - 1] = run.cash;
}
