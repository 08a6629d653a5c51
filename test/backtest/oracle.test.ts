// The library against the second implementation in test/reference, on the same bars and parameters.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest, rerun, zeroCostTwin } from '../../lib/backtest/backtest.js';
import { firstBarAt, sliceBars } from '../../lib/core/bars.js';
import { MINUTE } from '../../lib/core/time.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { defineStrategy } from '../../lib/strategy/strategy.js';
import { NO_REAL_BARS, realBars, realMinutes, toColumns, toObjects } from '../helpers.js';
import { type Intrabar, referenceBacktest, referenceFrame, type Signal } from '../reference/index.js';
import { compareColumns, compareMetrics, compareRuns, compareSignals } from './oracle-compare.js';
import { randomCase } from './random-case.js';

const ORDERS: readonly Intrabar[] = ['pessimistic', 'optimistic', 'path', 'finer'];

/** How often each kind of event came up: whatever never happened was not compared. */
class Census {
  readonly #seen = new Map<string, number>();

  take({ trades, refusals }: ReturnType<typeof referenceBacktest>): void {
    for (const trade of trades) {
      this.#note(trade.exit_reason);
      this.#note(trade.direction);
      if (trade.ambiguous) this.#note('ambiguous');
      if (trade.touches_filled_bar) this.#note('touches filled');
    }
    for (const { reason } of refusals) this.#note(reason);
  }

  require(least: number, ...kinds: readonly string[]): void {
    for (const kind of kinds) {
      const times = this.#seen.get(kind) ?? 0;
      assert.ok(times >= least, `${kind} came up ${times} times: too few to prove anything`);
    }
  }

  #note(kind: string): void {
    this.#seen.set(kind, (this.#seen.get(kind) ?? 0) + 1);
  }
}

const EXITS = ['stop', 'trailing', 'target', 'htf-reversal', 'emergency', 'end-of-data'];
const REFUSED = ['halted', 'no-next-bar', 'cooldown', 'max-positions', 'min-stop', 'min-notional'];

test('on 200 random small markets and parameter sets the reference finds the same columns, signals, refusals, trades, equity and metrics', () => {
  const census = new Census();
  for (let seed = 1; seed <= 200; seed++) {
    const { bars, minutes, parameters } = randomCase(seed);
    const frame = referenceFrame(bars, parameters);
    const run = backtest(mtfStrategy, makeMarket(toColumns(bars)), { parameters, finer: toColumns(minutes, MINUTE) });
    compareColumns(run.result, frame, `seed ${seed}`);
    for (const intrabar of ORDERS) {
      const reference = referenceBacktest(bars, { ...parameters, intrabar }, { frame, finer: minutes, twin: true });
      const where = `seed ${seed} ${intrabar}`;
      const ours = rerun(run, { intrabar });
      compareSignals(ours.result, reference.signals, where);
      compareRuns(ours, reference, where);
      if (reference.twin) compareMetrics(zeroCostTwin(ours), reference.twin.metrics, `${where} twin`);
      census.take(reference);
    }
  }
  census.require(20, 'long', 'short', 'ambiguous', 'touches filled', 'stop', 'trailing', 'target', ...REFUSED.slice(2));
});

test('on 200 random small markets with random entries the reference finds the same refusals, trades, equity and metrics', () => {
  const census = new Census();
  for (let seed = 1001; seed <= 1200; seed++) {
    const { bars, minutes, parameters, entries } = randomCase(seed, 300);
    const frame = referenceFrame(bars, parameters);
    const finer = toColumns(minutes, MINUTE);
    const run = backtest(entering(entries), makeMarket(toColumns(bars)), { parameters, finer });
    for (const intrabar of ORDERS) {
      const options = { frame, finer: minutes, signals: entries };
      const reference = referenceBacktest(bars, { ...parameters, intrabar }, options);
      compareRuns(rerun(run, { intrabar }), reference, `seed ${seed} ${intrabar}`);
      census.take(reference);
    }
  }
  census.require(50, 'long', 'short', 'ambiguous', 'touches filled', ...EXITS, ...REFUSED);
});

/** The built-in strategy's columns with other entries. */
function entering(entries: readonly Signal[]) {
  return defineStrategy({
    ...mtfStrategy,
    compute(market, parameters, workspace) {
      const result = mtfStrategy.compute(market, parameters, workspace);
      const side = new Int8Array(market.base.time.length);
      for (const { index, direction } of entries) side[index] = direction === 'long' ? 1 : -1;
      return { ...result, signals: { ...result.signals, side } };
    },
  });
}

test('on two real months the reference finds the same columns, signals, refusals, trades, equity and metrics', {
  skip: NO_REAL_BARS,
}, () => {
  const all = realBars();
  const base = sliceBars(all, 0, firstBarAt(all.time, Date.UTC(2023, 7, 1)));
  const bars = toObjects(base);
  const minutes = realMinutes();
  const finer = sliceBars(minutes, 0, firstBarAt(minutes.time, Date.UTC(2023, 7, 1)));
  const frame = referenceFrame(bars);
  const run = backtest(mtfStrategy, makeMarket(base), { finer });
  compareColumns(run.result, frame, 'real');
  assert.ok(run.trades.length > 50, `${run.trades.length} trades`);
  for (const intrabar of ORDERS) {
    const reference = referenceBacktest(bars, { intrabar }, { frame, finer: toObjects(finer), twin: true });
    compareSignals(run.result, reference.signals, intrabar);
    const ours = rerun(run, { intrabar });
    compareRuns(ours, reference, `real ${intrabar}`);
    if (reference.twin) compareMetrics(zeroCostTwin(ours), reference.twin.metrics, `real ${intrabar} twin`);
  }
});
