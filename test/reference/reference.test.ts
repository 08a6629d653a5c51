// The reference against numbers worked out by hand, and against laws that hold whatever the market.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bar } from './bars.js';
import { runEngine } from './engine.js';
import { findGaps } from './gaps.js';
import {
  type Intrabar,
  profileOf,
  type ReferenceParams,
  type Row,
  referenceBacktest,
  referenceDefaults,
  referenceFrame,
  sharpeOf,
  sortinoOf,
} from './index.js';
import { isAmbiguous, type Levels, resolveBar } from './intrabar.js';
import { randomMarket, SMALL } from './market.js';
import { drawdownOf } from './metrics.js';

const MODES: readonly Intrabar[] = ['pessimistic', 'optimistic', 'path', 'finer'];

function bar(index: number, open: number, high: number, low: number, close: number, volume = 1): Bar {
  return { time: Date.UTC(2024, 0, 1) + index * 300_000, open, high, low, close, volume };
}

function near(actual: number | null, expected: number, tolerance = 1e-9): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} against ${expected}`);
}

test('the worked case of the design earns 153.125', () => {
  const bars = [
    bar(0, 42800, 42860, 42790, 42850),
    bar(1, 42850, 43225, 42840, 43200),
    bar(2, 43200, 43650, 43150, 43600),
    bar(3, 43600, 43610, 43400, 43450),
  ];
  const { rows } = referenceFrame(bars);
  const set: Row[] = rows.map((row) => ({ ...row, ATR: 250, trend_known: true, uptrend_1h: true }));
  const params: ReferenceParams = { ...referenceDefaults, initial: 9375, slippage: 0, fee: 0, max_position: 0 };
  const result = runEngine(set, params, {
    mode: 'pessimistic',
    minutes: [],
    signals: [{ index: 0, time: bars[0].time, direction: 'long' }],
    minStopSlippage: 0,
    start: 0,
  });
  const [trade] = result.trades;
  assert.deepEqual(
    [trade.entry_price, trade.sl, trade.tp, trade.exit_price, trade.qty, trade.exit_reason],
    [42850, 42475, 43675, 43462.5, 0.25, 'trailing'],
  );
  near(trade.pnl, 153.125);
  near(result.equity[3], 9528.125);
});

test('orders within a bar', () => {
  const levels: Levels = { side: 1, entry: 100, distance: 10, stop: 90, target: 122, best: 100, stopMoved: false };
  const wide = bar(0, 100, 125, 85, 110);
  const exits = (of: Bar): unknown[] =>
    (['pessimistic', 'optimistic', 'path'] as const).map((mode) => {
      const { exit } = resolveBar(mode, levels, of, referenceDefaults);
      return exit === null ? null : [exit.price, exit.reason];
    });
  assert.deepEqual(exits(wide), [
    [90, 'stop'],
    [122, 'target'],
    [90, 'stop'],
  ]);
  // High first: the stop rises to 107 and is hit on the way down.
  assert.deepEqual(exits(bar(0, 100, 112, 84, 111)), [
    [90, 'stop'],
    [90, 'stop'],
    [107, 'trailing'],
  ]);
  // Low first, then the high raises the stop to 107, and the close at 104 hits it.
  assert.deepEqual(exits(bar(0, 100, 112, 99, 104)), [null, null, [107, 'trailing']]);
  assert.deepEqual(exits(bar(0, 123, 130, 80, 100)), [
    [123, 'target'],
    [123, 'target'],
    [123, 'target'],
  ]);
  assert.equal(isAmbiguous(levels, bar(0, 100, 105, 95, 101), referenceDefaults), false);
  assert.equal(isAmbiguous(levels, wide, referenceDefaults), true);
});

test('a gap is mitigated, inverted or expires', () => {
  const bars = [bar(0, 9, 10, 9, 10), bar(1, 10, 13, 10, 13), bar(2, 13, 14, 12, 14)];
  const params = { ...referenceDefaults, gap_life: 2 };
  const ledger = (more: Bar[]): number[] => {
    const all = [...bars, ...more];
    const [gap] = findGaps(
      all,
      all.map(() => 1),
      params,
    );
    return [gap.bottom, gap.top, gap.mitigated, gap.inverted, gap.expired];
  };
  assert.deepEqual(ledger([]), [10, 12, -1, -1, -1]);
  assert.deepEqual(ledger([bar(3, 14, 14, 11, 13)]), [10, 12, 3, -1, -1]);
  assert.deepEqual(ledger([bar(3, 14, 14, 9, 9)]), [10, 12, 3, 3, -1]);
  assert.deepEqual(ledger([bar(3, 14, 14, 12, 13), bar(4, 13, 14, 12, 14)]), [10, 12, -1, -1, 4]);
  assert.deepEqual(ledger([bar(3, 9, 9.5, 8, 9)]), [10, 12, 3, 3, -1]);
});

test('a profile by hand: ties go to the lowest row, then upwards', () => {
  // Four rows of width 1: volumes 2, 3, 3, 2.
  const bars = [bar(0, 0, 4, 0, 4, 8), bar(1, 2, 3, 1, 1, 2)];
  const { POC, VAH, VAL, vol_up, vol_down, rows } = profileOf(bars, 0, 1, 4, 0.7);
  assert.deepEqual(rows, [2, 3, 3, 2]);
  assert.deepEqual([POC, VAL, VAH, vol_up, vol_down], [1.5, 1, 4, 8, 2]);
});

test('metrics of a known series of daily returns', () => {
  const returns = [0.02, -0.01, 0.03, -0.04, 0.015, 0, -0.02, 0.05, -0.015, 0.01];
  near(sharpeOf(returns, 0), 2.8906955610560345, 1e-9);
  near(sortinoOf(returns, 0), 5.011813999929813, 1e-9);
  let value = 1;
  const equity = returns.map((change) => {
    value *= 1 + change;
    return value;
  });
  const bars = equity.map((_, i) => bar(i, 1, 1, 1, 1));
  near(drawdownOf(bars, equity, 1).worst, -0.045088, 1e-12);
});

test('laws on random markets: money is conserved, nothing looks ahead, prices lie in their bar', () => {
  let trades = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const { bars, minutes } = randomMarket(seed, 500);
    const frame = referenceFrame(bars, SMALL);
    const cut = 250 + seed * 7;
    const shorter = referenceFrame(bars.slice(0, cut), SMALL);
    assert.deepEqual(shorter.rows, frame.rows.slice(0, cut));
    for (const intrabar of MODES) {
      const result = referenceBacktest(bars, { ...SMALL, intrabar }, { frame, finer: minutes });
      const final = result.equity[result.equity.length - 1];
      near(final, referenceDefaults.initial + result.metrics.net_pnl, 1e-6);
      assert.equal(result.trades.length + result.refusals.length, result.signals.length);
      for (const trade of result.trades) {
        assert.ok(trade.mae <= 0 && trade.mfe >= 0);
        const side = trade.direction === 'long' ? 1 : -1;
        const slipped = trade.exit_reason === 'target' ? 0 : SMALL.slippage;
        const clean = trade.exit_price / (1 - side * slipped);
        const { low, high } = bars[trade.exit_index];
        assert.ok(clean >= low - 1e-6 && clean <= high + 1e-6, `seed ${seed} ${intrabar} ${trade.exit_reason}`);
      }
      trades += result.trades.length;
    }
  }
  assert.ok(trades > 200, `${trades} trades are too few to prove anything`);
});
