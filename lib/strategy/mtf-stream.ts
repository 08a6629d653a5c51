import type { Bar } from '../bars/resample.js';
import { writeBar } from '../bars/write-bar.js';
import { allocateBars } from '../core/bars.js';
import { fromExactJson, toExactJson } from '../core/exact-json.js';
import { type AtrState, atrStream } from '../indicators/atr.js';
import { type EmaState, emaStream } from '../indicators/ema.js';
import { type GapEvents, type GapStreamState, gapStream, streamCandidate } from '../indicators/gap-stream.js';
import { type ProfileState, volumeProfileStream } from '../indicators/profile-stream.js';
import { type SmaState, smaStream } from '../indicators/sma.js';
import type { BacktestParameters } from './backtest-parameters.js';
import { requireBaseStep } from './market.js';
import { columns5m, signalColumns } from './mtf-columns.js';
import { type HigherStreamsState, higherStreams } from './mtf-higher-streams.js';
import type { MtfParameters } from './mtf-parameters.js';
import { allocateVerdicts, judge, rulebookOf } from './mtf-rules.js';
import { allocateOneBarFrame, type OneBarFrame } from './one-bar-frame.js';
import type { StrategyStream } from './strategy.js';

type Parameters = MtfParameters & BacktestParameters;

/** What the streams of the base bars remember. */
interface BaseState {
  readonly fast: EmaState;
  readonly slow: EmaState;
  readonly momentum: EmaState;
  readonly atr: AtrState;
  readonly volume: SmaState;
  readonly profile: ProfileState;
  readonly gaps: GapStreamState;
}

interface MtfState {
  readonly base: BaseState;
  readonly higher: HigherStreamsState;
}

/**
 * The built-in strategy bar by bar: the indicators' streams write a frame of one bar, and `judge` judges it, so that
 * there is one set of rules. Equal to `mtfStrategy.compute` bit for bit in every signal, column of the base bars and
 * blocked rule. A bar costs about as much as its volume profile; memory stays what the windows need.
 */
export function mtfStream(p: Parameters, baseStep: number, from?: unknown): StrategyStream {
  requireBaseStep('mtfStream', baseStep);
  const state = from === undefined ? undefined : (fromExactJson(from) as MtfState);
  const frame = allocateOneBarFrame();
  const row = allocateBars(1, baseStep);
  const out = allocateVerdicts(1);
  const base = baseStreams(p, baseStep, frame, state?.base);
  const higher = higherStreams(p, baseStep, frame, state?.higher);
  const verdict = {
    signals: signalColumns(frame, out),
    columns: columns5m(row, frame, out),
    rulebook: rulebookOf(p, out),
  };
  return {
    next(bar) {
      writeBar(row, 0, bar);
      base.next(bar);
      higher.next(bar);
      judge(row, frame, p, 0, out);
      return verdict;
    },
    state: () => toExactJson({ base: base.state(), higher: higher.state() }),
  };
}

/** The indicators of the base bars, written into `frame`. */
function baseStreams(p: Parameters, step: number, frame: OneBarFrame, from?: BaseState) {
  const fast = emaStream(p.ema1_entry, from?.fast);
  const slow = emaStream(p.ema2_entry, from?.slow);
  const momentum = emaStream(p.ema_momentum_5m, from?.momentum);
  const atr = atrStream(p.atr_len, from?.atr);
  const volume = smaStream(p.vol_sma_len, from?.volume);
  const params = { length: p.vp_len, rows: p.vp_rows, valueArea: p.va_percent };
  const profile = volumeProfileStream(params, from?.profile);
  const gaps = gapStream({ atrMulti: p.atr_multi, life: p.gap_life, step }, from?.gaps);
  return {
    next(bar: Bar): void {
      const { close } = bar;
      frame.EMA18[0] = fast.next(close);
      frame.EMA48[0] = slow.next(close);
      frame.EMA20[0] = momentum.next(close);
      frame.ATR[0] = atr.next(bar.high, bar.low, close);
      frame.SMA21_vol[0] = volume.next(bar.volume);
      const { poc, vah, val, volUp, volDown } = profile.next(bar);
      frame.profile.poc[0] = poc;
      frame.profile.vah[0] = vah;
      frame.profile.val[0] = val;
      frame.profile.volUp[0] = volUp;
      frame.profile.volDown[0] = volDown;
      writeGaps(frame, gaps.next(bar, frame.ATR[0]), close, p);
    },
    state: (): BaseState => ({
      fast: fast.state(),
      slow: slow.state(),
      momentum: momentum.state(),
      atr: atr.state(),
      volume: volume.state(),
      profile: profile.state(),
      gaps: gaps.state(),
    }),
  };
}

/** The gap detected at this bar, and in the only place of the ledger the one that is a candidate. */
function writeGaps(frame: OneBarFrame, events: GapEvents, close: number, { gap_entry }: Parameters): void {
  const { detected } = events;
  frame.gaps.bull[0] = detected && detected.side > 0 ? 1 : 0;
  frame.gaps.bear[0] = detected && detected.side < 0 ? 1 : 0;
  frame.gaps.strength[0] = detected ? detected.strength : Number.NaN;
  const candidate = streamCandidate(events, close, gap_entry);
  frame.candidate[0] = candidate ? 0 : -1;
  if (!candidate) return;
  frame.ledger.side[0] = candidate.side;
  frame.ledger.strength[0] = candidate.strength;
}
