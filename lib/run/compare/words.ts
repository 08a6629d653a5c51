import { formatDigits, formatNumber } from '../../core/format.js';
import type { Json } from '../../report/results.js';
import type { RunComparison } from './compare-runs.js';
import type { InputDifference } from './inputs.js';

/** How many rows of a list are shown where not all are asked for. */
const SHOWN = 20;

/** The comparison in sentences: what was given, what came of it, and which trades made the difference. */
export function compareRunsVerdict(comparison: RunComparison): string[] {
  return [...resultSentences(comparison), ...inputSentences(comparison), ...tradeSentences(comparison)];
}

/** The comparison as rows for `showTable`, lists cut to `most` rows each: 20 unless told otherwise. */
export function compareRunsTables(
  { inputs, figures, trades }: RunComparison,
  most = SHOWN,
): {
  readonly inputs: readonly object[];
  readonly figures: readonly object[];
  readonly trades: readonly object[];
} {
  const { gained = [], lost = [], changed = [] } = trades ?? {};
  return {
    inputs: inputs
      .slice(0, most)
      .map(({ what, name, a, b, notebooks }) => ({ what, name, A: a, B: b, for: listed(notebooks) })),
    figures: figures.slice(0, most).map(({ figure, a, b, change }) => ({
      figure,
      A: shown(a),
      B: shown(b),
      change: change === null ? '' : signed(change),
    })),
    trades: [
      ...lost.slice(0, most).map((trade) => tradeRow('lost', trade.entry, trade.direction, trade, undefined)),
      ...gained.slice(0, most).map((trade) => tradeRow('gained', trade.entry, trade.direction, undefined, trade)),
      ...changed.slice(0, most).map(({ entry, direction, a, b }) => tradeRow('changed', entry, direction, a, b)),
    ],
  };
}

interface Ending {
  readonly pnl: number;
  readonly exit_reason: string;
  readonly exit: string;
}

function tradeRow(
  what: string,
  entry: string,
  direction: string,
  a: Ending | undefined,
  b: Ending | undefined,
): object {
  const end = (trade: Ending | undefined) => (trade ? `${trade.exit_reason} ${trade.exit}` : '');
  return {
    what,
    entry,
    direction,
    'pnl A': a ? formatNumber(a.pnl) : '',
    'pnl B': b ? formatNumber(b.pnl) : '',
    change: a && b ? usd(b.pnl - a.pnl) : '',
    'exit A': end(a),
    'exit B': end(b),
  };
}

function resultSentences({ figures, onlyA, onlyB }: RunComparison): string[] {
  const lines: string[] = [];
  const pnl = figures.find(({ figure }) => figure === 'metrics.net_pnl');
  if (pnl?.change !== undefined && pnl.change !== null) {
    const than = pnl.change > 0 ? 'more' : 'less';
    lines.push(
      `B made ${formatNumber(Math.abs(pnl.change))} USD ${than} than A: net P&L ${formatNumber(Number(pnl.a))} in A, ${formatNumber(Number(pnl.b))} in B.`,
    );
  }
  lines.push(
    figures.length === 0
      ? 'No figure that both have differs.'
      : `Figures of results.json that differ: ${figures.length}.`,
  );
  if (onlyA.length > 0) lines.push(`Only A has ${listed(onlyA)}.`);
  if (onlyB.length > 0) lines.push(`Only B has ${listed(onlyB)}.`);
  return lines;
}

function inputSentences({ inputs, receipts, figures, common }: RunComparison): string[] {
  if (common.length === 0) return ['They have no notebook in common: data, parameters and code are not compared.'];
  const kinds = [...new Set(inputs.map(({ what }) => what))];
  const lines: string[] = [];
  const parameters = inputs.filter(({ what }) => what === 'parameters');
  if (parameters.length > 0) lines.push(`Parameters: ${cut(parameters.map(change), 6)}.`);
  if (kinds.includes('data'))
    lines.push('The bars are not the same: figures tell of other data, not only of other rules.');
  if (!receipts) lines.push('Code and environment are not known of both: only headless runs write run.json.');
  else if (kinds.includes('code')) {
    lines.push(
      `Code: ${cut(
        inputs.filter(({ what }) => what === 'code').map(({ name }) => name),
        6,
      )}.`,
    );
  }
  if (receipts && kinds.includes('environment')) {
    lines.push(`Environment: ${cut(inputs.filter(({ what }) => what === 'environment').map(change), 6)}.`);
  }
  if (kinds.length === 0 && receipts) {
    lines.push(
      figures.length === 0
        ? 'Data, parameters, code and environment are the same.'
        : 'Data, parameters, code and environment are the same: a difference in figures comes from trials or results that lay in a folder before.',
    );
  }
  if (receipts && kinds.length > 1 && figures.length > 0) {
    lines.push(`${sentence(kinds)} differ at once: these two runs cannot tell which of them made the difference.`);
  }
  return lines;
}

function tradeSentences({ trades }: RunComparison): string[] {
  if (!trades) return ['Trades are not compared: one of the runs has no trades.csv.'];
  const { same, resized, changed, gained, lost, pnl } = trades;
  if (resized + changed.length + gained.length + lost.length === 0) return [`All ${same} trades are the same.`];
  return [
    `Trades: ${same} the same, ${resized} the same but for their size (${usd(pnl.resized)} USD), ${changed.length} came out otherwise (${usd(pnl.changed)} USD), ${lost.length} are lost (${usd(pnl.lost)} USD without them), ${gained.length} gained (${usd(pnl.gained)} USD): together ${usd(pnl.total)} USD.`,
  ];
}

function change({ name, a, b }: InputDifference): string {
  return `${name} ${a} in A, ${b} in B`;
}

function sentence(kinds: readonly string[]): string {
  const text = `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cut(words: readonly string[], most: number): string {
  const rest = words.length - most;
  return rest > 0 ? `${words.slice(0, most).join('; ')}; and ${rest} more` : words.join('; ');
}

function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

function shown(value: Json): string {
  if (value === null) return '-';
  return typeof value === 'number' ? formatDigits(value, 6) : String(value);
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${formatDigits(value, 6)}`;
}

function usd(value: number): string {
  return `${value > 0 ? '+' : ''}${formatNumber(value)}`;
}
