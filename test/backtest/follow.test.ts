// A position followed on its own, against the engine that had it among others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Feed } from '../../lib/backtest/feed.js';
import { followPosition, quietFeed } from '../../lib/backtest/follow.js';
import { rulesOf } from '../../lib/backtest/simulate.js';
import { MINUTE } from '../../lib/core/time.js';
import { type BarRow, play, toColumns } from '../helpers.js';
import { randomCase } from './random-case.js';

const ORDERS = ['pessimistic', 'optimistic', 'path', 'finer'] as const;
const OF_ENGINE = ['slippage', 'fee', 'tp_rr', 'trail_start_r', 'trail_gap_r', 'htf_reversal', 'max_drawdown_halt'];

function feedOf({ market, result, minutes }: ReturnType<typeof play>): Feed {
  return { bars: market.base, signals: result.signals, ...(minutes && { minutes }) };
}

/** Every trade of a run, followed from its own fill. */
function followAll(run: ReturnType<typeof play>) {
  const feed = quietFeed(feedOf(run));
  const rules = rulesOf({ ...run.parameters, max_drawdown_halt: 0 }, feed);
  return run.trades.map(({ direction, quantity, distance, entryPrice, entryBar }) => {
    const side = direction === 'long' ? 1 : -1;
    const entry = { side, quantity, distance, price: entryPrice, bar: entryBar } as const;
    return followPosition(feed, entry, rules, run.simulation.haltedAt);
  });
}

test('a position followed from its own fill leaves as in the backtest, bit for bit, in every order and through a halt', () => {
  const reasons = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const { bars, minutes, parameters, entries } = randomCase(seed, 300);
    const sides = Object.fromEntries(
      entries.map(({ index, direction }) => [index, direction === 'long' ? 1 : -1] as const),
    );
    const trend = bars.map((_, i) => (Math.floor(i / 40 + seed) % 3) - 1);
    const given = Object.fromEntries(Object.entries(parameters).filter(([name]) => OF_ENGINE.includes(name)));
    const order = { intrabar: ORDERS[seed % 4], max_position: 0.3 };
    const run = play(toColumns(bars), { sides, atr: 80, trend }, { ...given, ...order }, toColumns(minutes, MINUTE));
    const expected = run.trades.map(({ exitMarket, exitTime, exitReason, pnl }) => {
      reasons.add(exitReason);
      return { exitMarket, exitTime, exitReason, pnl };
    });
    assert.deepEqual(followAll(run), expected, `seed ${seed}`);
  }
  assert.deepEqual([...reasons].sort(), ['emergency', 'end-of-data', 'htf-reversal', 'stop', 'target', 'trailing']);
});

test('levels follow from the fill that is given', () => {
  const rows: BarRow[] = [
    [100, 101, 99, 100],
    [100, 101, 99, 100],
    [100, 101, 92, 95],
  ];
  const run = play(rows, { sides: { 0: 1 } });
  const feed = quietFeed(feedOf(run));
  const rules = rulesOf(run.parameters, feed);
  const entry = { side: 1, quantity: 10, distance: 10, price: 103, bar: 1 } as const;
  const { exitReason, exitMarket, pnl } = followPosition(feed, entry, rules, -1);
  assert.deepEqual([exitReason, exitMarket, pnl], ['stop', 93, -100]);
});
