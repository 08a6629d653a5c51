import {
  bool,
  type DataType,
  dictionary,
  duration,
  float64,
  int8,
  int32,
  TimeUnit,
  timestamp,
  utf8,
} from '@uwdata/flechette';
import { table, toArrowIPC } from 'arquero';

/**
 * What a column of an Arrow file means. `time`: ms UTC, a timestamp with time zone UTC; `span`: ms, a duration; `number`: a
 * double; `count`: a whole number from -128 to 127; `flag`: a boolean; `word`: a text of few, stored once each (dictionary).
 */
export type ArrowKind = 'time' | 'span' | 'number' | 'count' | 'flag' | 'word';

/** A column as long as its table; null where a value is unknown. */
export interface ArrowColumn {
  readonly kind: ArrowKind;
  readonly values: Float64Array | Int8Array | readonly (number | string | boolean | null)[];
}

/** Columns as an Arrow IPC file (Feather version 2), uncompressed. Equal columns give equal bytes. Throws when lengths differ. */
export function arrowBytes(columns: Readonly<Record<string, ArrowColumn>>): Uint8Array {
  const entries = Object.entries(columns);
  const rows = entries[0]?.[1].values.length ?? 0;
  for (const [name, { values }] of entries) {
    if (values.length !== rows) {
      throw new Error(`arrowBytes: ${name} must be as long as the other columns (${rows}), got ${values.length}`);
    }
  }
  const types = Object.fromEntries(entries.map(([name, { kind }], k) => [name, arrowType(kind, k)]));
  const bytes = toArrowIPC(table(Object.fromEntries(entries.map(([name, { values }]) => [name, values]))), {
    format: 'file',
    types: types as never,
  });
  return bytes as Uint8Array;
}

/** `id` sets a dictionary apart from the others of the file. */
function arrowType(kind: ArrowKind, id: number): DataType {
  if (kind === 'time') return timestamp(TimeUnit.MILLISECOND, 'UTC');
  if (kind === 'span') return duration(TimeUnit.MILLISECOND);
  if (kind === 'flag') return bool();
  if (kind === 'word') return dictionary(utf8(), int32(), false, id);
  return kind === 'count' ? int8() : float64();
}
