import { formatNumber, formatPercent } from '../../core/format.js';
import { BACKTEST_PARAMETERS } from '../../strategy/backtest-parameters.js';
import { MTF_PARAMETERS } from '../../strategy/mtf-parameters.js';
import type { ParameterValue } from '../../strategy/parameter.js';
import { costsInForce, counted, usd } from '../figures/words.js';
import { dataVerdict } from '../verdicts/verdicts.js';
import type { KnownResults, Receipt } from './results-shape.js';
import { type ReportSection, sectionOf } from './section.js';

/** Gaps that are listed one by one. */
const MOST_GAPS = 5;

/** The receipt of the backtest, else the first there is: what the report is about. */
export function subjectOf({ receipt = {} }: KnownResults): Receipt | undefined {
  return receipt['03-backtest'] ?? Object.values(receipt)[0];
}

/** What was tested: strategy, parameters, costs. */
export function testedSection(results: KnownResults): ReportSection {
  return sectionOf('tested', 'What was tested', '03-backtest', subjectOf(results), (subject) => {
    const { strategy = 'a strategy without a name', parameters = {} } = subject;
    const { initial, risk, max_position: cap, fee, slippage } = parameters;
    const rules =
      typeof fee === 'number' && typeof slippage === 'number' && typeof initial === 'number' && typeof risk === 'number'
        ? ` It begins with ${usd(initial)}, risks at most ${formatPercent(risk)} of equity a trade${capWords(cap)} and pays ${costsInForce({ fee, slippage })}.`
        : '';
    const order = results.fill_ambiguity ? ` Fills inside a bar: ${results.fill_ambiguity.order}.` : '';
    return [
      `The strategy ${strategy}: a signal at the close of a 5-minute bar is filled at the next open.${rules}${order}`,
      changedWords(parameters),
    ];
  });
}

/** The cap on a position; it, not the risk, decides the size where the stop is near. */
function capWords(cap: ParameterValue | undefined): string {
  return typeof cap === 'number' && cap > 0 ? `, with a position of at most ${formatPercent(cap)} of equity,` : '';
}

function changedWords(parameters: Readonly<Record<string, ParameterValue>>): string {
  const defaults = new Map<string, ParameterValue>(
    [...MTF_PARAMETERS, ...BACKTEST_PARAMETERS].map((parameter) => [parameter.name, parameter.default]),
  );
  const changed = Object.entries(parameters).filter(
    ([name, value]) => defaults.has(name) && defaults.get(name) !== value,
  );
  return changed.length === 0
    ? 'Every parameter has its default.'
    : `Parameters that differ from the defaults: ${changed.map(([name, value]) => `${name} ${value}`).join(', ')}.`;
}

/** The bars, and what is missing of them. */
export function dataSection({ data_quality: data }: KnownResults): ReportSection {
  const section = sectionOf('data', 'On which data', '01-data', data, (quality) => [
    ...(quality.source === 'sample' ? [`${counted(quality.rows, 'bar')} from ${quality.from} to ${quality.to}.`] : []),
    ...dataVerdict(quality, quality.source),
    ...(quality.largest_move
      ? [
          `The largest move from close to close is ${formatPercent(quality.largest_move.change)}, at ${quality.largest_move.time}.`,
        ]
      : []),
  ]);
  const gaps = [...(data?.gaps ?? [])].sort((a, b) => b.missing - a.missing).slice(0, MOST_GAPS);
  if (gaps.length === 0) return section;
  const rows = gaps.map(({ from, to, missing }) => ({ from, to, 'missing bars': formatNumber(missing, 0) }));
  return { ...section, table: { caption: `The longest of ${counted(data?.gaps.length ?? 0, 'gap')}`, rows } };
}
