// Compares a run of the library with one of the reference, field by field.

import assert from 'node:assert/strict';
import type { Backtest } from '../../lib/backtest/backtest.js';
import { REFUSALS } from '../../lib/backtest/ledger.js';
import { tradesCsv } from '../../lib/backtest/trades.js';
import type { Column, Columns, StrategyResult } from '../../lib/strategy/strategy.js';
import type { Frame, ReferenceMetrics, ReferenceTrade, referenceBacktest, Signal } from '../reference/index.js';

type ReferenceResult = ReturnType<typeof referenceBacktest>;

/** Two numbers agree: the same, or apart by at most 1e-9 of the larger; near 0, by 1e-9 of `scale`. */
export function agree(actual: number, expected: number, scale = 1): boolean {
  if (Object.is(actual, expected)) return true; // NaN and infinities too
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  return Math.abs(actual - expected) <= 1e-9 * Math.max(scale, Math.abs(actual), Math.abs(expected));
}

function same(actual: number, expected: number, where: string, scale?: number): void {
  if (!agree(actual, expected, scale)) assert.fail(`${where}: ${actual} against the reference's ${expected}`);
}

/** Columns that both frames have, by the reference's names. */
const COLUMNS_5M = [
  ...['EMA18', 'EMA48', 'ATR', 'ifvg_bull', 'ifvg_bear', 'ifvg_strength', 'POC', 'VAH', 'VAL', 'vol_up', 'vol_down'],
  ...['EMA200_1h', 'POC_1h', 'SMA_vol_1h', 'EMA50_15m', 'uptrend_1h', 'momentum_15m', 'vol_cross'],
  ...['bull_filter', 'bear_filter', 'bull_filtered', 'bear_filtered', 'confidence', 'EMA20', 'SMA21_vol', 'ATR_1h'],
  'vp_proximity',
] as const;

export function compareColumns(result: StrategyResult, frame: Frame, where: string): void {
  for (const name of COLUMNS_5M) {
    compareColumn(result.columns[name], frame.rows, (row) => Number(row[name]), `${where}: ${name}`);
  }
  const ratio = (row: (typeof frame.rows)[number]) => row.ATR_1h / row.SMA_ATR_1h;
  compareColumn(result.columns.ATR_ratio_1h, frame.rows, ratio, `${where}: ATR_ratio_1h`);
  const strength = (row: (typeof frame.rows)[number]) => row.candidate_strength;
  compareColumn(result.columns.gap_strength, frame.rows, strength, `${where}: gap_strength`);
  for (const name of ['open', 'high', 'low', 'close', 'volume', 'EMA21', 'EMA50'] as const) {
    compareColumn(columnOf(result.columns15m, name), frame.rows15m, (row) => row[name], `${where}: 15m ${name}`);
  }
  for (const name of ['open', 'volume', 'EMA95', 'EMA200', 'POC', 'VAH', 'VAL', 'SMA_vol', 'ATR'] as const) {
    compareColumn(columnOf(result.columns1h, name), frame.rows1h, (row) => row[name], `${where}: 1h ${name}`);
  }
  compareGaps(result, frame, where);
}

function columnOf(columns: Columns | undefined, name: string): Column | undefined {
  return columns?.[name];
}

function compareColumn<R>(
  column: Column | undefined,
  rows: readonly R[],
  value: (row: R) => number,
  where: string,
): void {
  assert.ok(column, `${where} is absent`);
  assert.equal(column.length, rows.length, `${where}: length`);
  for (let i = 0; i < rows.length; i++) same(column[i], value(rows[i]), `${where} at bar ${i}`, 1e-3);
}

function compareGaps({ gaps }: StrategyResult, frame: Frame, where: string): void {
  assert.ok(gaps);
  assert.equal(gaps.count, frame.gaps.length, `${where}: gaps`);
  frame.gaps.forEach((gap, k) => {
    const ours = [gaps.side[k], gaps.born[k], gaps.mitigated[k], gaps.inverted[k], gaps.expired[k]];
    const theirs = [gap.direction, gap.born, gap.mitigated, gap.inverted, gap.expired];
    assert.deepEqual(ours, theirs, `${where}: gap ${k}`);
    assert.deepEqual([gaps.bottom[k], gaps.top[k]], [gap.bottom, gap.top], `${where}: zone of gap ${k}`);
    assert.equal(gaps.spansMissing[k] === 1, gap.spans_missing, `${where}: spans_missing of gap ${k}`);
  });
}

export function compareSignals(result: StrategyResult, signals: readonly Signal[], where: string): void {
  const ours: [number, string][] = [];
  result.signals.side.forEach((side, i) => {
    if (side !== 0) ours.push([i, side > 0 ? 'long' : 'short']);
  });
  const theirs = signals.map(({ index, direction }) => [index, direction]);
  assert.deepEqual(ours, theirs, `${where}: signals`);
}

/** Refusals, trades, equity, metrics and costs. */
export function compareRuns(run: Backtest, reference: ReferenceResult, where: string): void {
  const { ledger, order, barsWithoutMinutes, haltedAt, equity } = run.simulation;
  assert.equal(order, reference.mode, `${where}: order`);
  assert.deepEqual(
    ledger.refusedBars.map((bar, k) => [bar, REFUSALS[ledger.refusedReasons[k]]]),
    reference.refusals.map(({ index, reason }) => [index, reason]),
    `${where}: refusals`,
  );
  compareTrades(run, reference.trades, where);
  assert.equal(equity.length, reference.equity.length, `${where}: length of equity`);
  for (let i = 0; i < equity.length; i++) same(equity[i], reference.equity[i], `${where}: equity at bar ${i}`);
  assert.equal(barsWithoutMinutes, reference.bars_without_minutes, `${where}: bars without minutes`);
  const halted = haltedAt < 0 ? null : run.market.base.time[haltedAt];
  assert.equal(halted, reference.halted_at, `${where}: halted at`);
  compareMetrics(run, reference.metrics, where);
}

/** By way of trades.csv, whose columns are the reference's fields by name. */
function compareTrades(run: Backtest, trades: readonly ReferenceTrade[], where: string): void {
  const [header, ...lines] = tradesCsv(run.trades).trimEnd().split('\n');
  assert.equal(lines.length, trades.length, `${where}: trades`);
  const names = header.split(',') as (keyof ReferenceTrade)[];
  lines.forEach((line, k) => {
    const cells = line.split(',');
    names.forEach((name, column) => {
      compareCell(cells[column], trades[k], name, run.parameters.qty_step, `${where}: trade ${k} ${name}`);
    });
    const { signal_index, entry_index, exit_index, exit_reason } = trades[k];
    const exitBar = exit_reason === 'end-of-data' ? exit_index + 1 : exit_index;
    const ours = run.trades[k];
    assert.deepEqual([ours.signalBar, ours.entryBar, ours.exitBar], [signal_index, entry_index, exitBar], where);
    same(ours.distance, trades[k].risk_distance, `${where}: trade ${k} distance`);
  });
}

function compareCell(cell: string, trade: ReferenceTrade, name: keyof ReferenceTrade, step: number, where: string) {
  const expected = trade[name];
  if (typeof expected !== 'number') assert.equal(cell, String(expected), where);
  else if (name === 'timestamp' || name === 'exit_timestamp') assert.equal(Date.parse(cell), expected, where);
  else if (name === 'duration') assert.equal(cell, `${expected}min`, where);
  else if (name === 'qty') assert.ok(Math.abs(Number(cell) - expected) <= step * 1.0001, `${where}: ${cell}`);
  else same(cell === '' ? Number.NaN : Number(cell), expected, where);
}

/** The reference's names of the metrics, in the library's. */
const METRICS = {
  total_return: 'total_return',
  net_pnl: 'net_pnl',
  sharpe_ratio: 'sharpe',
  sharpe_rf0: 'sharpe_rf0',
  sortino_ratio: 'sortino',
  cagr: 'cagr',
  calmar_ratio: 'calmar',
  max_drawdown: 'max_drawdown',
  recovery_factor: 'recovery',
  longest_drawdown_days: 'longest_drawdown_days',
  total_trades: 'total_trades',
  win_rate: 'win_rate',
  profit_factor: 'profit_factor',
  avg_win: 'avg_win',
  avg_loss: 'avg_loss',
  expectancy_r: 'expectancy',
  exposure: 'exposure',
  turnover: 'turnover',
  htf_alignment: 'htf_alignment',
  ambiguous_trades: 'ambiguous_trades',
} as const;

const COSTS = {
  fees: 'fees',
  slippage: 'slippage',
  net_pnl: 'net',
  gross_pnl: 'gross',
  cost_r: 'cost_r',
  break_even_per_side: 'break_even_per_side',
} as const;

export function compareMetrics(run: Backtest, reference: ReferenceMetrics, where: string): void {
  const pairs = [
    ...Object.entries(METRICS).map(([ours, theirs]) => [
      ours,
      run.metrics[ours as keyof typeof METRICS],
      reference[theirs],
    ]),
    ...Object.entries(COSTS).map(([ours, theirs]) => [
      `costs.${ours}`,
      run.costs[ours as keyof typeof COSTS],
      reference.costs[theirs],
    ]),
    ['days', run.metrics.days, reference.daily_returns.length],
  ] as const;
  for (const [name, ours, theirs] of pairs) {
    if (ours === null || theirs === null) assert.equal(ours, theirs, `${where}: ${name}`);
    // 1e-7: Sharpe and Sortino divide by a spread that is itself a small difference.
    else same(Number(ours) / 100, Number(theirs) / 100, `${where}: ${name}`);
  }
}
