// Figures of another independent implementation on the same real bars, with default parameters.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Backtest, backtest, rerun, zeroCostTwin } from '../../lib/backtest/backtest.js';
import { REFUSALS } from '../../lib/backtest/ledger.js';
import { isoTime } from '../../lib/core/time.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { MTF_PARAMETERS } from '../../lib/strategy/mtf-parameters.js';
import type { Market } from '../../lib/strategy/strategy.js';
import { NO_REAL_BARS, realBars, realMinutes } from '../helpers.js';

const cents = (value: number) => Math.round(value * 100) / 100;

function countSides(side: Int8Array): { bull: number; bear: number } {
  return { bull: side.filter((s) => s > 0).length, bear: side.filter((s) => s < 0).length };
}

describe('on 19 months of real bars with default parameters', { skip: NO_REAL_BARS }, () => {
  let market: Market;
  let run: Backtest<typeof MTF_PARAMETERS>;
  before(() => {
    market = makeMarket(realBars());
    run = rerun(backtest(mtfStrategy, market, { finer: realMinutes() }), { intrabar: 'pessimistic' });
  });

  test('8,406 bull and 7,545 bear gaps are stronger than 0.5', () => {
    const { ifvg_bull, ifvg_bear, ifvg_strength } = run.result.columns;
    const strong = (mask: typeof ifvg_bull) => mask.filter((set, i) => set === 1 && ifvg_strength[i] > 0.5).length;
    assert.deepEqual([strong(ifvg_bull), strong(ifvg_bear)], [8406, 7545]);
  });

  test('135 bull and 1,318 bear signals remain before the entry trend, 125 and 1,043 after it', () => {
    const loose = backtest(mtfStrategy, market, { parameters: { entry_trend: 'off' } });
    assert.deepEqual(countSides(loose.result.signals.side), { bull: 135, bear: 1318 });
    assert.deepEqual(countSides(run.result.signals.side), { bull: 125, bear: 1043 });
  });

  test('the literal volume rule, a bar above an average hour, leaves no bull signal', () => {
    const raw = backtest(mtfStrategy, market, { parameters: { volume_1h_basis: 'raw', entry_trend: 'off' } });
    assert.equal(countSides(raw.result.signals.side).bull, 0);
  });

  test('229 signals are refused as min-stop and none for another reason', () => {
    const { refusedReasons } = run.simulation.ledger;
    assert.deepEqual(new Set(refusedReasons.map((reason) => REFUSALS[reason])), new Set(['min-stop']));
    assert.equal(refusedReasons.length, 229);
  });

  test('939 trades, 93 long and 846 short', () => {
    const { total_trades, long_trades, short_trades } = run.metrics;
    assert.deepEqual([total_trades, long_trades, short_trades], [939, 93, 846]);
  });

  test('net P&L is -1,797.11 pessimistic, -1,766.54 optimistic, -1,698.56 path and -1,789.30 finer', () => {
    const orders = ['pessimistic', 'optimistic', 'path', 'finer'] as const;
    const nets = orders.map((intrabar) => cents(rerun(run, { intrabar }).metrics.net_pnl));
    assert.deepEqual(nets, [-1797.11, -1766.54, -1698.56, -1789.3]);
  });

  test('the first trade enters at 2023-06-09T15:55Z, short, and loses 2.332824', () => {
    const [first] = [...run.trades].sort((a, b) => a.entryTime - b.entryTime);
    assert.equal(isoTime(first.entryTime), '2023-06-09T15:55:00Z');
    assert.equal(first.direction, 'short');
    assert.equal(first.pnl.toFixed(6), '-2.332824');
  });

  test('costs are 1.43 R a trade, and the round trip of 0.4 % exceeds the median stop distance of a signal, 0.26 %', () => {
    const { cost_r, round_trip, median_stop_distance } = run.costs;
    assert.equal(cost_r?.toFixed(2), '1.43');
    assert.equal(round_trip, 0.004);
    assert.equal((100 * (median_stop_distance ?? 0)).toFixed(2), '0.26');
  });

  test('the zero-cost twin takes the same signals and loses about 1 % instead of about 18 %', () => {
    const twin = zeroCostTwin(run);
    assert.equal(twin.simulation.ledger.refusedBars.length, 229);
    assert.equal(Math.round(100 * run.metrics.total_return), -18);
    assert.equal(Math.round(100 * twin.metrics.total_return), -1);
    assert.equal(twin.costs.fees + twin.costs.slippage, 0);
  });

  test('atr_multi and va_percent change no trade over their search ranges: strength and entry trend imply them', () => {
    const ends = [...[0.1, 0.5].map((value) => ({ atr_multi: value })), { va_percent: 0.65 }, { va_percent: 0.75 }];
    for (const end of ends) {
      const { trades } = backtest(mtfStrategy, market, { parameters: { ...end } as Record<string, number> });
      assert.deepEqual(trades, run.trades, JSON.stringify(end));
    }
  });
});
