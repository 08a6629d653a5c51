import type { Metrics } from '../../backtest/metrics.js';
import { formatNumber, formatPercent } from '../../core/format.js';

/** One line of a table for people: what is measured, its value with unit, and what the value means. */
export interface MetricRow {
  readonly metric: string;
  readonly value: string;
  readonly meaning: string;
}

type Format = (value: number) => string;

const usd: Format = (value) => `${formatNumber(value)} USD`;
const percent: Format = (value) => formatPercent(value);
const plain: Format = (value) => formatNumber(value);
const whole: Format = (value) => formatNumber(value, 0);
const days: Format = (value) => `${formatNumber(value, value < 10 ? 1 : 0)} days`;
const inR: Format = (value) => `${formatNumber(value)} R`;
const times: Format = (value) => `${formatNumber(value)} times`;

const ROWS: readonly (readonly [key: keyof Metrics, metric: string, format: Format, meaning: string])[] = [
  ['net_pnl', 'Net P&L', usd, 'Final less initial equity: the sum of all trades after costs.'],
  ['total_return', 'Total return', percent, 'Final over initial equity, less 1.'],
  ['cagr', 'Growth a year', percent, 'Compound annual growth rate (CAGR) over the days with bars.'],
  [
    'sharpe_ratio',
    'Sharpe ratio',
    plain,
    'Daily returns over the risk-free rate by their deviation, a year; a mostly idle account mostly measures that rate.',
  ],
  ['sharpe_rf0', 'Sharpe ratio at rf 0', plain, 'The same without a risk-free rate: what the trades themselves did.'],
  ['sortino_ratio', 'Sortino ratio', plain, 'As Sharpe, by the deviation of the bad days alone.'],
  ['max_drawdown', 'Deepest drawdown', percent, 'Deepest fall of equity from a peak, on 5m closes.'],
  ['longest_drawdown_days', 'Longest drawdown', days, 'Longest time below a peak, to its recovery or the end.'],
  [
    'calmar_ratio',
    'Calmar ratio',
    plain,
    'Growth a year over the size of the deepest drawdown. Not comparable between losing runs.',
  ],
  ['recovery_factor', 'Recovery factor', plain, 'Total return over the size of the deepest drawdown.'],
  ['total_trades', 'Trades', whole, 'Signals that became positions, all closed.'],
  ['long_trades', 'Longs', whole, 'Trades that bought.'],
  ['short_trades', 'Shorts', whole, 'Trades that sold short.'],
  ['win_rate', 'Win rate', percent, 'Share of trades with a profit after costs.'],
  [
    'profit_factor',
    'Profit factor',
    plain,
    'Sum of the wins over the size of the sum of the losses; above 1 is a profit.',
  ],
  ['avg_win', 'Mean win', usd, 'Mean profit of the winning trades.'],
  ['avg_loss', 'Mean loss', usd, 'Mean result of the losing trades, negative.'],
  ['expectancy_r', 'Expectancy', inR, 'Mean result of a trade in units of its stop distance.'],
  ['exposure', 'Exposure', percent, 'Share of bars with a position open at any moment.'],
  ['turnover', 'Turnover', times, 'Notional of all fills over the mean equity.'],
  [
    'htf_alignment',
    '1h alignment',
    percent,
    'Trades the 1h trend agreed with all along; nearly all by construction, since a reversal closes them.',
  ],
  ['reversal_exits', 'Closed by 1h reversal', percent, 'Trades closed because the 1h trend turned against them.'],
  ['ambiguous_trades', 'Ambiguous trades', whole, 'Trades whose exit depends on the order assumed inside a bar.'],
  [
    'trades_touching_filled_bars',
    'On doubtful bars',
    whole,
    'Trades with a filled or zero-volume bar between signal and exit.',
  ],
];

/** The metrics of a run (those named `only`, when given) as rows for `showTable`; a ratio without a denominator is `n/a`. */
export function metricsTable(metrics: Metrics, only?: readonly (keyof Metrics)[]): MetricRow[] {
  const rows = ROWS.filter(([key]) => only?.includes(key) ?? true);
  return rows.map(([key, metric, format, meaning]) => {
    const value = metrics[key];
    const isWithoutTrend = key === 'htf_alignment' && value === null && metrics.total_trades > 0;
    const words = isWithoutTrend ? 'Not measured: this strategy gives no 1h trend.' : meaning;
    return { metric, value: value === null ? 'n/a' : format(value), meaning: words };
  });
}

/** What a metric is called in a table, and how its value is written; undefined for what is no metric. */
export function metricWords(key: string): readonly [metric: string, format: Format] | undefined {
  const row = ROWS.find(([known]) => known === key);
  return row && [row[1], row[2]];
}
