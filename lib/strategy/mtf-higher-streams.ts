import type { Bar } from '../bars/resample.js';
import { HOUR, MINUTE } from '../core/time.js';
import { type AtrState, atrStream } from '../indicators/atr.js';
import { type EmaState, emaStream } from '../indicators/ema.js';
import { type ProfileState, volumeProfileStream } from '../indicators/profile-stream.js';
import { type SmaState, smaStream } from '../indicators/sma.js';
import type { BacktestParameters } from './backtest-parameters.js';
import { type HigherState, higherStream } from './higher-stream.js';
import { volume1hFactor } from './mtf-frame.js';
import type { MtfParameters } from './mtf-parameters.js';
import type { OneBarFrame } from './one-bar-frame.js';

type Parameters = MtfParameters & BacktestParameters;

/** What the indicators of the 1h bars remember. */
interface HourState {
  readonly slow: EmaState;
  readonly profile: ProfileState;
  readonly volume: SmaState;
  readonly atr: AtrState;
  readonly atrAverage: SmaState;
}

export interface HigherStreamsState {
  readonly minutes15: HigherState;
  readonly slow15: EmaState;
  readonly hour1: HigherState;
  readonly indicators1h: HourState;
}

/** Values of one 1h bar, in the order `hourIndicators` writes them. */
const [SLOW, POC, VOLUME, ATR, RATIO] = [0, 1, 2, 3, 4];
const WIDTH = 5;

/** The 15m and 1h indicators that the rules read, made from base bars, written into `frame` once their bar has closed. */
export function higherStreams(p: Parameters, baseStep: number, frame: OneBarFrame, from?: HigherStreamsState) {
  const slow15 = emaStream(p.ema_slow_15m, from?.slow15);
  const write15 = (bar: Bar, out: Float64Array) => {
    out[0] = slow15.next(bar.close);
  };
  const minutes15 = higherStream(baseStep, 15 * MINUTE, 1, write15, from?.minutes15);
  const indicators1h = hourIndicators(p, from?.indicators1h);
  const hour1 = higherStream(baseStep, HOUR, WIDTH, indicators1h.write, from?.hour1);
  const factor = volume1hFactor(p, baseStep);
  return {
    next(bar: Bar): void {
      frame.EMA50_15m[0] = minutes15.next(bar)[0];
      const hour = hour1.next(bar);
      frame.EMA200_1h[0] = hour[SLOW];
      frame.POC_1h[0] = hour[POC];
      frame.SMA_vol_1h[0] = hour[VOLUME] * factor;
      frame.ATR_1h[0] = hour[ATR];
      frame.ATR_ratio_1h[0] = hour[RATIO];
    },
    state: (): HigherStreamsState => ({
      minutes15: minutes15.state(),
      slow15: slow15.state(),
      hour1: hour1.state(),
      indicators1h: indicators1h.state(),
    }),
  };
}

function hourIndicators(p: Parameters, from?: HourState) {
  const slow = emaStream(p.ema_slow_1h, from?.slow);
  const params = { length: p.vp_len, rows: p.vp_rows, valueArea: p.va_percent };
  const profile = volumeProfileStream(params, from?.profile);
  const volume = smaStream(p.vol_sma_len, from?.volume);
  const atr = atrStream(p.atr_len, from?.atr);
  const atrAverage = smaStream(p.vol_adjust_len, from?.atrAverage);
  return {
    write(bar: Bar, out: Float64Array): void {
      const range = atr.next(bar.high, bar.low, bar.close);
      out[SLOW] = slow.next(bar.close);
      out[POC] = profile.next(bar).poc;
      out[VOLUME] = volume.next(bar.volume);
      out[ATR] = range;
      out[RATIO] = range / atrAverage.next(range);
    },
    state: (): HourState => ({
      slow: slow.state(),
      profile: profile.state(),
      volume: volume.state(),
      atr: atr.state(),
      atrAverage: atrAverage.state(),
    }),
  };
}
