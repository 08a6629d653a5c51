import { fillOrderFinding } from '../figures/fill-orders.js';
import { signedUsd } from '../figures/words.js';
import { sameSentence } from '../verdicts/attribution-verdict.js';
import { type OptimisationOutcome, optimisationVerdict } from '../verdicts/optimisation-verdict.js';
import { overfittingVerdict } from '../verdicts/overfitting-verdict.js';
import { pineConclusion } from '../verdicts/pine-verdict.js';
import { monteCarloVerdict, stressVerdict } from '../verdicts/robustness-verdicts.js';
import { walkForwardVerdict } from '../verdicts/walk-forward-verdict.js';
import type { KnownResults, PaperResults } from './results-shape.js';
import { type ReportSection, sectionOf } from './section.js';

/** How sure one can be: a part for each thing that was tried to shake the result. */
export function certaintySection(results: KnownResults): ReportSection {
  const { causality, overfitting, walk_forward, monte_carlo, stress_tests, pine } = results;
  return {
    id: 'certainty',
    title: 'How sure one can be',
    sentences: [],
    parts: [
      sectionOf('look-ahead', 'Look-ahead', '03-backtest', causality, ({ words }) => words),
      sectionOf('fills', 'Order of fills inside a bar', '03-backtest', fillsOf(results), (sentence) => [sentence]),
      sectionOf('search', 'Search', '04-optimisation', outcomeOf(results), optimisationVerdict),
      sectionOf('luck', 'Luck of many trials', '04-optimisation', overfitting, overfittingVerdict),
      sectionOf('walk-forward', 'Walk-forward', '05-walk-forward', walk_forward, walkForwardVerdict),
      sectionOf('monte-carlo', 'Other histories', '06-monte-carlo', monte_carlo, monteCarloVerdict),
      sectionOf('stress', 'Stress', '07-stress', stress_tests, stressVerdict),
      sectionOf('paper', 'Paper trading', '08-paper-trading', results.paper_trading, paperSentences),
      sectionOf('pine', 'TradingView', '09-pine-export', pine, ({ verified }) => [pineConclusion(verified)]),
    ],
  };
}

function fillsOf({ fill_ambiguity: fills, metrics }: KnownResults): string | undefined {
  if (!fills || !metrics) return undefined;
  const results = Object.values(fills.orders);
  if (metrics.total_trades === 0) return 'There are no trades: no fill order had anything to decide.';
  return `${fillOrderFinding(Math.min(...results), Math.max(...results), fills.differing_trades, metrics.total_trades)}.`;
}

function outcomeOf({ optimization }: KnownResults): OptimisationOutcome | undefined {
  if (!optimization) return undefined;
  const { best_value: value, best_params, train, holdout, searched, dropped, failed, n_calls } = optimization;
  const point = Object.fromEntries(Object.entries(best_params ?? {}).filter(([name]) => searched.includes(name)));
  const best = value === null ? null : { value, point };
  return { best, train, holdout, searched, dropped, failed, budget: n_calls };
}

function paperSentences({ trades, equal_trades, pnl, backtest_pnl, feed, broker }: PaperResults): string[] {
  const where = `Feed ${feed}, broker ${broker}.`;
  if (trades === 0) return [where, 'No trade has closed yet.'];
  if (equal_trades === trades && pnl === backtest_pnl) return [where, sameSentence(trades, pnl)];
  return [
    where,
    `${equal_trades} of ${trades} trades are the backtest's; paper made ${signedUsd(pnl)}, the backtest of the same period ${signedUsd(backtest_pnl)}. Notebook 08 splits the difference.`,
  ];
}
