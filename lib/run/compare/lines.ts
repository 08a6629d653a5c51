import type { RunComparison } from './compare-runs.js';
import { compareRunsTables, compareRunsVerdict } from './words.js';

/** The comparison for a terminal: sentences, then what was given, figures and trades as tables of at most `most` rows each. */
export function comparisonLines(comparison: RunComparison, most: number): string[] {
  const { inputs, figures, trades } = comparison;
  const tables = compareRunsTables(comparison, most);
  const left = {
    lost: trades?.lost.length ?? 0,
    gained: trades?.gained.length ?? 0,
    changed: trades?.changed.length ?? 0,
  };
  return [
    `A  ${comparison.a}`,
    `B  ${comparison.b}`,
    '',
    ...compareRunsVerdict(comparison),
    ...titled('What was given', tables.inputs, inputs.length - most),
    ...titled('Figures', tables.figures, figures.length - most),
    ...titled('Trades', tables.trades, 0),
    ...Object.entries(left).flatMap(([what, count]) => (count > most ? [`  and ${count - most} more ${what}`] : [])),
  ];
}

function titled(title: string, rows: readonly object[], more: number): string[] {
  if (rows.length === 0) return [];
  return ['', title, ...textTable(rows).map((line) => `  ${line}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}

/** Rows as columns of text under their names; what reads as a number stands to the right. */
function textTable(rows: readonly object[]): string[] {
  const cells = rows.map((row) => new Map(Object.entries(row).map(([name, value]) => [name, String(value)])));
  const names = [...(cells[0]?.keys() ?? [])];
  const isNumeric = (name: string) => cells.every((row) => /^([-+]?[\d,.]+)?-?$/.test(row.get(name) ?? ''));
  const width = (name: string) => Math.max(name.length, ...cells.map((row) => row.get(name)?.length ?? 0));
  const line = (value: (name: string) => string) =>
    names
      .map((name) => (isNumeric(name) ? value(name).padStart(width(name)) : value(name).padEnd(width(name))))
      .join('  ')
      .trimEnd();
  return [line((name) => name), ...cells.map((row) => line((name) => row.get(name) ?? ''))];
}
