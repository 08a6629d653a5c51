// Laws that hold on any market and with any parameters.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Backtest, backtest } from '../../lib/backtest/backtest.js';
import { simulate } from '../../lib/backtest/simulate.js';
import { tradesCsv, tradesOf } from '../../lib/backtest/trades.js';
import { type Bars, firstBarAt } from '../../lib/core/bars.js';
import { MINUTE } from '../../lib/core/time.js';
import { BACKTEST_PARAMETERS } from '../../lib/strategy/backtest-parameters.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { MTF_PARAMETERS } from '../../lib/strategy/mtf-parameters.js';
import { resolveParameters } from '../../lib/strategy/parameter.js';
import { bars, play, type Script, toColumns } from '../helpers.js';
import { randomMarket } from '../reference/market.js';
import { type CaseParameters, randomCase } from './random-case.js';

const ORDERS = ['pessimistic', 'optimistic', 'path', 'finer'] as const;
type Run = Backtest<typeof MTF_PARAMETERS> | Backtest<readonly []>;

interface Market {
  readonly base: Bars;
  readonly finer: Bars;
  readonly parameters: CaseParameters;
  readonly script: Script;
}

/** A market of 400 bars with entries on every ninth bar, both ways. */
function marketOf(seed: number): Market {
  const { bars, minutes, parameters } = randomCase(seed, 400);
  const sides = Object.fromEntries(
    bars.map((_, i) => [i, (i + seed) % 2 === 0 ? 1 : -1] as const).filter(([i]) => i % 9 === 0),
  );
  return { base: toColumns(bars), finer: toColumns(minutes, MINUTE), parameters, script: { sides, atr: 80 } };
}

/** Checks a law on the built-in strategy and on dense entries, on 40 markets and in every order. */
function onMarkets(law: (run: Run, market: Market, where: string) => void): void {
  const property = fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(...ORDERS), (seed, intrabar) => {
    const market = marketOf(seed);
    const parameters: Record<string, number | string | boolean> = { ...market.parameters, intrabar };
    const where = `seed ${seed} ${intrabar}`;
    law(backtest(mtfStrategy, makeMarket(market.base), { parameters, finer: market.finer }), market, where);
    law(play(market.base, market.script, engineOnly(parameters), market.finer), market, where);
  });
  fc.assert(property, { numRuns: 40, seed: 7 });
}

const OF_ENGINE = [
  'slippage',
  'fee',
  'risk',
  'max_position',
  'max_positions',
  'tp_rr',
  'intrabar',
  'trail_gap_r',
  'initial',
];

function engineOnly(parameters: Record<string, number | string | boolean>) {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => OF_ENGINE.includes(name)));
}

test('money is conserved: initial equity and the sum of pnl are the final equity', () => {
  onMarkets(({ trades, parameters, metrics, simulation }, _, where) => {
    const sum = trades.reduce((total, trade) => total + trade.pnl, parameters.initial);
    const final = simulation.equity[simulation.equity.length - 1];
    assert.ok(Math.abs(sum - final) <= 1e-6 * Math.max(1, parameters.initial / 1e4), `${where}: ${sum}, ${final}`);
    assert.equal(metrics.final_equity, final);
  });
});

test('every signal becomes one trade or one refusal', () => {
  onMarkets(({ trades, result, simulation }, _, where) => {
    const signals = result.signals.side.filter((side) => side !== 0).length;
    assert.equal(trades.length + simulation.ledger.refusedBars.length, signals, where);
  });
});

test('no price before slippage lies outside the range of its bar, or of its minute', () => {
  onMarkets(({ trades, simulation }, { base, finer }, where) => {
    for (const trade of trades) {
      assert.equal(trade.entryMarket, base.open[trade.entryBar], where);
      const last = base.time.length - 1;
      const minute = firstBarAt(finer.time, trade.exitTime);
      const inMinute =
        simulation.order === 'finer' && finer.time[minute] === trade.exitTime && !atOpen(trade.exitReason);
      if (trade.exitReason === 'end-of-data') assert.equal(trade.exitMarket, base.close[last], where);
      else if (trade.exitMarket !== base.open[trade.exitBar]) {
        const [bars, i] = inMinute ? [finer, minute] : [base, trade.exitBar];
        assert.ok(trade.exitMarket >= bars.low[i] && trade.exitMarket <= bars.high[i], `${where} ${trade.exitReason}`);
      }
    }
  });
});

const atOpen = (reason: string) => reason === 'htf-reversal' || reason === 'emergency';

test('an excursion is never on the wrong side, and the result lies between the two', () => {
  onMarkets(({ trades }, _, where) => {
    for (const { mae, mfe, direction, exitPrice, entryPrice, distance } of trades) {
      const result = ((direction === 'long' ? 1 : -1) * (exitPrice - entryPrice)) / distance;
      assert.ok(mae <= 0 && mfe >= 0 && result >= mae - 1e-9 && result <= mfe + 1e-9, where);
    }
  });
});

test('equal input gives equal bytes', () => {
  for (const intrabar of ORDERS) {
    const { base, finer, parameters } = marketOf(11);
    const run = () => backtest(mtfStrategy, makeMarket(base), { parameters: { ...parameters, intrabar }, finer });
    const [a, b] = [run(), run()];
    assert.deepEqual(new Uint8Array(a.simulation.equity.buffer), new Uint8Array(b.simulation.equity.buffer));
    assert.equal(tradesCsv(a.trades), tradesCsv(b.trades));
    assert.deepEqual(a.metrics, b.metrics);
  }
});

test('the bars are not written to', () => {
  const { base, finer, parameters } = marketOf(12);
  const copy = structuredClone({ base, finer });
  backtest(mtfStrategy, makeMarket(base), { parameters, finer });
  assert.deepEqual({ base, finer }, copy);
});

test('without signals equity stays flat and there is nothing to divide by', () => {
  const { base } = marketOf(13);
  const { simulation, metrics, trades, costs } = play(base, { sides: {} });
  assert.ok(simulation.equity.every((value) => value === 10_000));
  assert.equal(trades.length, 0);
  assert.deepEqual(
    [metrics.max_drawdown, metrics.longest_drawdown_days, metrics.exposure, metrics.turnover],
    [0, 0, 0, 0],
  );
  const ratios = [metrics.sharpe_rf0, metrics.calmar_ratio, metrics.recovery_factor, metrics.win_rate, metrics.avg_win];
  ratios.push(metrics.profit_factor, metrics.avg_loss, metrics.expectancy_r, costs.cost_r, costs.break_even_per_side);
  assert.deepEqual(
    ratios,
    ratios.map(() => null),
  );
});

test('prices times a power of two change quantities by its inverse, and no signal, P&L or R multiple by a bit', () => {
  for (let seed = 21; seed <= 26; seed++) {
    const { base, finer, parameters } = marketOf(seed);
    for (const factor of [4, 0.25]) {
      const run = (k: number) =>
        backtest(mtfStrategy, makeMarket(scaled(base, k)), {
          parameters: { ...parameters, qty_step: (parameters.qty_step ?? 1e-9) / k },
          finer: scaled(finer, k),
        });
      const [plain, other] = [run(1), run(factor)];
      assert.deepEqual(other.result.signals.side, plain.result.signals.side);
      assert.deepEqual(other.simulation.equity, plain.simulation.equity);
      assert.deepEqual(
        other.trades.map((t) => [t.entryPrice / factor, t.quantity * factor, t.pnl, t.rMultiple, t.mae, t.mfe]),
        plain.trades.map((t) => [t.entryPrice, t.quantity, t.pnl, t.rMultiple, t.mae, t.mfe]),
      );
    }
  }
});

function scaled(bars: Bars, factor: number): Bars {
  const times = (column: Float64Array) => column.map((price) => price * factor);
  return { ...bars, open: times(bars.open), high: times(bars.high), low: times(bars.low), close: times(bars.close) };
}

test('a short is a long in the mirror: without costs, prices turned about 20,000 give the same R multiples', () => {
  const { bars } = randomMarket(41, 400);
  const base = toColumns(bars);
  const turn = (column: Float64Array) => column.map((price) => 40_000 - price);
  const mirrored = {
    ...base,
    open: turn(base.open),
    high: turn(base.low),
    low: turn(base.high),
    close: turn(base.close),
  };
  const every = (side: 1 | -1) => Object.fromEntries(bars.map((_, i) => [i, side]).filter(([i]) => i % 5 === 0));
  for (const intrabar of ['pessimistic', 'optimistic']) {
    const rs = (market: Bars, side: 1 | -1) =>
      play(market, { sides: every(side), atr: 64 }, { intrabar, max_positions: 9 }).trades.map((t) => [
        t.signalBar,
        t.exitBar,
        t.exitReason,
        (side * (t.exitPrice - t.entryPrice)) / t.distance,
      ]);
    assert.deepEqual(rs(mirrored, -1), rs(base, 1));
  }
});

test('a run written into the arrays of another equals one with arrays of its own', () => {
  const base = bars(Array.from({ length: 300 }, (_, i) => [100 + (i % 7), 104 + (i % 5), 96 - (i % 3), 101 + (i % 6)]));
  const at = (every: number) => Int8Array.from({ length: 300 }, (_, i) => (i % every === 0 ? (i % 2 ? 1 : -1) : 0));
  const rules = resolveParameters(BACKTEST_PARAMETERS, { slippage: 0, max_drawdown_halt: 0.5 });
  const input = (every: number) => ({ bars: base, signals: { side: at(every), atr: new Float64Array(300).fill(3) } });
  const former = simulate(input(3), rules);
  const fresh = simulate(input(5), rules);
  const again = simulate({ ...input(5), equity: former.equity, ledger: former.ledger }, rules);
  assert.deepEqual(again.equity, fresh.equity);
  assert.deepEqual(
    tradesOf(again.ledger, base, { ...input(5), columns: {} }),
    tradesOf(fresh.ledger, base, { ...input(5), columns: {} }),
  );
  assert.deepEqual(again.ledger.refusedBars, fresh.ledger.refusedBars);
});
