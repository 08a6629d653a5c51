import { formatNumber } from '../../core/format.js';
import type { Attribution } from '../../paper/attribution.js';

const PARTS = ['data', 'latency', 'slippage', 'rule'] as const;
const WORDS: Readonly<Record<(typeof PARTS)[number], string>> = {
  data: 'other bars than known today',
  latency: 'fills later than the model',
  slippage: 'prices against the market of their moment',
  rule: 'other decisions',
};

/** In sentences: whether paper trading did what the backtest does on the same bars, and if not, what made the difference. */
export function attributionVerdict({ trades, total, open }: Attribution): string[] {
  const left = open > 0 ? ` ${formatNumber(open, 0)} still open are not compared yet.` : '';
  if (trades.length === 0)
    return [`No trade has closed yet, on paper or in the backtest: there is nothing to compare.${left}`];
  const one = trades.filter(({ paper, reference }) => paper !== null && reference !== null).length;
  const differing = trades.filter(({ difference }) => difference !== 0);
  if (differing.length === 0) {
    return [`${sameSentence(trades.length, total.paper)}${left}`];
  }
  const parts = PARTS.filter((name) => total[name] !== 0).map(
    (name) => `${formatNumber(total[name])} from ${WORDS[name]}`,
  );
  return [
    `Paper made ${formatNumber(total.paper)} USD, the backtest of the same period ${formatNumber(total.reference)}: a difference of ${formatNumber(total.difference)} in ${formatNumber(differing.length, 0)} of ${formatNumber(trades.length, 0)} trades, ${formatNumber(one, 0)} of which both took.${left}`,
    `Of the difference: ${parts.join(', ')}.`,
  ];
}

/** Every trade on paper is the backtest's; `pnl` in USD. */
export function sameSentence(trades: number, pnl: number): string {
  return `All ${formatNumber(trades, 0)} trades on paper are the backtest's, to the last bit of profit: ${formatNumber(pnl)} USD in both.`;
}
