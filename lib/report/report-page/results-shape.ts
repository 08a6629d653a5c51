import type { Costs } from '../../backtest/costs.js';
import type { Metrics } from '../../backtest/metrics.js';
import type { DataQuality } from '../../data/quality.js';
import type { Causality } from '../../robustness/causality/causality.js';
import type { Liveness } from '../../robustness/liveness.js';
import type { MonteCarloSummary } from '../../robustness/monte-carlo-summary.js';
import type { OverfittingReport } from '../../robustness/overfitting/report-shape.js';
import { STRESS_SCENARIOS } from '../../robustness/stress/scenarios.js';
import type { StressResults } from '../../robustness/stress/stress.js';
import type { WalkForwardSummary } from '../../robustness/walk-forward-summary.js';
import type { ParameterValue } from '../../strategy/parameter.js';
import type { Funnel } from '../../strategy/rules.js';
import type { OptimisationResults } from '../optimisation-results.js';
import type { Results } from '../results.js';
import type { PineResults } from '../verdicts/pine-verdict.js';

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

/** What a section needs to be told of: one written by an older version, or by hand, may have less and be good by the schema. */
const NEEDED: Readonly<Partial<Record<keyof KnownResults, readonly string[]>>> = {
  data_quality: [
    'source',
    'rows',
    'from',
    'to',
    'step',
    'gaps',
    'missing',
    'longest_gap',
    'zero_volume',
    'zero_volume_share',
  ],
  funnel: ['long', 'short'],
  metrics: [
    'net_pnl',
    'total_return',
    'total_trades',
    'exposure',
    'sharpe_ratio',
    'sharpe_rf0',
    'sortino_ratio',
    'calmar_ratio',
    'cagr',
    'max_drawdown',
    'longest_drawdown_days',
    'recovery_factor',
    'win_rate',
    'profit_factor',
    'htf_alignment',
    'reversal_exits',
  ],
  costs: ['net_pnl', 'round_trip', 'break_even_per_side', 'zero_cost_twin'],
  fill_ambiguity: ['order', 'orders', 'differing_trades'],
  causality: ['ok', 'words'],
  liveness: ['parameters', 'base_trades', 'dropped', 'runs', 'steps'],
  optimization: ['n_calls', 'best_params', 'best_value', 'train', 'holdout', 'searched', 'dropped', 'failed'],
  overfitting: ['sharpe', 'psr', 'dsr', 'min_trl_days', 'pbo', 'spa', 'days', 'trials'],
  walk_forward: ['stitched', 'random_stitched', 'degradations', 'train_sharpe', 'test_return', 'test_trades', 'checks'],
  monte_carlo: ['sharpe_mean', 'sharpe_std', 'total_return', 'loss', 'drawdown_beyond_20', 'ruin'],
  stress_tests: [...STRESS_SCENARIOS, 'original'],
  paper_trading: ['feed', 'broker', 'trades', 'equal_trades', 'pnl', 'backtest_pnl'],
  pine: ['verified'],
};

/** The sections of a results.json that hold what is to be told of them; `readResults` has held each against the schema. */
export function knownResults(results: Results): KnownResults {
  const whole = Object.entries(results).filter(([name, section]) => {
    const needed = NEEDED[name as keyof KnownResults] ?? [];
    return typeof section === 'object' && section !== null && needed.every((key) => key in section);
  });
  return Object.fromEntries(whole) as unknown as KnownResults;
}
