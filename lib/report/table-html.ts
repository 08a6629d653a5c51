import { escapeHtml } from './escape-html.js';

const NOTHING = '\u2013';

/** One row: the values of its own fields, under their names. */
export type TableRow = object;

/**
 * Rows as an HTML table, the columns those of all rows in order of appearance. Numbers stand to the right, also those
 * that are texts with a unit; those that are not, with at most `digits` decimals (4 when absent) and thousands apart; what is missing or not finite is a dash.
 */
export function tableHtml(tableRows: readonly TableRow[], digits = 4): string {
  const rows = tableRows.map((row) => new Map<string, unknown>(Object.entries(row)));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const isNumeric = (column: string) =>
    rows.some((row) => typeof row.get(column) === 'number') ||
    rows.every((row) => isNumberText(String(row.get(column) ?? NOTHING)));
  const align = (column: string) => `style="text-align:${isNumeric(column) ? 'right' : 'left'}"`;
  const head = columns.map((column) => `<th ${align(column)}>${escapeHtml(column)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = columns.map(
      (column) => `<td ${align(column)}>${escapeHtml(shownValue(row.get(column), digits))}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

/** A value as it stands in a table. */
export function shownValue(value: unknown, digits: number): string {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value !== 'number') return String(value);
  return Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: digits }) : NOTHING;
}

/** A number as a text, with its unit or the sign of a comparison; or that there is none. */
export function isNumberText(text: string): boolean {
  return (
    /^([<>]=? ?)?[-+]?[\d,]+(\.\d+)?( ?(%|R|USD|BTC|days|times|bars))?$/.test(text) ||
    text === 'n/a' ||
    text === NOTHING
  );
}
