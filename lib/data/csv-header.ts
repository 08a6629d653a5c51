import { dataError } from './bar-error.js';
import type { CsvScanner } from './csv-scanner.js';
import { parseTime } from './csv-time.js';

/** Column roles in the order of the header names; the rows of a file are read by role, whatever their order. */
export const ROLES = ['timestamp', 'open', 'high', 'low', 'close', 'volume'] as const;
/** The role of a column that is not read. */
export const IGNORED = -1;
/** What others call the open time of a bar; the name of a pandas index that was given none is empty. */
const TIME_NAMES = ['time', 'date', 'datetime', 'open_time', 'open time'];
const FORM = `the header must name ${ROLES.join(', ')}, separated by commas; the time may also be called ${TIME_NAMES.slice(0, 4).join(', ')}`;
/** What stands between the cells of a file that is not separated by commas. */
const SEPARATORS = [
  [';', '";"'],
  ['\t', 'tabs'],
  ['|', '"|"'],
] as const;

/** Reads the first line: the role of each column. Throws, with what is accepted, when one is not there once. */
export function readHeader(scanner: CsvScanner, file: string, caller: string): Int32Array {
  const names: string[] = [];
  for (;;) {
    names.push(scanner.text().toLowerCase());
    if (scanner.atLineEnd) break;
    scanner.nextField();
  }
  scanner.nextLine();
  const known = withTimestamp(names);
  for (const role of ROLES) {
    const count = known.filter((name) => name === role).length;
    if (count === 1) continue;
    const other = otherForm(names);
    if (other) throw dataError(caller, other.must, { file, row: 1 }, `${other.remedy}; ${FORM}`);
    const found = count === 0 ? `none among ${names.map((name) => name || '""').join(', ')}` : `${count} of them`;
    throw dataError(caller, `column ${role} must be there once, got ${found}`, { file, row: 1 }, FORM);
  }
  return Int32Array.from(known, (name) => (ROLES as readonly string[]).indexOf(name));
}

/** What a first line is that names no columns: one with other separators, or data. */
function otherForm(names: readonly string[]): { must: string; remedy: string } | undefined {
  const line = names.join(',');
  const separator = SEPARATORS.find(([mark]) => line.includes(mark));
  if (names.length === 1 && separator) {
    return {
      must: `cells must be separated by commas, got a first row separated by ${separator[1]}`,
      remedy: "write it with commas and decimal points, in pandas to_csv(sep=',', decimal='.')",
    };
  }
  const values = names.filter((name) => name !== '');
  if (values.length < 2 || !values.every((name) => parseTime(name) !== undefined || Number.isFinite(Number(name))))
    return undefined;
  return {
    must: `row 1 must be a header, got what looks like data: ${names.join(', ')}: no header`,
    remedy: 'put one above it',
  };
}

/**
 * The one column that must be the time called by its name; a header with several, or with none, as it is. A first column
 * without a name, a pandas index, is the time only where no other is.
 */
function withTimestamp(names: readonly string[]): readonly string[] {
  if (names.length === 1 || names.includes('timestamp')) return names;
  const named = names.filter((name) => TIME_NAMES.includes(name)).length;
  if (named > 1) return names;
  const isTime = (name: string, k: number) => (named === 1 ? TIME_NAMES.includes(name) : k === 0 && name === '');
  return names.map((name, k) => (isTime(name, k) ? 'timestamp' : name));
}
