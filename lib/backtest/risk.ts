import type { BacktestParameters } from '../strategy/backtest-parameters.js';

/** The parameters that size an entry and set its stop. */
export type RiskRules = Pick<
  BacktestParameters,
  | 'sl_atr'
  | 'htf_vol_adjust'
  | 'vol_adjust_min'
  | 'vol_adjust_max'
  | 'risk'
  | 'max_position'
  | 'size_by_confidence'
  | 'qty_step'
  | 'min_stop'
>;

/** Scale of the stop distance: ATR_1h over its average, clamped; 1 when switched off or not yet known. */
export function volatilityScale(ratio: number, rules: RiskRules): number {
  if (!rules.htf_vol_adjust || Number.isNaN(ratio)) return 1;
  return Math.min(Math.max(ratio, rules.vol_adjust_min), rules.vol_adjust_max);
}

/** D, the distance from entry to stop in USD; it is also R, the unit of profit. */
export function stopDistance(atr: number, ratio: number, rules: RiskRules): number {
  return rules.sl_atr * atr * volatilityScale(ratio, rules);
}

/** What the size of an entry depends on, all known at the close of the signal bar. */
export interface SizingCase {
  /** Cash plus positions marked at the close, USD. */
  readonly equity: number;
  /** Notional of the open positions at the close, USD. */
  readonly committed: number;
  readonly close: number;
  readonly distance: number;
  readonly confidence: number;
}

/** The three limits on a quantity, BTC before rounding; the least of them applies. */
export interface SizeLimits {
  /** What loses `risk` of equity at the stop, before costs. */
  readonly risk: number;
  /** `max_position` of equity; infinite when the cap is off. */
  readonly cap: number;
  /** What equity leaves beside the open positions; infinite when the cap is off. */
  readonly room: number;
}

export function sizeLimits(sizing: SizingCase, rules: RiskRules): SizeLimits {
  const capped = rules.max_position > 0;
  return {
    risk: (rules.risk * sizing.equity) / sizing.distance,
    cap: capped ? (rules.max_position * sizing.equity) / sizing.close : Number.POSITIVE_INFINITY,
    room: capped ? (sizing.equity - sizing.committed) / sizing.close : Number.POSITIVE_INFINITY,
  };
}

/** Quantity of an entry in BTC, rounded down to `qty_step`; 0 or less when there is no room. */
export function entryQuantity(sizing: SizingCase, rules: RiskRules): number {
  const limits = sizeLimits(sizing, rules);
  const quantity = Math.min(limits.risk, limits.cap, limits.room);
  const weighted = rules.size_by_confidence ? quantity * sizing.confidence : quantity;
  return roundDown(weighted, rules.qty_step);
}

/** The largest multiple of `step` not above `quantity`; the 1e-12 keeps an exact multiple from losing a step to rounding. */
export function roundDown(quantity: number, step: number): number {
  return Math.floor((quantity / step) * (1 + 1e-12)) * step;
}

/** The stop would lie at or beyond the market: a distance within slippage (or `min_stop`) of the close. NaN counts. */
export function stopTooClose(distance: number, close: number, slippage: number, rules: RiskRules): boolean {
  return !(distance > Math.max(rules.min_stop, slippage) * close);
}
