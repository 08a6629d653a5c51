// A paper model fed with the bars of a backtest, and the two compared one for one.

import assert from 'node:assert/strict';
import { agreedThroughout } from '../../lib/backtest/alignment.js';
import type { Backtest } from '../../lib/backtest/backtest.js';
import { REFUSALS } from '../../lib/backtest/ledger.js';
import { indexMinutes } from '../../lib/backtest/minutes.js';
import type { RefusedSignal } from '../../lib/backtest/trade-watch.js';
import type { Bar } from '../../lib/bars/resample.js';
import { type Bars, sliceBars } from '../../lib/core/bars.js';
import { PaperModel } from '../../lib/paper/model.js';
import type { ModelControl, ModelOutcome } from '../../lib/paper/model-outcome.js';
import type { ModelSnapshot } from '../../lib/paper/model-snapshot.js';
import type { PaperTrade } from '../../lib/paper/order-journal.js';
import type { Parameter } from '../../lib/strategy/parameter.js';
import { defineStrategy, type Strategy } from '../../lib/strategy/strategy.js';
import { type Script, scripted, toObjects } from '../helpers.js';
import type { Signal } from '../reference/index.js';

/** An outcome that keeps, and how many positions were open after it. */
export type ReplayedBar = Omit<ModelOutcome, 'verdict'> & { readonly positions: number };

/** What a whole run of a model came to. */
export interface Replay {
  readonly trades: readonly PaperTrade[];
  readonly equity: Float64Array;
  readonly refused: readonly RefusedSignal[];
  readonly outcomes: readonly ReplayedBar[];
  readonly model: PaperModel;
}

export interface ReplayOptions {
  /** Bars before which the model is thrown away and made anew from its snapshot as JSON. */
  readonly cuts?: ReadonlySet<number>;
  readonly control?: (i: number) => ModelControl;
  /** False to leave positions open. */
  readonly end?: boolean;
}

/** Feeds a model with the bars and minutes of a run, to its end. */
export function replayOf(run: Backtest, options: ReplayOptions = {}): Replay {
  const { base } = run.market;
  const finer = run.minutes !== undefined;
  const inside = minutesOf(base, run.minutes?.bars);
  const make = (from?: ModelSnapshot) =>
    new PaperModel({
      strategy: run.strategy,
      parameters: run.parameters,
      step: base.step,
      finer,
      ...(from && { from }),
    });
  let model = make();
  const trades: PaperTrade[] = [];
  const refused: RefusedSignal[] = [];
  const outcomes: ReplayedBar[] = [];
  const equity = new Float64Array(base.time.length);
  toObjects(base).forEach((bar, i) => {
    if (options.cuts?.has(i)) model = make(JSON.parse(JSON.stringify(model.snapshot())) as ModelSnapshot);
    const { verdict, ...outcome } = model.next(bar, inside(i), options.control?.(i));
    assert.ok(verdict.signals.side.length === 1);
    trades.push(...outcome.closed);
    refused.push(...outcome.refused);
    outcomes.push({ ...outcome, positions: model.positions().length });
    equity[i] = outcome.equity;
  });
  if (options.end !== false) {
    const end = model.closeAtEnd();
    trades.push(...end.closed);
    refused.push(...end.refused);
    equity[equity.length - 1] = end.equity;
  }
  return { trades, equity, refused, outcomes, model };
}

function minutesOf(base: Bars, minutes: Bars | undefined): (i: number) => readonly Bar[] {
  if (!minutes) return () => [];
  const { from, to } = indexMinutes(base, minutes);
  return (i) => toObjects(sliceBars(minutes, from[i], to[i]));
}

/** Fails unless the replay made the trades, refusals and equity of the run, one for one and to the bit. */
export function compareReplay(run: Backtest, replay: Replay, where: string): void {
  const { base } = run.market;
  const { ledger, equity } = run.simulation;
  assert.deepStrictEqual(
    replay.trades.map(({ htfFlag, broker, ...trade }) => trade),
    run.trades,
    `${where}: trades`,
  );
  const { trend } = run.result.signals;
  assert.deepStrictEqual(
    replay.trades.map(({ htfFlag }) => htfFlag),
    run.trades.map((trade) => (trend ? agreedThroughout(trend, trade) : null)),
    `${where}: agreement of the 1h trend`,
  );
  assert.deepStrictEqual(
    replay.refused.map(({ signalTime, side, reason }) => [signalTime, side, reason]),
    ledger.refusedBars.map((bar, k) => [
      base.time[bar],
      run.result.signals.side[bar],
      REFUSALS[ledger.refusedReasons[k]],
    ]),
    `${where}: refusals`,
  );
  for (let i = 0; i < equity.length; i++) {
    if (!Object.is(replay.equity[i], equity[i])) {
      assert.fail(`${where}: equity at bar ${i} is ${replay.equity[i]}, expected ${equity[i]}`);
    }
  }
}

/** Fails unless what was ordered at each close is what was opened at the next open, if there was one. */
export function compareOrders({ outcomes }: Replay, where: string): void {
  outcomes.forEach((outcome, i) => {
    const { entry } = i > 0 ? outcomes[i - 1].orders : { entry: null };
    const { opened } = outcome;
    assert.equal(opened?.signalTime, entry?.signalTime, `${where}: entry of bar ${i}`);
    if (!opened || !entry) return;
    assert.equal(opened.quantity, entry.quantity, `${where}: quantity of the entry of bar ${i}`);
    assert.equal(opened.distance, entry.distance, `${where}: distance of the entry of bar ${i}`);
    assert.equal(opened.direction, entry.side > 0 ? 'long' : 'short', `${where}: side of the entry of bar ${i}`);
  });
}

/** Entries at random by number of the bar. */
export function sidesOf(entries: readonly Signal[]): Record<number, 1 | -1> {
  return Object.fromEntries(entries.map(({ index, direction }) => [index, direction === 'long' ? 1 : -1]));
}

/** A strategy with other entries than its own: `sides` by number of the bar. */
export function withEntries<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  sides: Readonly<Record<number, 1 | -1>>,
): Strategy<T> {
  return defineStrategy({
    ...strategy,
    compute(market, parameters, workspace) {
      const result = strategy.compute(market, parameters, workspace);
      const side = Int8Array.from(result.signals.side, (_, i) => sides[i] ?? 0);
      return { ...result, signals: { ...result.signals, side } };
    },
    stream(parameters, step, from) {
      const former = from as { bar: number; inner: unknown } | undefined;
      const inner = strategy.stream?.(parameters, step, former?.inner);
      let bar = former?.bar ?? 0;
      assert.ok(inner);
      return {
        next(one) {
          const verdict = inner.next(one);
          return { ...verdict, signals: { ...verdict.signals, side: Int8Array.of(sides[bar++] ?? 0) } };
        },
        state: () => ({ bar, inner: inner.state() }),
      };
    },
  });
}

/** A scripted strategy with an incremental form: what the script says of the bars that come. */
export function scriptedLive(script: Script, bars: Bars): Strategy<readonly []> {
  const strategy = scripted(script);
  return defineStrategy({
    ...strategy,
    stream(parameters, _step, from) {
      const market = { base: bars, minutes15: bars, hour1: bars };
      const { signals } = strategy.compute(market, parameters);
      const { side, atr, volRatio, trend, confidence } = signals;
      let bar = (from as number | undefined) ?? 0;
      return {
        next() {
          const [i, end] = [bar, ++bar];
          return {
            signals: {
              side: side.slice(i, end),
              atr: atr.slice(i, end),
              ...(volRatio && { volRatio: volRatio.slice(i, end) }),
              ...(trend && { trend: trend.slice(i, end) }),
              ...(confidence && { confidence: confidence.slice(i, end) }),
            },
            columns: {},
          };
        },
        state: () => bar,
      };
    },
  });
}
