import type { Bars } from '../core/bars.js';
import { dataError } from './bar-error.js';
import { IGNORED, ROLES, readHeader } from './csv-header.js';
import { CsvScanner } from './csv-scanner.js';
import type { TimeUnit } from './csv-time.js';

export interface ParsedCsv {
  /** Columns as they stand in the file, step still unknown (0), nothing checked but that each cell is a number. */
  readonly bars: Bars;
  /** Line in the file of bar i; the header is line 1. */
  readonly line: Int32Array;
  /** Times (ms UTC) of rows left out because a cell was null. */
  readonly nullTimes: readonly number[];
}

/** Reads the rows of a bars CSV. `nulls: 'error'` throws at a null cell, `'skip'` leaves its row out and reports its time. */
export function parseCsv(bytes: Uint8Array, file: string, caller: string, nulls: 'error' | 'skip'): ParsedCsv {
  const scanner = new CsvScanner(bytes);
  const roles = readHeader(scanner, file, caller);
  const reader = new RowReader(scanner, roles, countLines(bytes), { file, caller, nulls });
  for (let line = 2; !scanner.done; line++) {
    if (!scanner.atLineEnd) reader.read(line);
    scanner.nextLine();
  }
  return reader.result();
}

function countLines(bytes: Uint8Array): number {
  let count = 1;
  for (let p = 0; p < bytes.length; p++) if (bytes[p] === 10 || bytes[p] === 13) count++;
  return count;
}

interface ReadContext {
  readonly file: string;
  readonly caller: string;
  readonly nulls: 'error' | 'skip';
}

/** Reads one row after the other into columns. */
class RowReader {
  private readonly columns: readonly Float64Array[];
  private readonly line: Int32Array;
  private readonly nullTimes: number[] = [];
  private rows = 0;
  private unit: TimeUnit | undefined;

  constructor(
    private readonly scanner: CsvScanner,
    private readonly roles: Int32Array,
    capacity: number,
    private readonly context: ReadContext,
  ) {
    this.columns = ROLES.map(() => new Float64Array(capacity));
    this.line = new Int32Array(capacity);
  }

  read(line: number): void {
    const { scanner, roles, columns, rows } = this;
    const last = roles.length - 1;
    let isNull = false;
    for (let k = 0; k <= last; k++) {
      const role = roles[k];
      if (role === IGNORED) scanner.skip();
      else {
        const value = role === 0 ? scanner.time() : scanner.decimal();
        columns[role][rows] = value;
        if (Number.isNaN(value)) isNull = this.acceptNull(role, line) || isNull;
      }
      if (scanner.atLineEnd !== (k === last)) this.failCount(line, k);
      if (k < last) scanner.nextField();
    }
    this.checkUnit(line);
    if (isNull) this.nullTimes.push(columns[0][rows]);
    else this.line[this.rows++] = line;
  }

  result(): ParsedCsv {
    const [time, open, high, low, close, volume] = this.columns.map((column) => column.subarray(0, this.rows));
    const bars = { step: 0, time, open, high, low, close, volume };
    return { bars, line: this.line.subarray(0, this.rows), nullTimes: this.nullTimes };
  }

  private acceptNull(role: number, line: number): boolean {
    const { bad } = this.scanner;
    if (bad === undefined && role !== 0 && this.context.nulls === 'skip') return true;
    const kind = role === 0 ? 'an ISO time or an epoch number' : 'a number';
    const found = bad === undefined ? 'an empty cell or null' : JSON.stringify(bad);
    const form = role === 0 && bad !== undefined ? ', or write all times like 2024-01-31T00:05:00Z' : '';
    const policy =
      role === 0 || bad !== undefined
        ? ''
        : ", or read the file with readBarsCsv(file, { policy: { nulls: 'drop' } }), or 'fill'";
    throw this.error(line, `${ROLES[role]} must be ${kind}, got ${found}`, `correct or remove the row${form}${policy}`);
  }

  private checkUnit(line: number): void {
    const { unit } = this.scanner;
    if (this.unit === undefined) this.unit = unit;
    if (unit === this.unit) return;
    const name = (u: TimeUnit) => (u === 'ISO' ? 'ISO' : `epoch ${u}`);
    const must = `all times must be written the same way, got ${name(unit)} after ${name(this.unit)}`;
    throw this.error(line, must, 'write all times in one unit');
  }

  private failCount(line: number, k: number): never {
    const { scanner, roles } = this;
    let cells = k + 1;
    while (!scanner.atLineEnd) {
      scanner.nextField();
      scanner.skip();
      cells++;
    }
    throw this.error(line, `a row must have ${roles.length} cells, got ${cells}`, 'correct or remove the row');
  }

  private error(row: number, must: string, remedy: string): Error {
    const { caller, file } = this.context;
    const time = this.columns[0][this.rows];
    const known = this.roles[0] === 0 && Number.isFinite(time) && time !== 0;
    return dataError(caller, must, { file, row, ...(known && { time }) }, remedy);
  }
}
