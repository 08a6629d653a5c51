import type { JsonRecord } from './notebook.js';

/** A cell to be run: its place in the notebook (from 0) and its source. */
export interface CellTask {
  readonly index: number;
  readonly source: string;
}

/** What the process that runs the cells is told, as one line of JSON on its standard input. */
export interface Job {
  /** The notebook's folder: relative paths and imports start here. */
  readonly folder: string;
  readonly cells: readonly CellTask[];
}

/** Why a cell failed. `line` counts from 1 in the cell's source; absent when the error names none. */
export interface CellError {
  readonly name: string;
  readonly message: string;
  readonly line?: number;
  /** The stack, cell and source positions in it mapped back, without frames of the machinery. */
  readonly trace: readonly string[];
}

/** What that process reports, one line of JSON each on file descriptor 3, written before it goes on. */
export type Message =
  | { readonly kind: 'start'; readonly cell: number }
  | { readonly kind: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly kind: 'display';
      readonly data: JsonRecord;
      readonly metadata: JsonRecord;
      readonly id?: string;
      readonly update: boolean;
    }
  | { readonly kind: 'end'; readonly cell: number; readonly error?: CellError };
