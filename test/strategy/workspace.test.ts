import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backtest } from '../../lib/backtest/backtest.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { ParameterValue } from '../../lib/strategy/parameter.js';
import { type StrategyResult, strategyParameters } from '../../lib/strategy/strategy.js';
import { Workspace } from '../../lib/strategy/workspace.js';
import { randomCase } from '../backtest/random-case.js';
import { toColumns } from '../helpers.js';

const marketOf = (seed: number, count: number) => makeMarket(toColumns(randomCase(seed, count).bars));

function compute(market: ReturnType<typeof marketOf>, given: Record<string, ParameterValue>, workspace?: Workspace) {
  return mtfStrategy.compute(market, strategyParameters(mtfStrategy, given), workspace);
}

/** Everything a result holds that others read, as bytes; of the gap ledger the slots in use. */
function bytesOf({ signals, columns, columns15m, columns1h, rulebook, gaps }: StrategyResult): Map<string, string> {
  const parts = { ...signals, ...named('5m ', columns), ...named('15m ', columns15m), ...named('1h ', columns1h) };
  const used = Object.entries(gaps ?? {}).map(([name, column]) => [
    name,
    ArrayBuffer.isView(column) ? column : [column],
  ]);
  const ledger = used.map(([name, column]) => [`gap ${name}`, (column as Int32Array).slice(0, gaps?.count)]);
  const blocked = { long: rulebook?.long.blocked, short: rulebook?.short.blocked };
  const all = { ...parts, ...Object.fromEntries(ledger), ...blocked };
  return new Map(
    Object.entries(all).map(([name, column]) => [name, JSON.stringify(Array.from(column as number[], String))]),
  );
}

const named = (prefix: string, columns: object = {}) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [prefix + name, column]));

test('a workspace reused over changing parameters and markets gives what a fresh computation gives, bit for bit', () => {
  const markets = [marketOf(31, 300), marketOf(32, 220), marketOf(33, 300)];
  const visit = fc.record({ market: fc.integer({ min: 0, max: 2 }), seed: fc.integer({ min: 1, max: 10_000 }) });
  fc.assert(
    fc.property(fc.array(visit, { minLength: 2, maxLength: 8 }), (visits) => {
      const workspace = new Workspace();
      for (const { market, seed } of visits) {
        const { parameters } = randomCase(seed, 1);
        const reused = bytesOf(compute(markets[market], parameters, workspace));
        assert.deepEqual(reused, bytesOf(compute(markets[market], parameters)));
      }
    }),
    { numRuns: 25, seed: 1 },
  );
});

test('a whole run with a reused workspace equals a fresh one', () => {
  const { bars, parameters } = randomCase(34, 500);
  const market = makeMarket(toColumns(bars));
  const workspace = new Workspace();
  for (const min_strength of [0.1, 0.6, 0.1]) {
    const given = { ...parameters, min_strength };
    const reused = backtest(mtfStrategy, market, { parameters: given, workspace });
    assert.deepEqual(reused.trades, backtest(mtfStrategy, market, { parameters: given }).trades);
  }
});

test('only the columns that a changed parameter touches are computed again', () => {
  const market = marketOf(35, 300);
  const workspace = new Workspace();
  compute(market, {}, workspace);
  const recomputed = (given: Record<string, ParameterValue>) => {
    compute(market, {}, workspace);
    const before = workspace.computed;
    compute(market, given, workspace);
    return workspace.computed - before;
  };
  // The verdicts of the rules are always judged anew: one.
  assert.equal(recomputed({}), 1);
  assert.equal(recomputed({ tp_rr: 2, fee: 0 }), 1);
  assert.equal(recomputed({ min_strength: 0.2, vol_thresh: 1 }), 1);
  assert.equal(recomputed({ ema1_entry: 10 }), 2);
  assert.equal(recomputed({ gap_entry: 'retest' }), 2);
  assert.equal(recomputed({ atr_multi: 0.1 }), 4); // gaps, their ledger, the candidates
  assert.equal(recomputed({ va_percent: 0.6 }), 4); // two profiles, POC_1h aligned
});

test('what is kept is the same array, what is computed again is written into it', () => {
  const market = marketOf(36, 200);
  const workspace = new Workspace();
  const first = compute(market, {}, workspace).columns;
  const kept = first.EMA48;
  const second = compute(market, { ema1_entry: 10 }, workspace).columns;
  assert.equal(second.EMA48, kept);
  assert.equal(second.EMA18, first.EMA18);
});
