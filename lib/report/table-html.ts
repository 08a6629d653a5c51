import { escapeHtml } from './escape-html.js';

export type TableValue = string | number | boolean | null | undefined;
export type TableRow = Readonly<Record<string, TableValue>>;

/**
 * Rows as an HTML table, the columns those of all rows in order of appearance. Numbers stand to the right with at most
 * `digits` decimals (4 when absent) and thousands apart; what is missing or not finite is a dash.
 */
export function tableHtml(rows: readonly TableRow[], digits = 4): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isNumeric = (column: string) => rows.some((row) => typeof row[column] === 'number');
  const align = (column: string) => `style="text-align:${isNumeric(column) ? 'right' : 'left'}"`;
  const head = columns.map((column) => `<th ${align(column)}>${escapeHtml(column)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = columns.map((column) => `<td ${align(column)}>${escapeHtml(shown(row[column], digits))}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function shown(value: TableValue, digits: number): string {
  if (value === null || value === undefined) return '\u2013';
  if (typeof value !== 'number') return String(value);
  return Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: digits }) : '\u2013';
}
