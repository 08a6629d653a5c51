// What is fixed at the close of the signal bar: stop distance, quantity, and the refusals in their order.

import type { Row } from './frame.js';
import type { ReferenceParams } from './params.js';

export type RefusalReason = 'halted' | 'no-next-bar' | 'cooldown' | 'max-positions' | 'min-stop' | 'min-notional';

export interface EntryPlan {
  signalIndex: number;
  side: 1 | -1;
  distance: number;
  qty: number;
  /** What the close of the signal bar knows already; the slots are counted at the next open. */
  tooTight: boolean;
  tooSmall: boolean;
}

/** D = sl_atr x ATR x a. */
export function stopDistance(row: Row, params: ReferenceParams): number {
  let adjust = 1;
  if (params.htf_vol_adjust) {
    const ratio = row.ATR_1h / row.SMA_ATR_1h;
    if (!Number.isNaN(ratio)) adjust = Math.min(params.vol_adjust_max, Math.max(params.vol_adjust_min, ratio));
  }
  return params.sl_atr * row.ATR * adjust;
}

/**
 * @param equity cash plus positions marked at this close
 * @param openQty total quantity of the open positions, those ordered out at this close included
 * @param minStopSlippage the slippage that min-stop is tested with (the zero-cost twin keeps the run's own)
 */
export function planEntry(
  row: Row,
  index: number,
  side: 1 | -1,
  equity: number,
  openQty: number,
  minStopSlippage: number,
  params: ReferenceParams,
): EntryPlan {
  const { close } = row;
  const distance = stopDistance(row, params);
  let qty = (params.risk * equity) / distance;
  if (params.max_position > 0) {
    // Ambiguous: the notional of open positions could be taken at their entry. Reading taken: at this close, like equity.
    qty = Math.min(qty, (params.max_position * equity) / close, (equity - openQty * close) / close);
  }
  if (params.size_by_confidence) qty *= row.confidence;
  if (params.qty_step > 0) qty = Math.floor((qty / params.qty_step) * (1 + 1e-12)) * params.qty_step;
  return {
    signalIndex: index,
    side,
    distance,
    qty,
    // Negated, so that a distance that is NaN (ATR in warm-up, with signals of one's own) is refused too.
    tooTight: !(distance > Math.max(params.min_stop, minStopSlippage) * close),
    tooSmall: !(qty > 0) || qty * close < params.min_notional,
  };
}
