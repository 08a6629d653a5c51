import { formatNumber, formatPercent } from '../../../core/format.js';
import { metricsTable } from '../../figures/metrics-table.js';
import { counted, inR, signedPercent, signedUsd } from '../../figures/words.js';
import { markup } from '../../markup.js';
import { tableMarkup } from '../../report-page/report-html.js';
import { type KnownResults, knownResults } from '../../report-page/results-shape.js';
import { type Block, figureBlocks, headingBlock, missingBlock, type Tile, tilesBlock } from '../blocks.js';
import type { Pieces } from '../piece.js';
import { tradesBlock } from '../trade-list.js';

/** Equity over the 1h trend, metrics, costs, alignment, trades by bias, and every trade. */
export function backtestBlocks(pieces: Pieces): Block[] {
  const part = pieces['03-backtest'];
  const known = knownResults(pieces.results ?? {});
  const { metrics } = known;
  if (!part && !metrics) return [missingBlock('03-backtest')];
  const figures = (names: readonly string[], wide: readonly string[] = []) =>
    part ? figureBlocks(pieces, '03-backtest', names, wide) : [];
  return [
    ...(metrics ? [tilesBlock('tiles', tilesOf(known))] : []),
    headingBlock('Result', part?.sentences ?? []),
    ...figures(['equity'], ['equity']),
    ...metricsBlock(known),
    headingBlock('Costs'),
    ...figures(['costs', 'cheaper']),
    headingBlock('Higher timeframes'),
    ...figures(['bias', 'alignment']),
    headingBlock('Fills and the shape of a trade'),
    ...figures(['orders', 'r', 'excursions', 'exits'], ['orders', 'exits']),
    ...tradesBlock(part?.tables?.trades),
  ];
}

function tilesOf({ metrics, costs }: KnownResults): Tile[] {
  if (!metrics) return [];
  const ratio = (value: number | null) => (value === null ? 'n/a' : formatNumber(value));
  return [
    {
      name: 'Net P&L',
      value: signedUsd(metrics.net_pnl),
      note: signedPercent(metrics.total_return),
      tone: metrics.net_pnl < 0 ? 'down' : 'up',
    },
    {
      name: 'Deepest drawdown',
      value: formatPercent(metrics.max_drawdown),
      note: `${counted(Math.round(metrics.longest_drawdown_days), 'day')} the longest`,
    },
    {
      name: 'Sharpe ratio at rf 0',
      value: ratio(metrics.sharpe_rf0),
      note: `${ratio(metrics.sharpe_ratio)} over the risk-free rate`,
    },
    {
      name: 'Trades',
      value: formatNumber(metrics.total_trades, 0),
      note: `${metrics.long_trades} long, ${metrics.short_trades} short`,
    },
    {
      name: 'Win rate',
      value: metrics.win_rate === null ? 'n/a' : formatPercent(metrics.win_rate),
      note: `profit factor ${ratio(metrics.profit_factor)}`,
    },
    ...(costs?.cost_r != null
      ? [
          {
            name: 'Cost of a trade',
            value: inR(costs.cost_r),
            note: `zero-cost twin ${signedUsd(costs.zero_cost_twin.net_pnl)}`,
          },
        ]
      : []),
  ];
}

function metricsBlock({ metrics }: KnownResults): Block[] {
  if (!metrics) return [];
  const rows = metricsTable(metrics).map((row) => ({ ...row }));
  return [
    {
      key: 'metrics',
      kind: 'html',
      wide: true,
      html: markup`<div class="card metrics">${tableMarkup({ caption: 'Metrics', rows })}</div>`,
    },
  ];
}
