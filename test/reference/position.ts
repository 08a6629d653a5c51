// An open position, its fills, and the trade it becomes. All fields of trades.csv, as numbers.

import type { Row } from './frame.js';
import type { Levels } from './intrabar.js';
import type { ReferenceParams } from './params.js';

export type ExitReason = 'stop' | 'trailing' | 'target' | 'htf-reversal' | 'emergency' | 'end-of-data';

export interface Fill {
  /** Slippage included. */
  price: number;
  /** The same without slippage. */
  clean: number;
  fee: number;
}

export interface Position {
  signalIndex: number;
  entryIndex: number;
  entryFill: Fill;
  qty: number;
  levels: Levels;
  stopAtEntry: number;
  /** Highest high and lowest low of the bars (minutes) lived through in full. */
  highest: number;
  lowest: number;
  ambiguous: boolean;
}

export interface ReferenceTrade {
  /** Open time of the entry bar, ms. */
  timestamp: number;
  symbol: 'BTCUSD';
  direction: 'long' | 'short';
  entry_price: number;
  exit_price: number;
  sl: number;
  tp: number;
  pnl: number;
  pnl_pct: number;
  /** Whole minutes. */
  duration: number;
  uptrend_1h: boolean;
  momentum_15m: boolean;
  vol_cross: boolean;
  ifvg_strength: number;
  vp_proximity: number;
  qty: number;
  fees: number;
  slippage_cost: number;
  r_multiple: number;
  confidence: number;
  exit_reason: ExitReason;
  mae: number;
  mfe: number;
  exit_timestamp: number;
  ambiguous: boolean;
  touches_filled_bar: boolean;
  // beyond trades.csv, for the metrics
  signal_index: number;
  entry_index: number;
  exit_index: number;
  risk_distance: number;
  notional: number;
}

/** A fill of `qty` at `clean`, buying (side 1) or selling (side -1); slippage is always against us. */
export function fillAt(clean: number, side: 1 | -1, qty: number, slipped: boolean, params: ReferenceParams): Fill {
  const price = slipped ? clean * (1 + side * params.slippage) : clean;
  return { price, clean, fee: price * qty * params.fee };
}

export function grossOf(position: Position, price: number): number {
  return position.levels.side * (price - position.entryFill.price) * position.qty;
}

/** A bar or minute that the position lived through in full. */
export function livedThrough(position: Position, high: number, low: number): void {
  position.highest = Math.max(position.highest, high);
  position.lowest = Math.min(position.lowest, low);
}

export function closeTrade(
  position: Position,
  rows: readonly Row[],
  exit: { fill: Fill; reason: ExitReason; index: number; time: number },
): ReferenceTrade {
  const { levels, entryFill, qty, signalIndex, entryIndex } = position;
  const signal = rows[signalIndex];
  const fees = entryFill.fee + exit.fill.fee;
  const pnl = grossOf(position, exit.fill.price) - fees;
  // Reading taken: "of the exit bar only the exit price" is exit_price, slippage included, as the entry is the fill.
  const high = Math.max(position.highest, exit.fill.price) - entryFill.price;
  const low = Math.min(position.lowest, exit.fill.price) - entryFill.price;
  const best = levels.side === 1 ? high : -low;
  const worst = levels.side === 1 ? low : -high;
  let touches = false;
  for (let i = signalIndex; i <= exit.index; i++) {
    if (rows[i].filled === true || rows[i].volume === 0) touches = true;
  }
  return {
    timestamp: rows[entryIndex].time,
    symbol: 'BTCUSD',
    direction: levels.side === 1 ? 'long' : 'short',
    entry_price: entryFill.price,
    exit_price: exit.fill.price,
    sl: position.stopAtEntry,
    tp: levels.target,
    pnl,
    pnl_pct: (100 * pnl) / (entryFill.price * qty),
    duration: (exit.time - rows[entryIndex].time) / 60_000,
    uptrend_1h: signal.uptrend_1h,
    momentum_15m: signal.momentum_15m,
    vol_cross: signal.vol_cross,
    ifvg_strength: signal.candidate_strength,
    vp_proximity: signal.vp_proximity,
    qty,
    fees,
    slippage_cost: (Math.abs(entryFill.price - entryFill.clean) + Math.abs(exit.fill.price - exit.fill.clean)) * qty,
    r_multiple: pnl / (levels.distance * qty),
    confidence: signal.confidence,
    exit_reason: exit.reason,
    mae: Math.min(0, worst / levels.distance),
    mfe: Math.max(0, best / levels.distance),
    exit_timestamp: exit.time,
    ambiguous: position.ambiguous,
    touches_filled_bar: touches,
    signal_index: signalIndex,
    entry_index: entryIndex,
    exit_index: exit.index,
    risk_distance: levels.distance,
    notional: (entryFill.price + exit.fill.price) * qty,
  };
}
