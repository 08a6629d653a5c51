import { shownValue, type TableRow } from '../table-html.js';
import { metricWords } from './metrics-table.js';
import { scenarioName } from './stress.js';
import { signedPercent } from './words.js';

type Words = readonly [heading: string, format: (value: number) => string];

/** Short names that results.json has for metrics. */
const ALIASES: Readonly<Record<string, string>> = {
  dd: 'max_drawdown',
  sharpe: 'sharpe_ratio',
  trades: 'total_trades',
};

/** What the lab's own columns other than metrics are called; parameters keep the names by which they are set. */
const HEADINGS: Readonly<Record<string, string>> = {
  train_from: 'Train from',
  test_from: 'Test from',
  test_to: 'Test to',
  blocked_by: 'Blocked by',
  test_trades: 'Test trades',
};

/** The lab's own columns of fractions. */
const FRACTIONS: Readonly<Record<string, Words>> = {
  train_return: ['Train return', signedPercent],
  test_return: ['Test return', signedPercent],
};

/** A row with words over its columns, and texts in its cells. */
export type WordRow = { readonly [heading: string]: string };

/**
 * Rows of the lab's own columns for people: metrics under their names, with unit and two decimals, fractions as percent,
 * yes and no, scenarios in words. What is not the lab's stands as `showTable` would write it.
 */
export function inWords(rows: readonly TableRow[]): WordRow[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [headingOf(column), cellOf(column, value)])),
  );
}

function headingOf(column: string): string {
  return wordsOf(column)?.[0] ?? HEADINGS[column] ?? capital(column);
}

function cellOf(column: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (column === 'scenario') return scenarioName(String(value));
  if (typeof value !== 'number' || !Number.isFinite(value)) return shownValue(value, 4);
  return wordsOf(column)?.[1](value) ?? shownValue(value, 4);
}

function wordsOf(column: string): Words | undefined {
  return FRACTIONS[column] ?? metricWords(ALIASES[column] ?? column);
}

/** `meaning` as `Meaning`; a name with which something is set stays. */
export function capital(text: string): string {
  if (text.includes('_')) return text;
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
