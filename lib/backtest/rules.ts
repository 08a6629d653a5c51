import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import type { FillOrder } from './intrabar.js';

/**
 * What the engine acts by: the backtest's parameters that concern it, the fill order in force, and the slippage of the
 * min-stop test. A class and not a spread copy, because every run must have the same shape for V8: otherwise each
 * throws the compiled engine away and starts at a third of its speed.
 */
export class Rules implements Omit<BacktestParameters, 'intrabar' | 'vol_adjust_len' | 'risk_free'> {
  readonly initial: number;
  readonly slippage: number;
  readonly fee: number;
  readonly risk: number;
  readonly max_position: number;
  readonly size_by_confidence: boolean;
  readonly qty_step: number;
  readonly min_notional: number;
  readonly max_positions: number;
  readonly cooldown_bars: number;
  readonly sl_atr: number;
  readonly tp_rr: number;
  readonly min_stop: number;
  readonly htf_vol_adjust: boolean;
  readonly vol_adjust_min: number;
  readonly vol_adjust_max: number;
  readonly trail_start_r: number;
  readonly trail_gap_r: number;
  readonly htf_reversal: boolean;
  readonly max_drawdown_halt: number;
  readonly order: FillOrder;
  /** A zero-cost twin keeps its original's slippage here, so that both refuse the same signals as `min-stop`. */
  readonly minStopSlippage: number;

  constructor(parameters: BacktestParameters, order: FillOrder, minStopSlippage: number) {
    this.initial = parameters.initial;
    this.slippage = parameters.slippage;
    this.fee = parameters.fee;
    this.risk = parameters.risk;
    this.max_position = parameters.max_position;
    this.size_by_confidence = parameters.size_by_confidence;
    this.qty_step = parameters.qty_step;
    this.min_notional = parameters.min_notional;
    this.max_positions = parameters.max_positions;
    this.cooldown_bars = parameters.cooldown_bars;
    this.sl_atr = parameters.sl_atr;
    this.tp_rr = parameters.tp_rr;
    this.min_stop = parameters.min_stop;
    this.htf_vol_adjust = parameters.htf_vol_adjust;
    this.vol_adjust_min = parameters.vol_adjust_min;
    this.vol_adjust_max = parameters.vol_adjust_max;
    this.trail_start_r = parameters.trail_start_r;
    this.trail_gap_r = parameters.trail_gap_r;
    this.htf_reversal = parameters.htf_reversal;
    this.max_drawdown_halt = parameters.max_drawdown_halt;
    this.order = order;
    this.minStopSlippage = minStopSlippage;
  }
}
