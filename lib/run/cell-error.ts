import type { CellMap } from './cell-maps.js';
import type { CellError } from './messages.js';

/** The script name a cell runs under, which its stack frames show. */
export function cellScript(index: number): string {
  return `notebook-cell-${index + 1}`;
}

const CELL_PLACE = /notebook-cell-(\d+):(\d+):(\d+)/;
/** Frames of what runs the cells: they say nothing about the error. */
const MACHINERY = /node:internal|node:vm|[\\/]tslab[\\/]dist[\\/]|[\\/]lib[\\/]run[\\/]kernel-process/;

/**
 * What a thrown value tells, with places in cells as `cell 3, line 5`. `line` is where the failing cell itself stood;
 * `maps` holds a map for each cell run so far, by its index.
 */
export function describeThrown(
  thrown: unknown,
  cell: number,
  maps: ReadonlyMap<number, CellMap | undefined>,
): CellError {
  if (!isErrorLike(thrown)) return { name: 'Thrown', message: String(thrown), trace: [`Thrown: ${String(thrown)}`] };
  let line: number | undefined;
  const frames = stackFrames(thrown).flatMap((frame) => {
    if (MACHINERY.test(frame)) return [];
    const place = CELL_PLACE.exec(frame);
    if (!place) return [frame];
    const index = Number(place[1]) - 1;
    const at = maps.get(index)?.(Number(place[2]), Number(place[3]));
    if (index === cell) line ??= at?.line;
    return [frame.replace(CELL_PLACE, at ? `cell ${index + 1}, line ${at.line}` : `cell ${index + 1}`)];
  });
  const trace = [`${thrown.name}: ${thrown.message}`, ...frames];
  if (thrown.cause !== undefined)
    trace.push(`Caused by: ${isErrorLike(thrown.cause) ? thrown.cause.message : thrown.cause}`);
  return { name: thrown.name, message: thrown.message, trace, ...(line !== undefined && { line }) };
}

function isErrorLike(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}

function stackFrames(error: Error): string[] {
  return String(error.stack)
    .split('\n')
    .filter((text) => /^\s+at /.test(text));
}
