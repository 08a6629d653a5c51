// Which signals become positions, how large, and what orders all of them out: section 6 of the design.
// Unless said otherwise D = R = 10, no costs, no caps: 1 % of 10,000 USD at risk is 10 BTC at 100.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Account } from '../../lib/backtest/account.js';
import { finish, step } from '../../lib/backtest/engine.js';
import { Field, REFUSALS } from '../../lib/backtest/ledger.js';
import { roundDown } from '../../lib/backtest/risk.js';
import { rulesOf } from '../../lib/backtest/simulate.js';
import { type BarRow, bars, play, type Script } from '../helpers.js';

const CALM: BarRow = [100, 101, 99, 100];
const calm = (count: number): BarRow[] => Array.from({ length: count }, () => CALM);
const LONG_AT_0 = { sides: { 0: 1 } } as const;

function refusals(run: ReturnType<typeof play>): [number, string][] {
  const { refusedBars, refusedReasons } = run.simulation.ledger;
  return refusedBars.map((bar, k) => [bar, REFUSALS[refusedReasons[k]]]);
}

const entryBars = (run: ReturnType<typeof play>) => run.trades.map((t) => t.entryBar).sort((a, b) => a - b);
const everyBar = (count: number): Script['sides'] =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [i, 1]));
const sizeOf = (given: Parameters<typeof play>[2], script: Script = LONG_AT_0) =>
  play(calm(3), script, given).trades[0].quantity;

test('the risk limit: 1 % of equity is lost at the stop', () => {
  assert.equal(sizeOf({}), 10);
  assert.equal(sizeOf({ risk: 0.02 }), 20);
});

test('the position cap: 5 % of equity at the close of the signal', () => {
  assert.equal(sizeOf({ max_position: 0.05 }), 5);
});

test('the room limit: open positions and the new one together stay within equity', () => {
  const run = play(calm(4), { sides: { 0: 1, 1: 1 } }, { max_position: 0.7, risk: 1 });
  assert.deepEqual(
    run.trades.map((t) => t.quantity),
    [70, 30],
  );
  assert.deepEqual(
    run.trades.map((t) => t.committedAtSignal),
    [0, 7000],
  );
});

test('max_position 0 switches cap and room off', () => {
  const run = play(calm(4), { sides: { 0: 1, 1: 1 } }, { risk: 1 });
  assert.deepEqual(
    run.trades.map((t) => t.quantity),
    [1000, 1000],
  );
});

test('size_by_confidence multiplies the quantity', () => {
  const script = { ...LONG_AT_0, confidence: 0.75 };
  assert.equal(sizeOf({ size_by_confidence: true }, script), 7.5);
  assert.equal(sizeOf({}, script), 10);
});

test('a quantity is rounded down to its step, and an exact multiple loses none to rounding', () => {
  assert.equal(sizeOf({ qty_step: 1, risk: 0.0095 }), 9);
  assert.equal(sizeOf({ qty_step: 0.1, risk: 0.0003 }), roundDown(0.3, 0.1));
  assert.equal(roundDown(0.3, 0.1), 3 * 0.1); // 0.3 / 0.1 is 2.9999999999999996
  assert.equal(roundDown(0.29999, 0.1), 2 * 0.1);
  for (let k = 1; k < 3000; k += 7) assert.equal(roundDown(k * 1e-9, 1e-9), k * 1e-9);
});

test('size comes from the close of the signal bar: before fees, and before the exits of the next open', () => {
  // Bar 1 closes 5 up on 10 BTC: equity 10,050. The reversal ordered there still counts as open at its close.
  const rows: BarRow[] = [CALM, [100, 106, 99, 105], [95, 96, 94, 95], CALM];
  const script = { sides: { 0: 1, 1: -1 }, trend: [1, -1, -1, -1] } as const;
  const [, second] = play(rows, script, { fee: 0.001 }).trades;
  assert.equal(second.equityAtSignal, 10_000 + 50 - 1);
  assert.equal(second.committedAtSignal, 1050);
  assert.equal(second.entryBar, 2);
});

test('the stop distance scales with ATR_1h over its average, within its bounds, and by 1 where that is unknown', () => {
  const distance = (volRatio: number, given = {}) =>
    play(calm(3), { ...LONG_AT_0, volRatio }, given).trades[0].distance;
  assert.deepEqual(
    [0.2, 0.8, 1.5, 7, Number.NaN].map((ratio) => distance(ratio)),
    [5, 8, 15, 20, 10],
  );
  assert.equal(distance(1.5, { htf_vol_adjust: false }), 10);
  assert.equal(play(calm(3), LONG_AT_0, { sl_atr: 1.5 }).trades[0].distance, 15);
});

test('a signal at the last close is refused as no-next-bar', () => {
  const run = play(calm(3), { sides: { 2: 1 } });
  assert.deepEqual(refusals(run), [[2, 'no-next-bar']]);
});

test('cooldown_bars: no entry on so many bars after the bar of the last entry', () => {
  const run = play(calm(8), { sides: everyBar(7) }, { cooldown_bars: 2, max_positions: 9 });
  assert.deepEqual(entryBars(run), [1, 4, 7]);
  assert.deepEqual(
    refusals(run),
    [1, 2, 4, 5].map((bar) => [bar, 'cooldown']),
  );
});

test('without cooldown one may enter on every bar', () => {
  assert.deepEqual(entryBars(play(calm(4), { sides: everyBar(3) })), [1, 2, 3]);
});

test('a signal that is refused starts no cooldown', () => {
  const run = play(calm(6), { sides: { 0: 1, 2: 1, 3: 1 }, atr: [10, 10, 0, 10, 10, 10] }, { cooldown_bars: 1 });
  assert.deepEqual(refusals(run), [[2, 'min-stop']]);
  assert.deepEqual(entryBars(run), [1, 4]);
});

test('at most max_positions are open; the rest is refused', () => {
  const run = play(calm(6), { sides: everyBar(5) }, { max_positions: 3 });
  assert.deepEqual(entryBars(run), [1, 2, 3]);
  assert.deepEqual(
    refusals(run),
    [3, 4].map((bar) => [bar, 'max-positions']),
  );
});

test('an exit ordered at the close frees its slot for the entry of the same open', () => {
  const script = { sides: { 0: 1, 1: -1 }, trend: [1, -1, -1, -1] } as const;
  const run = play(calm(4), script, { max_positions: 1 });
  assert.deepEqual(refusals(run), []);
  assert.deepEqual(
    run.trades.map((t) => [t.direction, t.entryBar, t.exitBar, t.exitReason]),
    [
      ['long', 1, 2, 'htf-reversal'],
      ['short', 2, 4, 'end-of-data'],
    ],
  );
});

test('a position whose stop is gapped at an open still holds its slot there', () => {
  const rows: BarRow[] = [CALM, CALM, [80, 81, 79, 80], CALM];
  const run = play(rows, { sides: { 0: 1, 1: 1 } }, { max_positions: 1 });
  assert.deepEqual(refusals(run), [[1, 'max-positions']]);
  assert.deepEqual([run.trades[0].exitReason, run.trades[0].exitBar], ['stop', 2]);
});

test('min-stop: refused when D is within slippage or min_stop of the close, the bound included', () => {
  const refused = (given: Parameters<typeof play>[2]) => refusals(play(calm(3), LONG_AT_0, given)).length === 1;
  assert.equal(refused({ slippage: 0.1 }), true); // D = 10 = 0.1 x 100
  assert.equal(refused({ slippage: 0.0999 }), false);
  assert.equal(refused({ min_stop: 0.1 }), true);
  assert.equal(refused({ min_stop: 0.05, slippage: 0.0999 }), false);
  assert.deepEqual(refusals(play(calm(3), { ...LONG_AT_0, atr: [Number.NaN, 10, 10] })), [[0, 'min-stop']]);
});

test('min-notional is tested with the rounded quantity at the close, the bound itself is enough', () => {
  const refused = (given: Parameters<typeof play>[2]) =>
    refusals(play(calm(3), LONG_AT_0, given)).map(([, why]) => why);
  assert.deepEqual(refused({ min_notional: 1000 }), []);
  assert.deepEqual(refused({ min_notional: 1000.01 }), ['min-notional']);
  assert.deepEqual(refused({ min_notional: 940, qty_step: 1, risk: 0.0095 }), ['min-notional']); // 9.5 BTC become 9
  assert.deepEqual(refused({ qty_step: 1, risk: 0.0009 }), ['min-notional']); // 0 BTC
});

test('of several reasons the first in the order of the design is kept', () => {
  const tight = { min_stop: 0.2, min_notional: 1e9 };
  assert.deepEqual(refusals(play(calm(3), { sides: { 2: 1 } }, tight)), [[2, 'no-next-bar']]);
  assert.deepEqual(refusals(play(calm(3), LONG_AT_0, tight)), [[0, 'min-stop']]);
  const script: Script = { sides: { 0: 1, 1: 1, 3: 1 }, atr: [10, 0, 10, 0, 10, 10] };
  assert.deepEqual(refusals(play(calm(6), script, { max_positions: 1, cooldown_bars: 1 })), [
    [1, 'cooldown'],
    [3, 'max-positions'],
  ]);
});

test('the 1h trend against a position orders it out at the next open, a state asked from the entry bar on', () => {
  const run = play(calm(5), { sides: { 0: 1 }, trend: [-1, -1, -1, -1, -1] });
  assert.deepEqual(
    run.trades.map((t) => [t.entryBar, t.exitBar, t.exitReason]),
    [[1, 2, 'htf-reversal']],
  );
});

test('an unknown trend orders nothing out, and neither does one that is switched off', () => {
  const last = (given: object, trend: readonly number[]) =>
    play(calm(4), { sides: { 0: 1 }, trend }, { ...given }).trades[0];
  assert.equal(last({}, [1, 0, 0, 0]).exitReason, 'end-of-data');
  assert.equal(last({ htf_reversal: false }, [1, -1, -1, -1]).exitReason, 'end-of-data');
});

test('an exit ordered at the last close becomes end-of-data: there is no open to fill it at', () => {
  const [trade] = play(calm(3), { sides: { 0: 1 }, trend: [1, 1, -1] }).trades;
  assert.equal(trade.exitReason, 'end-of-data');
});

/** 10 BTC at 100; bar 2 closes 5.1 lower: 0.51 % under the peak. */
const FALL: readonly BarRow[] = [CALM, CALM, [100, 100, 94, 94.9], [95, 96, 94, 95], ...calm(3)];

test('past max_drawdown_halt all is closed at the next open as emergency, before htf-reversal', () => {
  const script = { sides: { 0: 1 }, trend: [1, 1, -1, -1, -1, -1, -1] } as const;
  const run = play(FALL, script, { max_drawdown_halt: 0.005 });
  assert.deepEqual(
    run.trades.map((t) => [t.exitReason, t.exitBar, t.exitPrice]),
    [['emergency', 3, 95]],
  );
  assert.equal(run.simulation.haltedAt, 2);
});

test('a halt refuses the signal of its own close and every later one, also the last', () => {
  const run = play(FALL, { sides: { 0: 1, 2: 1, 4: -1, 6: 1 } }, { max_drawdown_halt: 0.005 });
  assert.deepEqual(refusals(run), [
    [2, 'halted'],
    [4, 'halted'],
    [6, 'halted'],
  ]);
});

test('a drawdown of exactly the halt does not halt, and 0 switches it off', () => {
  // 32 BTC lose 8 USD each: a quarter of 1,024 USD.
  const rows: BarRow[] = [CALM, CALM, [100, 100, 91, 92], ...calm(2)];
  const haltedAt = (max_drawdown_halt: number) =>
    play(rows, { ...LONG_AT_0, atr: 16 }, { max_drawdown_halt, initial: 1024, risk: 0.5 }).simulation.haltedAt;
  assert.deepEqual([0.24, 0.25, 0].map(haltedAt), [2, -1, -1]);
});

test('the peak of a halt includes the initial equity and every close', () => {
  const rows: BarRow[] = [CALM, [100, 109, 99, 109], [109, 109, 103.5, 104.5], ...calm(2)];
  assert.equal(play(rows, LONG_AT_0, { max_drawdown_halt: 0.004 }).simulation.haltedAt, 2); // 10,090 to 10,045
});

test('equity at or below 0 halts, whatever the parameter', () => {
  const rows: BarRow[] = [CALM, CALM, [5, 5, 4, 5], ...calm(3)];
  const run = play(rows, { sides: { 0: 1, 3: 1 } }, { risk: 0.2 });
  assert.equal(run.simulation.haltedAt, 2);
  assert.ok(run.metrics.final_equity < 0);
  assert.deepEqual(refusals(run), [[3, 'halted']]);
  assert.equal(run.metrics.cagr, -1);
});

test('equity is marked at each close after fees; exposure counts bars with a position at any moment', () => {
  const rows: BarRow[] = [CALM, [100, 105, 99, 104], [104, 106, 85, 100], CALM, CALM];
  const { simulation, metrics } = play(rows, LONG_AT_0, { fee: 0.001 });
  assert.deepEqual(Array.from(simulation.equity), [10_000, 10_039, 10_000 - 1 - 0.9 - 100, 9898.1, 9898.1]);
  assert.equal(metrics.exposure, 2 / 5);
});

test('the step alone, bar by bar with room for one trade, does what the fold does', () => {
  const sides: Script['sides'] = { ...everyBar(40), 7: -1, 8: -1 };
  const wave = Array.from({ length: 60 }, (_, i): BarRow => {
    const price = 100 + 12 * Math.sin(i / 3);
    return [price, price + 2, price - 2, price + 1];
  });
  const run = play(wave, { sides, atr: 5 });
  const base = bars(wave);
  const rules = rulesOf(run.parameters, {});
  const account = new Account(rules);
  const equity: number[] = [];
  wave.forEach((_, i) => {
    step(account, { bars: base, signals: run.result.signals }, i, rules);
    equity.push(account.equity);
  });
  finish(account, base.close[59], base.time[59] + base.step, rules);
  assert.ok(account.ledger.trades > 10);
  assert.deepEqual(equity.slice(0, -1), Array.from(run.simulation.equity).slice(0, -1));
  const { rows, trades } = run.simulation.ledger;
  assert.equal(account.ledger.trades, trades);
  const used = (all: Float64Array) => all.slice(0, trades * Field.Count);
  assert.deepEqual(used(account.ledger.rows), used(rows));
});
