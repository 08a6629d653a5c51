// Periods of a walk-forward made by hand: real metrics of a small run, with the ratios that a test is about.

import type { Metrics } from '../../../lib/backtest/metrics.js';
import { DAY } from '../../../lib/core/time.js';
import type { PartResult, PeriodResult } from '../../../lib/robustness/walk-forward.js';
import { degradationOf } from '../../../lib/robustness/walk-forward.js';
import { smallRun } from './support.js';

const START = Date.UTC(2024, 0, 1);
const { metrics } = smallRun(1500);

export interface PeriodSketch {
  readonly train?: number | null;
  readonly test?: number | null;
  readonly returns?: readonly number[];
  readonly random?: readonly number[];
  readonly trades?: number;
  readonly calmar?: number | null;
  readonly alignment?: number | null;
}

/** Period `number`: 7 days of train, then as many days of test as there are returns. */
export function period(number: number, sketch: PeriodSketch = {}): PeriodResult {
  const { train = 1, test = 0.5, returns = [0.01, -0.005, 0.02], random = returns, trades = 40 } = sketch;
  const { calmar = 1, alignment = 0.9 } = sketch;
  const split = START + (number * 30 + 7) * DAY;
  const part = (from: number, daily: readonly number[], sharpe: number | null): PartResult => ({
    from,
    to: from + daily.length * DAY,
    objective: daily.reduce((sum, one) => sum + one, 0),
    metrics: ratios(metrics, { sharpe, trades, calmar, alignment, total: growth(daily) }),
    returns: Float64Array.from(daily),
  });
  return {
    number,
    parameters: { ema1_entry: 18 + number, tp_rr: 2.25 },
    train: part(split - 7 * DAY, [0, 0, 0, 0, 0, 0, 0.01], train),
    test: part(split, returns, test),
    random: { parameters: { ema1_entry: 20, tp_rr: 2 }, train: 0, test: part(split, random, test) },
    degradation: degradationOf(train, test),
  };
}

interface Ratios {
  readonly sharpe: number | null;
  readonly trades: number;
  readonly calmar: number | null;
  readonly alignment: number | null;
  readonly total: number;
}

function ratios(base: Metrics, { sharpe, trades, calmar, alignment, total }: Ratios): Metrics {
  return {
    ...base,
    sharpe_ratio: sharpe,
    calmar_ratio: calmar,
    htf_alignment: alignment,
    total_trades: trades,
    total_return: total,
  };
}

function growth(daily: readonly number[]): number {
  return daily.reduce((equity, one) => equity * (1 + one), 1) - 1;
}

/** Days whose mean is `mean` and whose t-statistic is large: they hardly vary. */
export function steady(mean: number, days = 30): number[] {
  return Array.from({ length: days }, (_, k) => mean * (k % 2 === 0 ? 0.5 : 1.5));
}

/** Days that vary much about `mean`: a small t-statistic. */
export function noisy(mean: number, days = 30): number[] {
  return Array.from({ length: days }, (_, k) => mean + (k % 2 === 0 ? 0.02 : -0.02));
}
