import { formatNumber, formatPercent } from '../../core/format.js';
import { type Markup, markup } from '../markup.js';
import { addressText } from './address.js';
import type { Block } from './blocks.js';
import type { PartRow } from './piece.js';
import type { ListedTrade } from './trade-rows.js';

/** More rows make the page slow; the rest stands in trades.csv. */
const MOST_LISTED = 1000;

/** Every trade, newest first, each with the address under which it is inspected. */
export function tradesBlock(rows: readonly PartRow[] | undefined): Block[] {
  if (!rows || rows.length === 0) return [];
  const trades = ([...rows] as unknown as ListedTrade[]).reverse().slice(0, MOST_LISTED);
  const more =
    rows.length > trades.length ? ` The ${formatNumber(trades.length, 0)} newest; all are in trades.csv.` : '';
  const html = markup`<h2>Trades</h2><p class="soft">Times are UTC and of the bar. Prices in USD, slippage included. Open a trade by its time.${more}</p>
<div class="card"><div class="scroll tall" role="region" aria-label="Trades" tabindex="0"><table class="trades"><caption class="hidden">Trades, newest first</caption>
<thead><tr>${HEAD}</tr></thead><tbody>${trades.map(rowMarkup)}</tbody></table></div></div>`;
  return [{ key: 'trades', kind: 'html', wide: true, html }];
}

const NAMES = [
  'Entered',
  'Side',
  'Entry',
  'Exit',
  'Stop',
  'Target',
  'P&L',
  'R',
  'Left by',
  'Left',
  'Confidence',
  '1h',
  'Fills',
];
const NUMBERS: ReadonlySet<string> = new Set(['Entry', 'Exit', 'Stop', 'Target', 'P&L', 'R', 'Confidence']);
const HEAD: readonly Markup[] = NAMES.map((name) =>
  NUMBERS.has(name) ? markup`<th scope="col" class="number">${name}</th>` : markup`<th scope="col">${name}</th>`,
);

function rowMarkup(trade: ListedTrade): Markup {
  const time = Date.parse(trade.entered);
  const tone = trade.pnl < 0 ? 'down' : 'up';
  const entered = Number.isNaN(time)
    ? markup`${trade.entered}`
    : markup`<a href="${addressText({ page: 'backtest', trade: time })}">${minute(trade.entered)}</a>`;
  const trend = trade.uptrend_1h === null ? '–' : trade.uptrend_1h ? '▲ up' : '▼ down';
  const number = (value: number, decimals = 2) => markup`<td class="number">${formatNumber(value, decimals)}</td>`;
  return markup`<tr><th scope="row">${entered}</th><td class="${trade.direction === 'long' ? 'up' : 'down'}">${trade.direction === 'long' ? '▲ long' : '▼ short'}</td>${number(trade.entry_price)}${number(trade.exit_price)}${number(trade.stop)}${number(trade.target)}<td class="number ${tone}">${formatNumber(trade.pnl)}</td><td class="number ${tone}">${formatNumber(trade.r)}</td><td>${trade.exit_reason}</td><td>${minute(trade.left)}</td><td class="number">${trade.confidence === null ? '–' : formatPercent(trade.confidence, 0)}</td><td>${trend}</td><td>${trade.ambiguous ? 'order matters' : ''}</td></tr>`;
}

/** `2024-03-01 12:35` of an ISO time. */
function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
