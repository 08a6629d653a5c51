/** A measured value or null with its reason, as results.json holds it. */
export interface Statistic {
  readonly value: number | null;
  readonly reason?: string;
}

export interface DsrStatistic extends Statistic {
  /** N: every evaluation counts, a failed one as well. */
  readonly trials: number;
  /** Trials whose returns vary: those the variance is of. */
  readonly measurable: number;
  /** Of the trials' Sharpe ratios, per year squared. */
  readonly variance: number | null;
  /** Sharpe ratio that the best of N trials without skill is expected to show. */
  readonly lucky_sharpe: number | null;
  /** DSR were this the effective number of independent trials. */
  readonly sensitivity: Readonly<Record<string, number | null>>;
}

/** Counts of logits by bin; the outer bins take what lies beyond, and a bin holds its upper edge. */
export interface LogitSummary {
  readonly mean: number;
  readonly median: number;
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

export interface MeasuredPbo {
  readonly value: number;
  readonly blocks: number;
  readonly splits: number;
  readonly days: number;
  readonly dropped_days: number;
  readonly loss_probability: number;
  readonly degradation_slope: number | null;
  readonly degradation_r2: number | null;
  readonly logits: LogitSummary;
}

export interface MeasuredSpa {
  /** Hansen's consistent p-value. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly statistic: number;
  /** White's p-value. */
  readonly reality_check: number;
  /** Mean block length, days. */
  readonly block: number;
  readonly samples: number;
  readonly constant_trials: number;
}

export type Unmeasured = { readonly value: null; readonly reason: string };

/** Section `overfitting` of results.json. Sharpe ratios are annual (365 days, risk-free rate 0), probabilities 0 to 1. */
export interface OverfittingReport {
  /** Evaluations ever made on the data, and those of the chosen one's period. */
  readonly trials: number;
  readonly trials_together: number;
  readonly days: number;
  readonly sharpe: Statistic;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  readonly psr: Statistic;
  readonly dsr: DsrStatistic;
  readonly min_trl_days: Statistic;
  readonly min_backtest_years: Statistic;
  readonly pbo: MeasuredPbo | Unmeasured;
  readonly spa: MeasuredSpa | Unmeasured;
}
