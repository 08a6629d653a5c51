import { type Bars, sliceBars } from '../../core/bars.js';
import { formatNumber } from '../../core/format.js';
import { seededRandom } from '../../core/random.js';
import { makeMarket } from '../../strategy/market.js';
import type { Parameter, ParameterValue } from '../../strategy/parameter.js';
import { type Strategy, strategyParameters } from '../../strategy/strategy.js';
import { type Leak, Leaks } from './leaks.js';
import { barsUntilKnown, planCuts } from './plan.js';
import { type Series, seriesOf } from './series.js';
import { measureWarmUp, type WarmUp } from './warm-up.js';

export interface CausalityOptions {
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Places at which the data are cut; 200. */
  readonly cuts?: number;
  /** Cuts of the whole data, from its first bar; 3. */
  readonly fullCuts?: number;
  /** Bars after a window's last cut that its uncut computation sees; 300. */
  readonly horizon?: number;
  /** Of the choice of places; 1. */
  readonly seed?: number;
}

/** Section `causality` of results.json. */
export interface Causality {
  /** No value changed, and computing twice gave the same. */
  readonly ok: boolean;
  readonly cuts: number;
  /** Of them, right after the bar of a signal. */
  readonly cuts_at_signals: number;
  readonly full_cuts: number;
  /** Bars of history before a cut, and bars seen after it. */
  readonly window_bars: number;
  readonly horizon_bars: number;
  /** The same bars gave the same bits twice. */
  readonly repeatable: boolean;
  readonly warmup: WarmUp;
  /** By series, the nearest to the cause first. */
  readonly leaks: readonly Leak[];
  /** The verdict in sentences, what the test cannot see included. */
  readonly words: readonly string[];
}

/** Bars a window holds beyond those after which every series has values. */
const MARGIN = 600;
const WARM_UP_WITHIN = 20_000;

/**
 * A causality certificate: cuts the data after bars, computes again, and demands every earlier value and signal bit for
 * bit. For any strategy that keeps nothing between calls; 15m and 1h bars are made of the base bars each time, so their
 * making is under test too. A cut is not computed from the first bar: the same window is computed whole and cut, so that
 * both share their start and warm-up cancels exactly, at the price that the past is `window_bars` and the future
 * `horizon_bars` long. A few cuts of the whole data see the rest. Whole-sample normalisation shows in any window.
 * Costs less than ten backtests of 167,040 bars at 200 cuts. Throws with fewer than 10 bars.
 */
export function certifyCausality<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  bars: Bars,
  options: CausalityOptions = {},
): Causality {
  const { cuts = 200, fullCuts = 3, horizon = 300, seed = 1 } = options;
  const length = bars.time.length;
  if (length < 10) throw new Error(`certifyCausality: bars must be at least 10, got ${length}`);
  const random = seededRandom(seed);
  const parameters = strategyParameters(strategy, options.parameters);
  const compute = (part: Bars): readonly Series[] => {
    const market = makeMarket(part);
    return seriesOf(strategy.compute(market, parameters), market);
  };
  const leaks = new Leaks();
  const compareCut = (uncut: readonly Series[], start: number, cut: number) => {
    const kept = sliceBars(bars, start, cut);
    leaks.compare(uncut, compute(kept), kept);
  };
  const whole = compute(bars);
  const signals = signalBars(whole);
  const history = Math.min(length - 1, barsUntilKnown(whole, bars.time) + MARGIN);
  const windows = planCuts({ length, cuts, history, horizon, signals }, random);
  let repeatable = true;
  for (const [k, { start, end, cuts: places }] of windows.entries()) {
    const uncut = compute(sliceBars(bars, start, end));
    if (k === 0) repeatable = leaks.sameTwice(uncut, compute(sliceBars(bars, start, end)));
    for (const cut of places) compareCut(uncut, start, cut);
  }
  for (let k = 0; k < fullCuts; k++) {
    const cut = 1 + (length >> 1) + Math.floor(random() * (length - 1 - (length >> 1)));
    compareCut(whole, 0, cut);
  }
  const warmup = measureWarmUp(bars, whole, compute, WARM_UP_WITHIN, random);
  const afterSignals = new Set(signals.map((bar) => bar + 1));
  const all = windows.flatMap((window) => window.cuts);
  const found = {
    ok: repeatable && leaks.found.length === 0,
    cuts: all.length,
    cuts_at_signals: all.filter((cut) => afterSignals.has(cut)).length,
    full_cuts: fullCuts,
    window_bars: history,
    horizon_bars: horizon,
    repeatable,
    warmup,
    leaks: leaks.found,
  };
  return { ...found, words: wordsOf(found) };
}

/** Throws, with the first leak in words, when a certificate failed: its strategy's results mean nothing. */
export function requireCausality({ ok, words }: Causality): void {
  if (!ok) throw new Error(`requireCausality: the strategy must not know the future, got: ${words.join(' ')}`);
}

function signalBars(all: readonly Series[]): number[] {
  const side = all.find(({ name }) => name === 'signal side')?.values ?? [];
  return Array.from(side.keys()).filter((i) => side[i] !== 0);
}

function wordsOf(found: Omit<Causality, 'words'>): string[] {
  const number = (value: number) => formatNumber(value, 0);
  const { leaks, warmup } = found;
  const where = `${number(found.cuts)} cuts (${number(found.cuts_at_signals)} right after a signal) and ${number(found.full_cuts)} of the whole data`;
  const verdict = [];
  if (!found.repeatable) {
    verdict.push(
      'Two computations of the same bars differ: the strategy keeps something between calls, or draws at random.',
    );
  }
  if (leaks.length === 0) verdict.push(`No value and no signal changed at ${where}.`);
  else {
    verdict.push(`LOOK-AHEAD: ${leaks[0].words}.`);
    verdict.push(
      `${number(leaks.length)} series change in all, at ${where}: ${leaks.map(({ series }) => series).join(', ')}.`,
    );
  }
  verdict.push(
    warmup.bars === null
      ? `${warmup.slowest} still depends on where the data start after ${number(warmup.within)} bars.`
      : `From bar ${number(warmup.bars)} on, no value depends on where the data start${warmup.slowest ? ` (${warmup.slowest} takes longest)` : ''}.`,
  );
  verdict.push(
    `Not seen: a look further than ${number(found.horizon_bars)} bars ahead, or one that needs more than ${number(found.window_bars)} bars of history, except at the ${number(found.full_cuts)} cuts of the whole data; and what shows only at bars where nothing was cut.`,
  );
  return verdict;
}
