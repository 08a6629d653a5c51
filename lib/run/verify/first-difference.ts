import { gunzipSync } from 'node:zlib';
import type { Json } from '../../report/results.js';

/** How the two sides are called, such as `in the folder` and `in the rerun`. */
export interface Sides {
  readonly before: string;
  readonly after: string;
}

/**
 * Where two contents of a file of this name differ first, in words: for JSON the path of the value, for CSV (also gzipped)
 * row, time and column, else the byte. Undefined when they are equal to the byte.
 */
export function firstDifference(name: string, before: Uint8Array, after: Uint8Array, sides: Sides): string | undefined {
  if (Buffer.compare(before, after) === 0) return undefined;
  return figure(name, before, after, sides) ?? bytes(before, after, sides);
}

/** The first value that differs, in the order of `before`: its path with both values. Undefined when all are equal. */
export function firstJsonDifference(
  before: Json | undefined,
  after: Json | undefined,
  path = '',
): { readonly path: string; readonly before: Json | undefined; readonly after: Json | undefined } | undefined {
  if (!isBranch(before) || !isBranch(after) || Array.isArray(before) !== Array.isArray(after)) {
    return Object.is(before, after) ? undefined : { path, before, after };
  }
  const [left, right] = [before as Branch, after as Branch];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const inner = Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = firstJsonDifference(left[key], right[key], inner);
    if (found) return found;
  }
  return undefined;
}

/** A value as a line shows it; what is absent is `nothing`. */
export function shown(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}

/** An object or a list, by key or number. */
type Branch = Readonly<Record<string, Json>>;

function isBranch(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

function figure(name: string, before: Uint8Array, after: Uint8Array, sides: Sides): string | undefined {
  try {
    if (name.endsWith('.gz')) return figure(name.slice(0, -3), gunzipSync(before), gunzipSync(after), sides);
    const text = (data: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(data);
    const [left, right] = [text(before), text(after)];
    if (name.endsWith('.json')) return jsonFigure(left, right, sides);
    if (name.endsWith('.csv')) return csvFigure(left, right, sides);
    if (/\.(pine|txt|md|svg)$/.test(name)) return textLine(left, right, sides);
  } catch {
    // Not what its name says: the byte is named instead.
  }
  return undefined;
}

function jsonFigure(left: string, right: string, sides: Sides): string | undefined {
  const found = firstJsonDifference(JSON.parse(left) as Json, JSON.parse(right) as Json);
  return found && `${found.path}: ${shown(found.before)} ${sides.before}, ${shown(found.after)} ${sides.after}`;
}

/** Rows are counted from 1 below the header; the time is the first cell of the row. */
function csvFigure(left: string, right: string, { before, after }: Sides): string | undefined {
  const cells = (text: string) => text.split('\n').map((line) => line.split(','));
  const [rows, others] = [cells(left), cells(right)];
  const header = rows[0] ?? [];
  for (let row = 0; row < Math.max(rows.length, others.length); row++) {
    const [mine, theirs] = [rows[row], others[row]];
    if (mine?.join() === theirs?.join()) continue;
    const where = row === 0 ? 'header' : `row ${row} (${mine?.[0] || theirs?.[0] || 'no time'})`;
    if (isEnd(mine) || isEnd(theirs)) {
      return `${where}: ${isEnd(mine) ? 'no row' : 'a row'} ${before}, ${isEnd(theirs) ? 'none' : 'one'} ${after}`;
    }
    const column = Math.max(
      0,
      [...header.keys()].findIndex((k) => mine?.[k] !== theirs?.[k]),
    );
    return `${where}, ${header[column] ?? `column ${column + 1}`}: ${mine?.[column] ?? 'nothing'} ${before}, ${theirs?.[column] ?? 'nothing'} ${after}`;
  }
  return undefined;
}

/** Past the last row, the empty line that a final newline makes included. */
function isEnd(cells: readonly string[] | undefined): boolean {
  return cells === undefined || (cells.length === 1 && cells[0] === '');
}

function textLine(left: string, right: string, { before, after }: Sides): string | undefined {
  const [lines, others] = [left.split('\n'), right.split('\n')];
  const at = [...Array(Math.max(lines.length, others.length)).keys()].find((k) => lines[k] !== others[k]);
  return at === undefined
    ? undefined
    : `line ${at + 1}: ${shown(lines[at]?.trim())} ${before}, ${shown(others[at]?.trim())} ${after}`;
}

function bytes(before: Uint8Array, after: Uint8Array, sides: Sides): string {
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at < most && before[at] === after[at]) at++;
  const sizes =
    before.length === after.length ? '' : ` (${before.length} bytes ${sides.before}, ${after.length} ${sides.after})`;
  return `byte ${at + 1}${sizes}`;
}
