import { align, alignIndex } from '../bars/align.js';
import type { Bars } from '../core/bars.js';
import { HOUR } from '../core/time.js';
import { atr } from '../indicators/atr.js';
import { ema } from '../indicators/ema.js';
import { detectGaps, type GapMasks } from '../indicators/fair-value-gaps.js';
import { gapCandidates } from '../indicators/gap-candidates.js';
import { type GapLedger, gapLedger } from '../indicators/gap-ledger.js';
import { sma } from '../indicators/sma.js';
import { type VolumeProfile, volumeProfile } from '../indicators/volume-profile.js';
import type { BacktestParameters } from './backtest-parameters.js';
import type { MtfParameters } from './mtf-parameters.js';
import type { Market } from './strategy.js';
import type { Versioned, Workspace } from './workspace.js';

/** Columns of the 15m bars, on their own bars. */
export interface Frame15m {
  readonly EMA21: Float64Array;
  readonly EMA50: Float64Array;
}

/** Columns of the 1h bars, on their own bars. `SMA_vol` is per hour; `ATR_ratio` is ATR over its average. */
export interface Frame1h {
  readonly EMA95: Float64Array;
  readonly EMA200: Float64Array;
  readonly profile: VolumeProfile;
  readonly SMA_vol: Float64Array;
  readonly ATR: Float64Array;
  readonly ATR_ratio: Float64Array;
}

/** What the rules read at each 5m close. Higher-timeframe columns are aligned: visible once their bar has closed. */
export interface Frame5m {
  readonly EMA18: Float64Array;
  readonly EMA48: Float64Array;
  readonly EMA20: Float64Array;
  readonly ATR: Float64Array;
  readonly SMA21_vol: Float64Array;
  readonly profile: VolumeProfile;
  readonly gaps: GapMasks;
  readonly ledger: GapLedger;
  /** Ledger index of the gap that is a candidate at each bar, -1 where there is none. */
  readonly candidate: Int32Array;
  readonly EMA50_15m: Float64Array;
  readonly EMA200_1h: Float64Array;
  readonly POC_1h: Float64Array;
  readonly ATR_1h: Float64Array;
  readonly ATR_ratio_1h: Float64Array;
  /** Average 1h volume per base bar (`per-bar`) or per hour (`raw`). */
  readonly SMA_vol_1h: Float64Array;
}

export interface Frames {
  readonly m5: Frame5m;
  readonly m15: Frame15m;
  readonly h1: Frame1h;
}

type Parameters = MtfParameters & BacktestParameters;
type Series = Versioned<Float64Array>;

/** Every series of the built-in strategy on its own timeframe, and the higher ones aligned to the base bars. */
export function computeFrames(market: Market, p: Parameters, workspace: Workspace): Frames {
  const { m5, ema50, ema200, volume1h, atr1h, ratio } = computeUnprofiled(market, p, workspace);
  const m15 = indicatorsOn(market.minutes15, '_15m', workspace);
  const h1 = indicatorsOn(market.hour1, '_1h', workspace);
  const profile1h = h1.profile(p);
  const to1h = aligner(market.base, market.hour1, '1h', workspace);
  return {
    m15: { EMA21: m15.ema('EMA21', p.ema_fast_15m).value, EMA50: ema50.value },
    h1: {
      EMA95: h1.ema('EMA95', p.ema_fast_1h).value,
      EMA200: ema200.value,
      profile: profile1h.value,
      SMA_vol: volume1h.value,
      ATR: atr1h.value,
      ATR_ratio: ratio.value,
    },
    m5: {
      ...m5,
      profile: indicatorsOn(market.base, '', workspace).profile(p).value,
      POC_1h: to1h('POC', { value: profile1h.value.poc, version: profile1h.version }),
    },
  };
}

/** What the rules read at each 5m close except the volume profiles, which cost more than all the rest. */
export type UnprofiledFrame = Omit<Frame5m, 'profile' | 'POC_1h'>;

/** Those columns, and the series of the higher timeframes that they come from. */
export interface Unprofiled {
  readonly m5: UnprofiledFrame;
  readonly ema50: Series;
  readonly ema200: Series;
  readonly volume1h: Series;
  readonly atr1h: Series;
  readonly ratio: Series;
}

/**
 * The series of the rules without volume profiles, and those of the higher timeframes they come from. `gapLife` bars of
 * each gap are followed: one is enough where only detection counts.
 */
export function computeUnprofiled(
  market: Market,
  p: Parameters,
  workspace: Workspace,
  gapLife = p.gap_life,
): Unprofiled {
  const five = indicatorsOn(market.base, '', workspace);
  const hours = indicatorsOn(market.hour1, '_1h', workspace);
  const ema50 = indicatorsOn(market.minutes15, '_15m', workspace).ema('EMA50', p.ema_slow_15m);
  const ema200 = hours.ema('EMA200', p.ema_slow_1h);
  const volume1h = hours.volumeSma('SMA_vol', p.vol_sma_len);
  const atr1h = hours.atr(p.atr_len);
  const ratio = atrRatio(atr1h, p.vol_adjust_len, workspace);
  const to1h = aligner(market.base, market.hour1, '1h', workspace);
  const atr5 = five.atr(p.atr_len);
  const m5: UnprofiledFrame = {
    EMA18: five.ema('EMA18', p.ema1_entry).value,
    EMA48: five.ema('EMA48', p.ema2_entry).value,
    EMA20: five.ema('EMA20', p.ema_momentum_5m).value,
    ATR: atr5.value,
    SMA21_vol: five.volumeSma('SMA21_vol', p.vol_sma_len).value,
    ...gapColumns(market.base, atr5, p, gapLife, workspace),
    EMA50_15m: aligner(market.base, market.minutes15, '15m', workspace)('EMA50', ema50),
    EMA200_1h: to1h('EMA200', ema200),
    ATR_1h: to1h('ATR', atr1h),
    ATR_ratio_1h: to1h('ATR_ratio', ratio),
    SMA_vol_1h: to1h('SMA_vol', volume1h, volume1hFactor(p, market.base.step)),
  };
  return { m5, ema50, ema200, volume1h, atr1h, ratio };
}

/** By what the average volume of an hour is multiplied to be compared with that of a base bar of `baseStep` ms. */
export function volume1hFactor({ volume_1h_basis }: MtfParameters, baseStep: number): number {
  return volume_1h_basis === 'raw' ? 1 : baseStep / HOUR;
}

/** For each base bar, the newest 1h bar it may use, -1 for none. */
export function hourIndex(market: Market, workspace: Workspace): Int32Array {
  return visibleIndex(market.base, market.hour1, '1h', workspace);
}

/** The former array where it still fits its bars. */
function fitting<T extends { readonly length: number }>(former: T | undefined, length: number): T | undefined {
  return former?.length === length ? former : undefined;
}

function indicatorsOn(bars: Bars, suffix: string, workspace: Workspace) {
  const length = bars.time.length;
  return {
    ema: (name: string, n: number) =>
      workspace.keep(name + suffix, [bars, n], (former?: Float64Array) => ema(bars.close, n, fitting(former, length))),
    volumeSma: (name: string, n: number) =>
      workspace.keep(name + suffix, [bars, n], (former?: Float64Array) => sma(bars.volume, n, fitting(former, length))),
    atr: (n: number) =>
      workspace.keep(`ATR${suffix}`, [bars, n], (former?: Float64Array) => atr(bars, n, fitting(former, length))),
    profile: ({ vp_len, vp_rows, va_percent }: Parameters) =>
      workspace.keep(`profile${suffix}`, [bars, vp_len, vp_rows, va_percent], (former?: VolumeProfile) =>
        volumeProfile(
          bars,
          { length: vp_len, rows: vp_rows, valueArea: va_percent },
          former?.poc.length === length ? former : undefined,
        ),
      ),
  };
}

function atrRatio(atr1h: Series, length: number, workspace: Workspace): Series {
  return workspace.keep('ATR_ratio_1h', [atr1h.version, length], (former?: Float64Array) => {
    const ratio = sma(atr1h.value, length, fitting(former, atr1h.value.length));
    for (let i = 0; i < ratio.length; i++) ratio[i] = atr1h.value[i] / ratio[i];
    return ratio;
  });
}

/** Brings a higher timeframe's series to the base bars, times `factor`. */
function aligner(base: Bars, higher: Bars, suffix: string, workspace: Workspace) {
  const index = visibleIndex(base, higher, suffix, workspace);
  return (name: string, series: Series, factor = 1): Float64Array =>
    workspace.keep(`${name}_${suffix}_aligned`, [base, higher, series.version, factor], (former?: Float64Array) => {
      const aligned = align(series.value, index, fitting(former, index.length));
      if (factor !== 1) for (let i = 0; i < aligned.length; i++) aligned[i] *= factor;
      return aligned;
    }).value;
}

/** Depends on the times alone, so that other prices at the same times need it once. */
function visibleIndex(base: Bars, higher: Bars, suffix: string, workspace: Workspace): Int32Array {
  const inputs = [base.time, higher.time, higher.step];
  return workspace.keep(`index_${suffix}`, inputs, () => alignIndex(base.time, higher)).value;
}

function gapColumns(base: Bars, atr5: Series, p: Parameters, life: number, workspace: Workspace) {
  const length = base.time.length;
  const gaps = workspace.keep('gaps', [base, atr5.version, p.atr_multi], (former?: GapMasks) =>
    detectGaps(base, atr5.value, p.atr_multi, former?.strength.length === length ? former : undefined),
  );
  const ledger = workspace.keep('gap ledger', [gaps.version, life], (former?: GapLedger) =>
    gapLedger(base, gaps.value, life, former),
  );
  const candidate = workspace.keep('candidate', [ledger.version, p.gap_entry], (former?: Int32Array) =>
    gapCandidates(ledger.value, base.close, p.gap_entry, fitting(former, length)),
  );
  return { gaps: gaps.value, ledger: ledger.value, candidate: candidate.value };
}
