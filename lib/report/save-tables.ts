import { join } from 'node:path';
import type { Backtest } from '../backtest/backtest.js';
import { dailyEquity } from '../backtest/daily.js';
import { drawdowns } from '../backtest/drawdown.js';
import { TRADE_COLUMNS, type Trade } from '../backtest/trades.js';
import { isoDay } from '../core/time.js';
import { writeAtomic } from '../data/files.js';
import { arrowBytes } from './arrow.js';
import { saveColumns } from './save.js';

/**
 * Writes trades.arrow into `folder`: the columns of trades.csv with types. Times are UTC timestamps, `duration` a span, null
 * where something is unknown. Returns the file.
 */
export function saveTradesArrow(folder: string, trades: readonly Trade[], symbol = 'BTCUSD'): string {
  const columns = TRADE_COLUMNS.map(
    ({ name, kind, cell }) => [name, { kind, values: trades.map((trade) => cell(trade, symbol)) }] as const,
  );
  const file = join(folder, 'trades.arrow');
  writeAtomic(file, arrowBytes(Object.fromEntries(columns)));
  return file;
}

type EquityRun = Pick<Backtest, 'market' | 'simulation' | 'trades' | 'parameters'>;

/**
 * Writes a run's equity into `folder` and returns the files: `equity.arrow` and `equity.csv.gz` with a row a bar, and
 * `daily_returns.csv` with a row for each UTC day that has bars, whose returns are those the ratios are of.
 * `timestamp` is the bar's open; `equity` USD and `drawdown` (a fraction <= 0) are those at its close, `positions` the
 * number of open positions then, long less short.
 */
export function saveEquity(folder: string, run: EquityRun): string[] {
  const { time } = run.market.base;
  const { equity } = run.simulation;
  const drawdown = drawdowns(equity, run.parameters.initial);
  const positions = openPositions(run.trades, time.length);
  const file = join(folder, 'equity.arrow');
  writeAtomic(
    file,
    arrowBytes({
      timestamp: { kind: 'time', values: time },
      equity: { kind: 'number', values: equity },
      drawdown: { kind: 'number', values: drawdown },
      positions: { kind: 'count', values: positions },
    }),
  );
  const csv = saveColumns(folder, 'equity.csv.gz', {
    timestamp: time,
    equity,
    drawdown,
    positions: Float64Array.from(positions),
  });
  return [file, csv, saveDailyReturns(folder, run)];
}

function saveDailyReturns(folder: string, { market, simulation, parameters }: EquityRun): string {
  const { day, equity, returns } = dailyEquity(market.base.time, simulation.equity, parameters.initial);
  const rows = Array.from(day, (start, k) => `${isoDay(start)},${equity[k]},${returns[k]}`);
  const file = join(folder, 'daily_returns.csv');
  writeAtomic(file, `${['date,equity,return', ...rows].join('\n')}\n`);
  return file;
}

/** Open positions at each bar's close, long less short. A trade is open from its entry bar to the bar before its exit's. */
function openPositions(trades: readonly Trade[], bars: number): Int8Array {
  const open = new Int8Array(bars);
  for (const { direction, entryBar, exitBar } of trades) {
    const side = direction === 'long' ? 1 : -1;
    for (let i = entryBar; i < exitBar; i++) open[i] = (open[i] ?? 0) + side;
  }
  return open;
}
