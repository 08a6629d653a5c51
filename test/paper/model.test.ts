// The paper model against the backtest on the same bars: one for one, to the bit.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backtest, rerun } from '../../lib/backtest/backtest.js';
import { FILL_ORDERS } from '../../lib/backtest/intrabar.js';
import { MINUTE } from '../../lib/core/time.js';
import { sampleBars } from '../../lib/data/sample.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { randomCase } from '../backtest/random-case.js';
import { NO_REAL_BARS, realBars, realMinutes, toColumns } from '../helpers.js';
import { compareOrders, compareReplay, replayOf, sidesOf, withEntries } from './model-runs.js';

/** How often each exit and refusal came up: whatever never happened was not compared. */
class Census {
  readonly #seen = new Map<string, number>();

  note(...kinds: readonly string[]): void {
    for (const kind of kinds) this.#seen.set(kind, (this.#seen.get(kind) ?? 0) + 1);
  }

  require(least: number, ...kinds: readonly string[]): void {
    for (const kind of kinds) assert.ok((this.#seen.get(kind) ?? 0) >= least, `${kind}: ${this.#seen.get(kind) ?? 0}`);
  }
}

const EVENTS = ['stop', 'trailing', 'target', 'htf-reversal', 'emergency', 'end-of-data'];
const REFUSED = ['halted', 'no-next-bar', 'cooldown', 'max-positions', 'min-stop', 'min-notional'];

test('on random markets and parameters its trades, refusals and equity are those of the backtest, in every fill order', () => {
  const census = new Census();
  for (let seed = 1; seed <= 40; seed++) {
    const { bars, minutes, parameters } = randomCase(seed);
    const run = backtest(mtfStrategy, makeMarket(toColumns(bars)), { parameters, finer: toColumns(minutes, MINUTE) });
    for (const intrabar of FILL_ORDERS) {
      const ours = rerun(run, { intrabar });
      const where = `seed ${seed} ${intrabar}`;
      const replay = replayOf(ours);
      compareReplay(ours, replay, where);
      compareOrders(replay, where);
      for (const { exitReason } of replay.trades) census.note(exitReason);
    }
  }
  census.require(20, 'stop', 'trailing', 'target');
});

test('so they are with entries at random, with or without minutes, restarted by way of JSON at random bars', () => {
  const census = new Census();
  const property = fc.property(
    fc.integer({ min: 1, max: 1e6 }),
    fc.array(fc.integer({ min: 0, max: 299 }), { maxLength: 8 }),
    fc.boolean(),
    fc.boolean(),
    (seed, cuts, withMinutes, filled) => {
      const { bars, minutes, parameters, entries } = randomCase(seed, 300);
      const strategy = withEntries(mtfStrategy, sidesOf(entries));
      const base = toColumns(filled ? bars : bars.map(({ filled: _, ...bar }) => bar));
      const run = backtest(strategy, makeMarket(base), {
        parameters,
        ...(withMinutes && { finer: toColumns(minutes, MINUTE) }),
      });
      const replay = replayOf(run, { cuts: new Set(cuts) });
      compareReplay(run, replay, `seed ${seed}`);
      compareOrders(replay, `seed ${seed}`);
      for (const cut of cuts) {
        const before = replay.outcomes[cut - 1];
        if (before?.orders.entry) census.note('cut while an order waited');
        if (before?.halt) census.note('cut while halted');
        if (before && before.positions > 0) census.note('cut while a position was open');
      }
      for (const { exitReason, ambiguous, touchesFilledBar, htfFlag } of replay.trades) {
        census.note(exitReason, `agreed ${htfFlag}`);
        if (ambiguous) census.note('ambiguous');
        if (touchesFilledBar) census.note('touches filled');
      }
      for (const { reason } of replay.refused) census.note(reason);
    },
  );
  fc.assert(property, { numRuns: 250 });
  census.require(20, ...EVENTS, ...REFUSED, 'ambiguous', 'touches filled', 'agreed true', 'agreed false');
  census.require(10, 'cut while an order waited', 'cut while halted', 'cut while a position was open');
});

test('so they are on every bar of the built-in sample', () => {
  const base = sampleBars().fives;
  const run = backtest(mtfStrategy, makeMarket(base));
  assert.ok(run.trades.length > 100, `${run.trades.length} trades`);
  const cuts = new Set(Array.from({ length: 20 }, (_, k) => k * 8111 + 5));
  compareReplay(run, replayOf(run, { cuts }), 'sample');
});

test('so they are on all real bars, without minutes and with them', { skip: NO_REAL_BARS }, () => {
  const base = realBars();
  const market = makeMarket(base);
  for (const run of [backtest(mtfStrategy, market), backtest(mtfStrategy, market, { finer: realMinutes() })]) {
    assert.ok(run.trades.length > 900, `${run.trades.length} trades`);
    const replay = replayOf(run);
    compareReplay(run, replay, run.simulation.order);
    compareOrders(replay, run.simulation.order);
  }
});
