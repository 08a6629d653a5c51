// How an open position leaves: section 6 of the design, a few bars for each rule. Unless said otherwise D = R = 10,
// a long enters at 100 with its stop at 90 and its target at 120, no costs, 10 BTC.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trade } from '../../lib/backtest/trades.js';
import { MINUTE } from '../../lib/core/time.js';
import { type BarRow, bars, play, START } from '../helpers.js';

const SIGNAL: BarRow = [100, 101, 99, 100];
const CALM: BarRow = [100, 101, 99, 100];
const BUY = { sides: { 0: 1 } } as const;
const SELL = { sides: { 0: -1 } } as const;
const THREE = ['pessimistic', 'optimistic', 'path'] as const;

/** Reason and price of the exit after the signal bar and `rows`. */
function leaves(rows: readonly BarRow[], intrabar: string, script: Parameters<typeof play>[1] = BUY) {
  const [trade] = play([SIGNAL, ...rows], script, { intrabar }).trades;
  return [trade.exitReason, trade.exitPrice];
}

const each = (rows: readonly BarRow[], script?: Parameters<typeof play>[1]) =>
  THREE.map((order) => leaves(rows, order, script));

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${actual}, expected ${expected}`);

test('the worked case of the design: a stop trailed twice earns 153.125 on 0.25 BTC', () => {
  const rows: BarRow[] = [
    [42800, 42860, 42790, 42850],
    [42850, 43225, 42840, 43200],
    [43200, 43650, 43150, 43600],
    [43600, 43610, 43400, 43450],
  ];
  const given = { initial: 9375, sl_atr: 1.5, tp_rr: 2.2, intrabar: 'pessimistic' };
  const { trades, simulation } = play(rows, { ...BUY, atr: 250 }, given);
  const [{ entryPrice, stop, target, lastStop, exitPrice, quantity, pnl, exitReason }] = trades;
  assert.deepEqual([entryPrice, stop, target, lastStop, exitPrice], [42850, 42475, 43675, 43462.5, 43462.5]);
  assert.deepEqual([quantity, pnl, exitReason], [0.25, 153.125, 'trailing']);
  assert.deepEqual(Array.from(simulation.equity).slice(-1), [9375 + 153.125]);
});

test('a signal at a close fills at the next open', () => {
  const [trade] = play([SIGNAL, [103, 104, 102, 103]], BUY).trades;
  assert.deepEqual([trade.signalBar, trade.entryBar, trade.entryPrice, trade.stop, trade.target], [0, 1, 103, 93, 123]);
});

test('slippage is against us at entry and stop, and the levels follow from the slipped fill', () => {
  const [long] = play([SIGNAL, [100, 101, 80, 85]], BUY, { slippage: 0.01 }).trades;
  close(long.entryPrice, 101);
  close(long.stop, 91);
  close(long.target, 121);
  close(long.exitPrice, 91 * 0.99);
  close(long.slippageCost, (1 + 0.91) * long.quantity);
  const [short] = play([SIGNAL, [100, 120, 99, 110]], SELL, { slippage: 0.01 }).trades;
  close(short.entryPrice, 99);
  close(short.stop, 109);
  close(short.exitPrice, 109 * 1.01);
});

test('a target is filled without slippage, also where the open lies beyond it', () => {
  const atLevel = play([SIGNAL, CALM, [100, 130, 99, 125]], BUY, { slippage: 0.01 }).trades[0];
  assert.deepEqual([atLevel.exitReason, atLevel.exitPrice], ['target', atLevel.target]);
  const gapped = play([SIGNAL, CALM, [125, 130, 124, 126]], BUY, { slippage: 0.01 }).trades[0];
  assert.deepEqual([gapped.exitReason, gapped.exitPrice], ['target', 125]);
});

test('a fee is taken on the notional of each side and is in the pnl', () => {
  const [trade] = play([SIGNAL, CALM, [100, 121, 99, 120]], BUY, { fee: 0.001 }).trades;
  close(trade.fees, 10 * (100 + 120) * 0.001);
  close(trade.pnl, 10 * 20 - trade.fees);
  close(trade.rMultiple, trade.pnl / 100);
});

test('an open at or beyond the stop is out at the open in every order', () => {
  assert.deepEqual(
    each([CALM, [85, 130, 84, 86]]),
    THREE.map(() => ['stop', 85]),
  );
  assert.deepEqual(
    each([CALM, [90, 130, 89, 95]]),
    THREE.map(() => ['stop', 90]),
  );
});

test('an open at or beyond the target is out at the open in every order', () => {
  assert.deepEqual(
    each([CALM, [125, 130, 80, 86]]),
    THREE.map(() => ['target', 125]),
  );
  assert.deepEqual(
    each([CALM, [120, 130, 80, 86]]),
    THREE.map(() => ['target', 120]),
  );
});

test('a level is hit when it is touched', () => {
  assert.deepEqual(
    each([CALM, [95, 96, 90, 95]]),
    THREE.map(() => ['stop', 90]),
  );
  assert.deepEqual(
    each([CALM, [115, 120, 114, 119]]).slice(0, 2),
    THREE.slice(1).map(() => ['target', 120]),
  );
});

test('both levels in one bar: pessimistic takes the stop, optimistic the target, path the nearer extreme first', () => {
  assert.deepEqual(each([CALM, [108, 121, 89, 100]]), [
    ['stop', 90],
    ['target', 120],
    ['target', 120],
  ]);
  assert.deepEqual(each([CALM, [102, 121, 89, 100]]), [
    ['stop', 90],
    ['target', 120],
    ['stop', 90],
  ]);
});

test('on a path whose extremes are equally far the low comes first', () => {
  assert.deepEqual(leaves([CALM, [105, 121, 89, 100]], 'path'), ['stop', 90]);
  const short: BarRow = [95, 111, 79, 100];
  assert.deepEqual(leaves([CALM, short], 'path', SELL), ['target', 80]);
});

test('the entry bar counts: a position can leave within it', () => {
  const [stopped] = play([SIGNAL, [100, 101, 85, 95], CALM], BUY).trades;
  assert.deepEqual([stopped.entryBar, stopped.exitBar, stopped.exitReason], [1, 1, 'stop']);
  assert.equal(stopped.exitTime, stopped.entryTime);
  const [won] = play([SIGNAL, [100, 121, 99, 95], CALM], BUY).trades;
  assert.deepEqual([won.exitBar, won.exitReason], [1, 'target']);
});

test('pessimistic and optimistic move the trailing stop only after the bar', () => {
  const rows: BarRow[] = [
    [100, 112, 99, 101],
    [108, 109, 106, 108],
  ];
  assert.deepEqual(each(rows).slice(0, 2), [
    ['trailing', 107],
    ['trailing', 107],
  ]);
});

test('trailing starts at exactly 1 R, and not before', () => {
  const after = (high: number) => play([SIGNAL, [100, high, 99, 100], [106, 107, 105.5, 106]], BUY).trades[0];
  assert.equal(after(110).lastStop, 105);
  assert.equal(after(109.9).lastStop, 90);
});

test('a trailing stop follows the best price and is never loosened', () => {
  const rows: BarRow[] = [
    [100, 112, 99, 111],
    [111, 113, 109, 110],
    [110, 111, 108.5, 109],
    [109, 110, 100, 101],
  ];
  const [trade] = play([SIGNAL, ...rows], BUY).trades;
  assert.deepEqual([trade.exitReason, trade.exitBar, trade.exitPrice], ['trailing', 4, 108]);
});

test('a trailing stop that would lie below the initial one does not move it', () => {
  const [trade] = play([SIGNAL, [100, 110, 99, 109], [100, 101, 80, 85]], BUY, { trail_gap_r: 2.5 }).trades;
  assert.deepEqual([trade.exitReason, trade.exitPrice], ['stop', 90]);
});

test('on a path a stop raised on the leg up is hit on the leg down', () => {
  assert.deepEqual(each([[100, 112, 85, 110]]), [
    ['stop', 90],
    ['stop', 90],
    ['trailing', 107],
  ]);
});

test('on a path a stop raised on the leg up is hit on the leg to the close', () => {
  const end = ['end-of-data', 104];
  assert.deepEqual(each([[100, 112, 99, 104]]), [end, end, ['trailing', 107]]);
  const short: BarRow = [100, 101, 88, 96];
  assert.deepEqual(leaves([short], 'path', SELL), ['trailing', 93]);
});

test('a gap through a trailed stop is out at the open, as trailing', () => {
  assert.deepEqual(
    each([
      [100, 112, 99, 111],
      [104, 106, 103, 105],
    ]),
    THREE.map(() => ['trailing', 104]),
  );
});

test('a short mirrors a long', () => {
  assert.deepEqual(each([CALM, [100, 111, 79, 100]], SELL), [
    ['stop', 110],
    ['target', 80],
    ['stop', 110],
  ]);
  assert.deepEqual(
    each([CALM, [115, 116, 70, 100]], SELL),
    THREE.map(() => ['stop', 115]),
  );
  assert.deepEqual(
    each(
      [
        [100, 101, 88, 89],
        [92, 94, 91, 92],
      ],
      SELL,
    ).slice(0, 2),
    [
      ['trailing', 93],
      ['trailing', 93],
    ],
  );
});

const minutes = (rows: readonly BarRow[], bar: number, at?: readonly number[]) =>
  bars(rows, { step: MINUTE, start: START + bar * 5 * MINUTE, ...(at && { at }) });

test('finer takes each minute in turn: a target reached before the stop is a target', () => {
  const wide: BarRow = [100, 121, 89, 95];
  const inside = minutes(
    [
      [100, 110, 99, 110],
      [110, 121, 109, 118],
      [118, 118, 89, 95],
    ],
    1,
  );
  const [trade] = play([SIGNAL, wide], BUY, {}, inside).trades;
  assert.deepEqual([trade.exitReason, trade.exitPrice, trade.exitTime], ['target', 120, START + 6 * MINUTE]);
  assert.equal(trade.exitTime - trade.entryTime, MINUTE);
});

test('finer trails after each minute', () => {
  const wide: BarRow = [100, 112, 99, 104];
  const inside = minutes(
    [
      [100, 112, 99, 111],
      [111, 111, 104, 104],
    ],
    1,
  );
  const [trade] = play([SIGNAL, wide], BUY, {}, inside).trades;
  assert.deepEqual([trade.exitReason, trade.exitPrice], ['trailing', 107]);
});

test('finer resolves a bar without minutes pessimistically and counts it once, however many positions are open', () => {
  const rows: BarRow[] = [SIGNAL, SIGNAL, CALM, [100, 121, 89, 95]];
  const run = play(rows, { sides: { 0: 1, 1: 1 } }, { intrabar: 'finer' }, minutes([CALM, CALM, CALM, CALM, CALM], 2));
  assert.deepEqual(
    run.trades.map(({ exitReason, exitBar }) => [exitReason, exitBar]),
    [
      ['stop', 3],
      ['stop', 3],
    ],
  );
  assert.equal(run.simulation.barsWithoutMinutes, 2); // bars 1 and 3
});

test('finer ignores minutes outside an existing bar', () => {
  const base = bars([SIGNAL, CALM, CALM], { at: [0, 1, 3] });
  const stray = minutes([CALM, [100, 130, 70, 100], CALM], 1, [0, 5, 10]);
  const run = play(base, BUY, {}, stray);
  assert.deepEqual([run.trades[0].exitReason, run.simulation.barsWithoutMinutes], ['end-of-data', 0]);
});

test('finer is the default where minutes are given, pessimistic where not, and cannot be had without', () => {
  assert.equal(play([SIGNAL, CALM], BUY, {}, minutes([CALM], 1)).simulation.order, 'finer');
  assert.equal(play([SIGNAL, CALM], BUY).simulation.order, 'pessimistic');
  assert.throws(() => play([SIGNAL, CALM], BUY, { intrabar: 'finer' }), /intrabar must be .* got finer/);
});

test('finer tests the open of the 5-minute bar first, also where its first minute is missing', () => {
  const inside = minutes([[100, 121, 99, 110]], 2, [1]);
  const [trade] = play([SIGNAL, CALM, [85, 121, 84, 110]], BUY, {}, inside).trades;
  assert.deepEqual([trade.exitReason, trade.exitPrice, trade.exitTime], ['stop', 85, START + 10 * MINUTE]);
});

test('what is left at the end closes at the last close with slippage and fee, and equity ends after it', () => {
  const { trades, simulation } = play([SIGNAL, CALM, [100, 106, 99, 105]], BUY, { slippage: 0.01, fee: 0.001 });
  const [trade] = trades;
  assert.deepEqual([trade.exitReason, trade.exitMarket, trade.exitTime], ['end-of-data', 105, START + 15 * MINUTE]);
  close(trade.exitPrice, 105 * 0.99);
  close(simulation.equity[2] - 10_000, trade.pnl);
});

function excursions({ mae, mfe }: Trade): number[] {
  return [mae, mfe];
}

test('mae and mfe span the bars before the exit in full and of the exit bar only the exit price', () => {
  const [stopped] = play([SIGNAL, [100, 108, 95, 104], [104, 119, 80, 85]], BUY).trades;
  assert.deepEqual(excursions(stopped), [-1, 0.8]);
  const [won] = play([SIGNAL, [100, 108, 95, 104], [104, 125, 91, 110]], BUY).trades;
  assert.deepEqual(excursions(won), [-0.5, 2]);
  const [ended] = play([SIGNAL, [100, 108, 95, 104], [104, 109, 93, 100]], BUY).trades;
  assert.deepEqual(excursions(ended), [-0.7, 0.9]);
});

test('on a path the exit bar adds no excursion beyond its exit, though the stop was raised in it', () => {
  const [trade] = play([SIGNAL, [100, 112, 99, 104]], BUY, { intrabar: 'path' }).trades;
  assert.deepEqual(excursions(trade), [0, 0.7]);
});

test('under finer mae and mfe span the minutes before the exit minute', () => {
  const inside = minutes(
    [
      [100, 108, 95, 104],
      [104, 109, 80, 85],
    ],
    1,
  );
  const [trade] = play([SIGNAL, [100, 109, 80, 85]], BUY, {}, inside).trades;
  assert.deepEqual(excursions(trade), [-1, 0.8]);
});

test('mae and mfe are taken from the fill, so slippage alone is an adverse excursion', () => {
  const [trade] = play([SIGNAL, [100, 100.5, 99.5, 100]], BUY, { slippage: 0.01 }).trades;
  assert.ok(trade.mae < -0.15 && trade.mfe === 0);
});

test('a trade is ambiguous when the orders give different exits on some bar, each from the state at its open', () => {
  const flags = (rows: readonly BarRow[]) =>
    THREE.map((intrabar) => play([SIGNAL, ...rows], BUY, { intrabar }).trades[0].ambiguous);
  assert.deepEqual(flags([CALM, [100, 121, 89, 100]]), [true, true, true]);
  assert.deepEqual(flags([CALM, [100, 101, 89, 95]]), [false, false, false]);
  assert.deepEqual(flags([[100, 112, 99, 104], CALM]), [true, true, true]); // only a path leaves
  assert.deepEqual(flags([CALM, [85, 121, 80, 100]]), [false, false, false]); // gapped: the same in all
});

test('touches_filled_bar looks at filled and zero-volume bars from the signal to the exit', () => {
  const touches = (volumes: readonly number[], filled: readonly number[] = []) => {
    const rows = volumes.map(
      (volume, i): BarRow => (i === 4 ? [100, 101, 80, 85, volume] : [100, 101, 99, 100, volume]),
    );
    return play(bars(rows, { filled }), { sides: { 1: 1 } }).trades[0].touchesFilledBar;
  };
  assert.equal(touches([1, 1, 1, 1, 1, 1]), false);
  assert.equal(touches([0, 1, 1, 1, 1, 0]), false);
  assert.equal(touches([1, 0, 1, 1, 1, 1]), true);
  assert.equal(touches([1, 1, 1, 1, 0, 1]), true);
  assert.equal(touches([1, 1, 1, 1, 1, 1], [3]), true);
});
