// What is said about the trades of a run: costs, fill ambiguity, trades.csv.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pnlByCost, rerun, zeroCostTwin } from '../../lib/backtest/backtest.js';
import { fillAmbiguity } from '../../lib/backtest/fill-ambiguity.js';
import { TRADES_HEADER, tradesCsv } from '../../lib/backtest/trades.js';
import { MINUTE } from '../../lib/core/time.js';
import { type BarRow, bars, play, START } from '../helpers.js';

const CALM: BarRow = [100, 101, 99, 100];
const BUY = { sides: { 0: 1 } } as const;
const near = (actual: number | null, expected: number) =>
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${actual}, expected ${expected}`,
  );

test('gross is net plus fees plus slippage; costs in R and the break-even cost follow from the trades as they happened', () => {
  const run = play([CALM, CALM, [100, 101, 80, 85], CALM], BUY, { fee: 0.001, slippage: 0.01 });
  const { fees, slippage, gross_pnl, net_pnl, cost_r, break_even_per_side, round_trip } = run.costs;
  const [entry, exit] = [101, 91 * 0.99];
  near(fees, 10 * (entry + exit) * 0.001);
  near(slippage, 10 * (1 + 0.91));
  near(gross_pnl, 10 * (91 - 100));
  near(net_pnl, gross_pnl - fees - slippage);
  near(cost_r, (fees + slippage) / 100);
  near(break_even_per_side, gross_pnl / (10 * (entry + exit)));
  near(round_trip, 0.022);
});

test('the median stop distance is over all signals, refused ones too, as a share of the close', () => {
  const run = play([CALM, CALM, CALM, CALM], { sides: { 0: 1, 1: 1, 3: 1 }, atr: [2, 4, 6, 30] });
  assert.equal(run.costs.median_stop_distance, 0.04);
});

test('the zero-cost twin has no costs, other levels, and refuses the same signals as min-stop', () => {
  const run = play(
    [CALM, CALM, CALM, CALM],
    { sides: { 0: 1, 1: 1 }, atr: [10, 5, 10, 10] },
    { slippage: 0.06, fee: 0.01 },
  );
  const twin = zeroCostTwin(run);
  assert.deepEqual(twin.simulation.ledger.refusedBars, [1]);
  assert.deepEqual(twin.simulation.ledger.refusedBars, run.simulation.ledger.refusedBars);
  assert.deepEqual([twin.costs.fees, twin.costs.slippage], [0, 0]);
  assert.deepEqual([run.trades[0].stop, twin.trades[0].stop], [96, 90]);
});

test('P&L by cost per side: nothing at no cost, and the run itself at its own', () => {
  const run = play([CALM, CALM, [100, 121, 99, 120], CALM], BUY, { fee: 0.001, slippage: 0.001 });
  const [free, own] = pnlByCost(run, [0, 0.002]);
  assert.equal(free, zeroCostTwin(run).metrics.net_pnl);
  assert.equal(own, run.metrics.net_pnl);
});

test('a rerun refuses impossible parameters', () => {
  const run = play([CALM, CALM], BUY);
  assert.throws(() => rerun(run, { fee: Number.NaN }), /fee must be a number from 0 to 0.1, got NaN/);
  assert.throws(() => rerun(run, { intrabar: 'finer' }), /1-minute bars/);
});

test('fill ambiguity: P&L under every order, and per trade the least and greatest', () => {
  const rows: BarRow[] = [CALM, [100, 121, 89, 100], CALM];
  const inside = bars([[100, 101, 89, 90]], { step: MINUTE, start: START + 5 * MINUTE });
  const { orders, least, greatest, trades, differing } = fillAmbiguity(play(rows, BUY, {}, inside));
  assert.deepEqual(
    orders.map(({ order, net_pnl }) => [order, net_pnl]),
    [
      ['pessimistic', -100],
      ['optimistic', 200],
      ['path', -100], // the low is nearer to the open
      ['finer', -100],
    ],
  );
  assert.deepEqual([least, greatest, trades], [-100, 200, 1]);
  assert.deepEqual(
    differing.map(({ signalBar }) => signalBar),
    [0],
  );
});

test('fill ambiguity: a trade that one order cannot take, for want of a slot, differs and has null there', () => {
  const rows: BarRow[] = [CALM, [100, 112, 99, 104], CALM, CALM];
  const { orders, differing } = fillAmbiguity(play(rows, { sides: { 0: 1, 1: 1 } }, { max_positions: 1 }));
  assert.deepEqual(
    orders.map(({ order, trades }) => [order, trades]),
    [
      ['pessimistic', 1],
      ['optimistic', 1],
      ['path', 2],
    ],
  );
  assert.deepEqual(
    differing.map(({ signalBar, pnl }) => [signalBar, pnl.pessimistic]),
    [
      [0, 0],
      [1, null],
    ],
  );
});

test('fill ambiguity: where all orders agree no trade differs', () => {
  const { differing, least, greatest } = fillAmbiguity(play([CALM, CALM, [100, 101, 80, 85]], BUY));
  assert.deepEqual([differing.length, least, greatest], [0, -100, -100]);
});

const HEADER =
  'timestamp,symbol,direction,entry_price,exit_price,sl,tp,pnl,pnl_pct,duration,uptrend_1h,momentum_15m,vol_cross,' +
  'ifvg_strength,vp_proximity,qty,fees,slippage_cost,r_multiple,confidence,exit_reason,mae,mfe,exit_timestamp,ambiguous,' +
  'touches_filled_bar';

test('trades.csv has the columns of the design in its order', () => {
  assert.equal(TRADES_HEADER, HEADER);
  assert.equal(tradesCsv([]), `${HEADER}\n`);
});

test('a row has ISO times with Z, the symbol, true|false, whole minutes, percent of the entry notional', () => {
  const run = play([CALM, CALM, CALM, [100, 101, 80, 85]], { ...BUY, trend: [1, 1, 1, 1], confidence: 0.75 });
  const [, row] = tradesCsv(run.trades).split('\n');
  const cells = Object.fromEntries(HEADER.split(',').map((name, k) => [name, row.split(',')[k]]));
  assert.deepEqual(cells, {
    timestamp: '2024-01-01T00:05:00Z',
    symbol: 'BTCUSD',
    direction: 'long',
    entry_price: '100',
    exit_price: '90',
    sl: '90',
    tp: '120',
    pnl: '-100',
    pnl_pct: '-10',
    duration: '10min',
    uptrend_1h: 'true',
    momentum_15m: '',
    vol_cross: '',
    ifvg_strength: '',
    vp_proximity: '',
    qty: '10',
    fees: '0',
    slippage_cost: '0',
    r_multiple: '-1',
    confidence: '0.75',
    exit_reason: 'stop',
    mae: '-1',
    mfe: '0.1',
    exit_timestamp: '2024-01-01T00:15:00Z',
    ambiguous: 'false',
    touches_filled_bar: 'false',
  });
});

test('numbers have full double precision: reading them back gives the same bits', () => {
  const run = play(
    [
      [3, 3, 3, 3],
      [10 / 3, 3.4, 3.3, 3.35],
      [3.35, 3.4, 3.3, 3.35],
    ],
    { ...BUY, atr: 1 / 7 },
    { fee: 0.001, slippage: 0.0007 },
  );
  const cells = tradesCsv(run.trades).split('\n')[1].split(',');
  const [{ entryPrice, exitPrice, stop, target, pnl, quantity, rMultiple }] = run.trades;
  const read = (...columns: string[]) => columns.map((name) => Number(cells[HEADER.split(',').indexOf(name)]));
  const written = read('entry_price', 'exit_price', 'sl', 'tp', 'pnl', 'qty', 'r_multiple');
  assert.deepEqual(written, [entryPrice, exitPrice, stop, target, pnl, quantity, rMultiple]);
});

test('rows are ordered by exit, then by entry', () => {
  // Entered 1, 2, 3; the third leaves first (its stop is nearer), the other two together.
  const rows: BarRow[] = [CALM, CALM, CALM, [100, 101, 95, 96], [96, 97, 80, 85]];
  const { trades } = play(rows, { sides: { 0: 1, 1: 1, 2: 1 }, atr: [10, 10, 4, 10, 10] });
  assert.deepEqual(
    trades.map(({ entryBar, exitBar }) => [entryBar, exitBar]),
    [
      [3, 3],
      [1, 4],
      [2, 4],
    ],
  );
});

test('end-of-data exits at the last open plus the step', () => {
  const { trades } = play([CALM, CALM], BUY);
  assert.deepEqual([trades[0].exitReason, tradesCsv(trades).includes('2024-01-01T00:10:00Z')], ['end-of-data', true]);
});
