import type { Costs } from '../../backtest/costs.js';
import type { Metrics } from '../../backtest/metrics.js';
import type { DataQuality } from '../../data/quality.js';
import type { Causality } from '../../robustness/causality/causality.js';
import type { Liveness } from '../../robustness/liveness.js';
import type { MonteCarloSummary } from '../../robustness/monte-carlo-summary.js';
import type { OverfittingReport } from '../../robustness/overfitting/report-shape.js';
import type { StressResults } from '../../robustness/stress/stress.js';
import type { WalkForwardSummary } from '../../robustness/walk-forward-summary.js';
import type { ParameterValue } from '../../strategy/parameter.js';
import type { Funnel } from '../../strategy/rules.js';
import type { OptimisationResults } from '../optimisation-results.js';
import type { PineResults } from '../pine-verdict.js';
import type { Results } from '../results.js';

/** What one notebook computed its sections from. */
export interface Receipt {
  readonly source: string;
  readonly data_hash: string;
  readonly from: string;
  readonly to: string;
  readonly bars: number;
  readonly strategy?: string;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

/** results.json by its schema: sections that were not computed are absent. */
export interface KnownResults {
  readonly data_quality?: DataQuality & { readonly source: string };
  readonly funnel?: Funnel;
  readonly metrics?: Metrics;
  readonly costs?: Costs & { readonly zero_cost_twin: { readonly net_pnl: number } };
  readonly fill_ambiguity?: FillResults;
  readonly causality?: Causality;
  readonly liveness?: Liveness;
  readonly optimization?: OptimisationResults;
  readonly overfitting?: OverfittingReport;
  readonly walk_forward?: WalkForwardSummary & { readonly overfitting?: OverfittingReport };
  readonly monte_carlo?: MonteCarloSummary;
  readonly stress_tests?: StressResults;
  readonly paper_trading?: PaperResults;
  readonly pine?: PineResults;
  readonly receipt?: Readonly<Record<string, Receipt>>;
}

export interface FillResults {
  readonly order: string;
  /** Net P&L by order, USD. */
  readonly orders: Readonly<Record<string, number>>;
  readonly differing_trades: number;
}

export interface PaperResults {
  readonly feed: string;
  readonly broker: string;
  readonly trades: number;
  readonly equal_trades: number;
  readonly pnl: number;
  readonly backtest_pnl: number;
}

/** The sections with their types: `readResults` has held them against the schema, which says the same. */
export function knownResults(results: Results): KnownResults {
  return results as unknown as KnownResults;
}
