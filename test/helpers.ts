// Bars made by hand, runs on signals made by hand, and the real bars where they are.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Backtest, backtest } from '../lib/backtest/backtest.js';
import type { Bars } from '../lib/core/bars.js';
import { MINUTE } from '../lib/core/time.js';
import { readBarsCsv } from '../lib/data/csv.js';
import { makeMarket } from '../lib/strategy/market.js';
import type { ParameterValue } from '../lib/strategy/parameter.js';
import { defineStrategy, type Signals, type Strategy } from '../lib/strategy/strategy.js';
import type { Bar } from './reference/index.js';

/** Monday 2024-01-01, 00:00 UTC. */
export const START = Date.UTC(2024, 0, 1);

/** Open, high, low, close and volume (1 when left out) of a bar. */
export type BarRow = readonly [open: number, high: number, low: number, close: number, volume?: number];

export interface BarsOptions {
  /** Length of a bar, ms; five minutes. */
  readonly step?: number;
  /** Open of the first, ms UTC. */
  readonly start?: number;
  /** Places on the grid that the rows take, where some are missing. */
  readonly at?: readonly number[];
  /** Rows that a policy inserted. */
  readonly filled?: readonly number[];
}

/** `bars([[o, h, l, c, v], ...])`: consecutive bars. */
export function bars(rows: readonly BarRow[], options: BarsOptions = {}): Bars {
  const { step = 5 * MINUTE, start = START, at, filled } = options;
  const column = (value: (row: BarRow, k: number) => number) => Float64Array.from(rows, value);
  return {
    step,
    time: column((_, k) => start + (at ? at[k] : k) * step),
    open: column((row) => row[0]),
    high: column((row) => row[1]),
    low: column((row) => row[2]),
    close: column((row) => row[3]),
    volume: column((row) => row[4] ?? 1),
    ...(filled && { filled: Uint8Array.from(rows, (_, k) => (filled.includes(k) ? 1 : 0)) }),
  };
}

/** The reference's bars as columns. */
export function toColumns(list: readonly Bar[], step = 5 * MINUTE): Bars {
  const column = (value: (bar: Bar) => number) => Float64Array.from(list, value);
  return {
    step,
    time: column((bar) => bar.time),
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column((bar) => bar.volume),
    ...(list.some((bar) => bar.filled) && { filled: Uint8Array.from(list, (bar) => (bar.filled ? 1 : 0)) }),
  };
}

/** Columns as the reference's bars. */
export function toObjects({ time, open, high, low, close, volume }: Bars): Bar[] {
  return Array.from(time, (at, i) => ({
    time: at,
    open: open[i],
    high: high[i],
    low: low[i],
    close: close[i],
    volume: volume[i],
  }));
}

/** What a made-up strategy says: at which bars it buys (1) or sells (-1), its ATR, its trend. */
export interface Script {
  readonly sides: Readonly<Record<number, 1 | -1>>;
  /** ATR at every bar, or one for each; 10. */
  readonly atr?: number | readonly number[];
  readonly trend?: readonly number[];
  readonly confidence?: number;
  readonly volRatio?: number;
}

/** A strategy that says what the script says, whatever the bars. */
export function scripted(script: Script): Strategy<readonly []> {
  return defineStrategy({
    name: 'scripted',
    parameters: [],
    compute: ({ base }) => ({ signals: signalsOf(script, base.time.length), columns: {} }),
  });
}

function signalsOf({ sides, atr = 10, trend, confidence, volRatio }: Script, length: number): Signals {
  const constant = (value: number) => new Float64Array(length).fill(value);
  return {
    side: Int8Array.from({ length }, (_, i) => sides[i] ?? 0),
    atr: typeof atr === 'number' ? constant(atr) : Float64Array.from(atr),
    ...(trend && { trend: Int8Array.from(trend) }),
    ...(confidence !== undefined && { confidence: constant(confidence) }),
    ...(volRatio !== undefined && { volRatio: constant(volRatio) }),
  };
}

/** No costs, no caps, one R = the ATR, a binary step: prices and quantities exact and worked out in the head. */
export const PLAIN = { fee: 0, slippage: 0, max_position: 0, sl_atr: 1, tp_rr: 2, qty_step: 2 ** -20, min_notional: 0 };

/** Runs a script on rows; `PLAIN` parameters and pessimistic order unless given. */
export function play(
  rows: readonly BarRow[] | Bars,
  script: Script,
  parameters: Readonly<Record<string, ParameterValue>> = {},
  finer?: Bars,
): Backtest<readonly []> {
  const base = 'time' in rows ? rows : bars(rows);
  const given = { ...PLAIN, ...parameters };
  return backtest(scripted(script), makeMarket(base), { parameters: given, ...(finer && { finer }) });
}

/** The real bars beside the repository, and a reason to skip where they are absent. */
export const REAL = resolve(__dirname, '../../../shared/data');
const REAL_BARS = resolve(REAL, 'btcusd_5min_binance_2023-06-01_2024-12-31.csv.gz');
const REAL_MINUTES = resolve(REAL, 'btcusd_1min_binance_2023-06-01_2024-12-31.csv.gz');
export const NO_REAL_BARS = existsSync(REAL_BARS) ? false : '../shared/data is absent';

export const realBars = (): Bars => readBarsCsv(REAL_BARS).bars;
export const realMinutes = (): Bars => readBarsCsv(REAL_MINUTES).bars;
