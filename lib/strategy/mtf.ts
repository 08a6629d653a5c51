import type { Bars } from '../core/bars.js';
import { explainMtfSignal } from './mtf-explain.js';
import { computeFrames, type Frames } from './mtf-frame.js';
import { MTF_PARAMETERS } from './mtf-parameters.js';
import { allocateVerdicts, judge, rulebookOf, type Verdicts } from './mtf-rules.js';
import { mtfSignals } from './mtf-signals.js';
import { type Columns, defineStrategy, type Market } from './strategy.js';
import { Workspace } from './workspace.js';

/** The built-in strategy: fair value gaps on 5m, with trend from 1h, momentum from 15m, volume and volume profile. */
export const mtfStrategy = defineStrategy({
  name: 'mtf-gap',
  parameters: MTF_PARAMETERS,
  compute(market, parameters, workspace = new Workspace()) {
    const { base } = market;
    const length = base.time.length;
    const frames = computeFrames(market, parameters, workspace);
    const verdicts = workspace.keep('verdicts', [Symbol('always')], (former?: Verdicts) => {
      const out = former?.side.length === length ? former : allocateVerdicts(length);
      for (let i = 0; i < length; i++) judge(base, frames.m5, parameters, i, out);
      return out;
    }).value;
    return {
      signals: {
        side: verdicts.side,
        atr: frames.m5.ATR,
        volRatio: frames.m5.ATR_ratio_1h,
        trend: verdicts.trend,
        confidence: verdicts.confidence,
      },
      columns: columns5m(base, frames, verdicts),
      columns15m: { ...prices(market.minutes15), ...frames.m15 },
      columns1h: columns1h(market, frames),
      rulebook: rulebookOf(parameters, verdicts),
      gaps: frames.m5.ledger,
    };
  },
  signals: (market, parameters, workspace = new Workspace()) => mtfSignals(market, parameters, workspace),
  explainSignal: explainMtfSignal,
});

/** Open time and prices as columns, in export order; `timestamp` is milliseconds UTC. */
export function prices({ time, open, high, low, close, volume }: Bars): Columns {
  return { timestamp: time, open, high, low, close, volume };
}

function columns5m(base: Bars, { m5 }: Frames, v: Verdicts): Columns {
  const { poc, vah, val, volUp, volDown } = m5.profile;
  return {
    ...prices(base),
    EMA18: m5.EMA18,
    EMA48: m5.EMA48,
    ATR: m5.ATR,
    ifvg_bull: m5.gaps.bull,
    ifvg_bear: m5.gaps.bear,
    ifvg_strength: m5.gaps.strength,
    POC: poc,
    VAH: vah,
    VAL: val,
    vol_up: volUp,
    vol_down: volDown,
    EMA200_1h: m5.EMA200_1h,
    POC_1h: m5.POC_1h,
    SMA_vol_1h: m5.SMA_vol_1h,
    EMA50_15m: m5.EMA50_15m,
    uptrend_1h: v.uptrend_1h,
    momentum_15m: v.momentum_15m,
    vol_cross: v.vol_cross,
    bull_filter: v.bull_filter,
    bear_filter: v.bear_filter,
    bull_filtered: v.bull_filtered,
    bear_filtered: v.bear_filtered,
    confidence: v.confidence,
    EMA20: m5.EMA20,
    SMA21_vol: m5.SMA21_vol,
    ATR_1h: m5.ATR_1h,
    ATR_ratio_1h: m5.ATR_ratio_1h,
    gap_strength: v.gap_strength,
    vp_proximity: v.vp_proximity,
  };
}

function columns1h({ hour1 }: Market, { h1 }: Frames): Columns {
  const { poc, vah, val } = h1.profile;
  return {
    ...prices(hour1),
    EMA95: h1.EMA95,
    EMA200: h1.EMA200,
    POC: poc,
    VAH: vah,
    VAL: val,
    SMA_vol: h1.SMA_vol,
    ATR: h1.ATR,
    ATR_ratio: h1.ATR_ratio,
  };
}
