import type { Json, Results } from '../../report/results.js';

/** A figure of results.json that differs; null where a run has none. */
export interface FigureDifference {
  /** Path in results.json, such as `backtest_metrics.sharpe_ratio`. */
  readonly figure: string;
  readonly a: Json;
  readonly b: Json;
  /** B less A; null where one of them is no number. */
  readonly change: number | null;
}

/** Not figures: where the results come from is compared apart, and sentences follow from the figures. */
const LEFT_OUT = /^receipt(\.|$)|(^|\.)(verdict|words)(\[|\.|$)|(^|\.)(reason|description)$/;

/** What a person looks at first, in this order. */
const FIRST = [
  'metrics.net_pnl',
  'backtest_metrics.sharpe_ratio',
  'sharpe_rf0',
  'backtest_metrics.max_drawdown',
  'backtest_metrics.total_trades',
  'backtest_metrics.win_rate',
  'backtest_metrics.profit_factor',
  'backtest_metrics.calmar_ratio',
  'costs.gross_pnl',
  'costs.fees',
  'costs.slippage',
  'metrics.expectancy_r',
  'optimization.best_value',
  'walk_forward.stitched.sharpe_rf0',
  'walk_forward.stitched.total_return',
  'walk_forward.degradation',
  'monte_carlo.sharpe_mean',
  'monte_carlo.sharpe_std',
  'monte_carlo.robustness_score',
  'paper_trading.pnl',
] as const;
/** Sections that give figures of another section again. */
const AGAIN = ['metrics', 'costs'] as const;

/** Every figure that differs, of sections that both have: most important first, then in the order of results.json. */
export function compareFigures(a: Results, b: Results): FigureDifference[] {
  const [left, right] = [leaves(common(a, b)), leaves(common(b, a))];
  const paths = [...new Set([...left.keys(), ...right.keys()])].filter((path) => !LEFT_OUT.test(path));
  const place = new Map(paths.map((path, k) => [path, k]));
  const rank = (path: string) => {
    const first = (FIRST as readonly string[]).indexOf(path);
    return first >= 0 ? first : FIRST.length + (place.get(path) ?? 0);
  };
  const different = paths
    .filter((path) => left.get(path) !== right.get(path))
    .sort((x, y) => rank(x) - rank(y))
    .map((path) => difference(path, left.get(path) ?? null, right.get(path) ?? null));
  return different.filter((one, k) => !isRepeated(one, different.slice(0, k)));
}

function common(results: Results, other: Results): Results {
  return Object.fromEntries(Object.entries(results).filter(([section]) => section in other));
}

function difference(figure: string, a: Json, b: Json): FigureDifference {
  return { figure, a, b, change: typeof a === 'number' && typeof b === 'number' ? b - a : null };
}

/** The same figure under the same last name, in a section that repeats others. */
function isRepeated({ figure, a, b }: FigureDifference, before: readonly FigureDifference[]): boolean {
  const [section, name] = figure.split('.');
  if (!AGAIN.some((one) => one === section) || name === undefined) return false;
  return before.some((one) => one.figure.endsWith(`.${name}`) && close(one.a, a) && close(one.b, b));
}

/** Sums of the same trades in another order differ in the last digits. */
function close(x: Json, y: Json): boolean {
  if (typeof x !== 'number' || typeof y !== 'number') return x === y;
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
}

/** Values without parts, by their path. */
function leaves(value: Json, path = '', found = new Map<string, Json>()): Map<string, Json> {
  if (typeof value !== 'object' || value === null) return found.set(path, value);
  for (const [key, inner] of Object.entries(value) as [string, Json][]) {
    leaves(inner, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`, found);
  }
  return found;
}
