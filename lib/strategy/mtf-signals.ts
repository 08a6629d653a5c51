import type { Bars } from '../core/bars.js';
import type { ProfileLevels } from '../indicators/profile-levels.js';
import { allocateProfileLevels, ProfileProbe } from '../indicators/profile-probe.js';
import type { BacktestParameters } from './backtest-parameters.js';
import { computeUnprofiled, hourIndex } from './mtf-frame.js';
import type { MtfParameters } from './mtf-parameters.js';
import {
  allocateVerdicts,
  canSignal,
  HOURLY_PROFILE_RULES,
  type JudgedFrame,
  judge,
  PROFILE_RULES,
  trendOf,
  type Verdicts,
} from './mtf-rules.js';
import type { Market, Signals } from './strategy.js';
import type { Workspace } from './workspace.js';

type Parameters = MtfParameters & BacktestParameters;

/**
 * The built-in strategy's signals without its columns. A volume profile is computed only at bars that pass every rule
 * it does not decide, a few thousand of 167,000; the rules themselves are `judge`'s, so there is one set of them.
 */
export function mtfSignals(market: Market, p: Parameters, workspace: Workspace): Signals {
  const { base } = market;
  const length = base.time.length;
  // What becomes of a gap after its bar matters to the other entry rules only.
  const { m5 } = computeUnprofiled(market, p, workspace, p.gap_entry === 'detection' ? 1 : p.gap_life);
  const keep = (name: string, bars: Bars) =>
    workspace.keep(`${name} at candidates`, [bars.time.length], () => allocateProfileLevels(bars.time.length)).value;
  const poc = workspace.keep('POC_1h at candidates', [length], () => new Float64Array(length)).value;
  const frame: JudgedFrame = { ...m5, profile: keep('profile', base), POC_1h: poc };
  const probes = profileProbes(market, p, frame, keep('profile_1h', market.hour1), hourIndex(market, workspace));
  const verdicts = workspace.keep('verdicts', [Symbol('always')], (former?: Verdicts) =>
    decideAll(base, frame, p, probes, former?.side.length === length ? former : allocateVerdicts(length)),
  ).value;
  const { side, trend, confidence } = verdicts;
  return { side, atr: m5.ATR, volRatio: m5.ATR_ratio_1h, trend, confidence };
}

function decideAll(base: Bars, frame: JudgedFrame, p: Parameters, probes: Probes, out: Verdicts): Verdicts {
  const { trend } = out;
  const { candidate } = frame;
  writeTrend(base.close, frame.EMA200_1h, trend);
  out.side.fill(0);
  out.confidence.fill(Number.NaN);
  for (let i = 0; i < candidate.length; i++) {
    if (candidate[i] >= 0 && canSignal(base, frame, p, i, trend[i])) decide(base, frame, p, i, probes, out);
  }
  return out;
}

function writeTrend(close: Float64Array, slow: Float64Array, out: Int8Array): void {
  for (let i = 0; i < close.length; i++) out[i] = trendOf(close[i], slow[i]);
}

/** Judges a bar: without profiles first, then with that of the base bars, last with that of the hours, while it may pass. */
function decide(base: Bars, frame: JudgedFrame, p: Parameters, i: number, probes: Probes, out: Verdicts): void {
  judge(base, frame, p, i, out);
  if (mayPass(out, i, PROFILE_RULES)) {
    probes.base(i);
    judge(base, frame, p, i, out);
    if (mayPass(out, i, HOURLY_PROFILE_RULES)) {
      probes.hour(i);
      judge(base, frame, p, i, out);
      if (out.side[i] !== 0) return;
    }
  }
  out.side[i] = 0;
  out.confidence[i] = Number.NaN;
}

/** True when on either side bar `i` fails none but the rules of `open`. */
function mayPass(out: Verdicts, i: number, open: number): boolean {
  return (out.blockedLong[i] & ~open) === 0 || (out.blockedShort[i] & ~open) === 0;
}

/** Each writes the profile of bar `i` where `judge` reads it: that of the base bars, and that of the newest closed hour. */
interface Probes {
  base(i: number): void;
  hour(i: number): void;
}

function profileProbes(
  market: Market,
  p: Parameters,
  frame: JudgedFrame,
  hourly: ProfileLevels,
  hours: Int32Array,
): Probes {
  const probe = new ProfileProbe({ length: p.vp_len, rows: p.vp_rows, valueArea: p.va_percent });
  let known = -1;
  return {
    base(i) {
      if (p.value_area !== 'off') probe.write(market.base, i, frame.profile);
    },
    hour(i) {
      const hour = hours[i];
      if (hour >= 0 && hour !== known) probe.write(market.hour1, hour, hourly);
      known = hour;
      frame.POC_1h[i] = hour < 0 ? Number.NaN : hourly.poc[hour];
    },
  };
}
