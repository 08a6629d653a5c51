import { isoTime } from '../core/time.js';

/** Where a value stands: the file (or source) and its row, which is the line in the file, the header being line 1. */
export interface Place {
  readonly file: string;
  readonly row?: number;
  /** Open time of the bar, ms UTC, where it is known. */
  readonly time?: number;
}

/** An error about data, in the house form: what must be how, what was found, where, and what to do about it. */
export function dataError(caller: string, must: string, place: Place, remedy: string): Error {
  const row = place.row === undefined ? '' : `, row ${place.row}`;
  const time = place.time === undefined ? '' : ` (${isoTime(place.time)})`;
  return new Error(`${caller}: ${must}, in ${place.file}${row}${time}; ${remedy}`);
}
