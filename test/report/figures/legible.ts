// What a reader needs of every figure: a title that states a finding, times in UTC, values and hovers with their unit.

import assert from 'node:assert/strict';
import type { Figure, Layout, Trace } from '../../../lib/report/figure.js';

/** A title with a number or one of these says something; one without is a label. */
const SAYS =
  /\d|\b(is|are|was|were|has|have|had|cannot|can|no|none|nothing|all|every|leaves?|takes?|moves?|beats?|became|agree[ds]?|failed|ended)\b/i;
/** A unit behind the quantity, in brackets or words. */
const UNIT =
  /\((USD|BTC|R|ATR|%|% of the price|a year|log scale|UTC)\)$|\b(a year|a day|BTC a (day|bar))$|\(.*(USD|BTC|%|log scale)\)$/;
/** Pure numbers: counts, ratios, parameters of a search. */
const COUNT =
  /^(Missing bars|Trades|Evaluation|Period|Days of test|Number of \w+|Expected objective|Volume as a multiple of the threshold|Largest difference as a share of the tolerance|Logit of .*|Trials.*)$/i;
const HOVER_UNIT =
  /USD|BTC|UTC| %|\bR\b|ATR|%\{text\}|\b(trades?|bars?|returns?|times|runs?|won|lost|change|expected|trials|splits|Sharpe|evaluation|after|standard deviation|evaluated)\b/;

/** Names that stand for a unit on the axes of a figure about an objective or about parameters. */
export interface LegibleOptions {
  readonly numbers?: readonly string[];
}

/** Throws when a reader could not tell what is shown. */
export function assertLegible(figure: Figure, { numbers = [] }: LegibleOptions = {}): void {
  const { title } = figure.layout.meta as { title: string };
  assert.match(title, SAYS, `the title must state a finding, got ${title}`);
  for (const [key, axis] of Object.entries(figure.layout)) {
    if (/^[xy]axis\d*$/.test(key) && isUsed(figure, key)) assertAxis(title, figure, key, axis as Layout, numbers);
  }
  for (const trace of figure.data) assertHover(title, trace);
}

function isUsed({ data }: Figure, key: string): boolean {
  return data.some((trace) => (trace[`${key[0]}axis`] ?? key[0]) === key.replace('axis', '') && hasAxes(trace));
}

const hasAxes = ({ type }: Trace) => type !== 'indicator';

function assertAxis(figure: string, { layout }: Figure, key: string, axis: Layout, numbers: readonly string[]): void {
  const text = (axis.title as { text?: string } | undefined)?.text ?? '';
  if (axis.type === 'date') {
    assert.match(text, /UTC/, `${figure}: ${key} is a time, and must say UTC, got "${text}"`);
    return;
  }
  if (axis.type === 'category' || axis.visible === false || axis.showticklabels === false || axis.matches) return;
  // Panels side by side share the title of the first.
  const first = (layout[`${key[0]}axis`] as Layout).title as { text?: string } | undefined;
  const said = text === '' && key.length > 5 ? (first?.text ?? '') : text;
  assert.ok(
    UNIT.test(said) || COUNT.test(said) || numbers.includes(said),
    `${figure}: ${key} must name its unit, got "${said}"`,
  );
}

function assertHover(figure: string, trace: Trace): void {
  if (trace.hoverinfo === 'skip' || trace.type === 'indicator') return;
  const words = String(trace.hovertemplate ?? '');
  assert.match(
    words,
    HOVER_UNIT,
    `${figure}: hovering over ${trace.name ?? trace.type} must say units, got "${words}"`,
  );
  if (words.includes('%{x|') && words.includes('%H')) assert.match(words, /UTC/, `${figure}: ${words} must say UTC`);
}
