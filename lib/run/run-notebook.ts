import { existsSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isAlive, pathsBelow, writeAtomic } from '../data/files.js';
import { lockFolder } from '../data/lock-folder.js';
import type { ExecuteOptions, Execution } from './execute-cells.js';
import { executeCells } from './execute-cells.js';
import { exportHtml } from './export-html.js';
import type { CellError } from './messages.js';
import type { Cell, Notebook, Output } from './notebook.js';
import { notebookText, readNotebook } from './notebook.js';
import type { Settings } from './parameters.js';
import { defaultText, withParameters } from './parameters.js';

export interface RunOptions extends ExecuteOptions {
  /** Values for the cell tagged `parameters`; paths in them absolute. */
  readonly settings: Settings;
  /** Told before the first cell, and what it returns told how the run ended, while the folder is held. */
  readonly recorder?: RunRecorder;
}

/** A run that is about to begin: the notebook's file, itself as it will run, and the folder of its results. */
export interface BeginningRun {
  readonly file: string;
  readonly name: string;
  readonly notebook: Notebook;
  readonly settings: Settings;
  readonly out: string;
}

/** Keeps a record of a run; without a result it was stopped. */
export type RunRecorder = (run: BeginningRun) => (result: RunResult | undefined) => void;

/** Where a run failed: the number of the cell in the notebook from 1, and the line of its source that stood there. */
export interface RunFailure {
  readonly cell: number;
  readonly error: CellError;
  readonly sourceLine?: string;
}

export interface RunResult {
  readonly name: string;
  /** Code cells that were run, the failing one included. */
  readonly cells: number;
  readonly out: string;
  /** The executed copy, and its HTML. */
  readonly notebook: string;
  readonly html: string;
  readonly failure?: RunFailure;
}

/**
 * Runs a notebook headless and stores it with its outputs as `<out>/<name>.ipynb` and `.html`, whatever came of it: `out` is
 * the parameter of that name, else `../outputs` from the notebook. A failed run never replaces the copy of a good one: it is
 * then stored as `<name>.failed.ipynb`. The folder is held for the time of the run. Throws, before anything is written, when
 * a setting has no place, and after the cells' process is gone when aborted.
 */
export async function runNotebook(file: string, options: RunOptions): Promise<RunResult> {
  const name = basename(file, '.ipynb');
  const folder = dirname(resolve(file));
  const notebook = withParameters(readNotebook(file), options.settings, basename(file));
  const out = resolve(folder, defaultText(notebook, 'out') ?? '../outputs');
  const tasks = notebook.cells.flatMap(({ type, source }, index) =>
    type === 'code' && source.trim() !== '' ? [{ index, source }] : [],
  );
  const lock = lockFolder(out);
  try {
    const record = options.recorder?.({ file: resolve(file), name, notebook, settings: options.settings, out });
    let result: RunResult | undefined;
    try {
      const execution = await executeCells(folder, tasks, options).finally(() => sweep(out));
      const executed = withOutputs(notebook, execution);
      const stored = store(executed, out, name, execution.failure !== undefined);
      const failure = execution.failure && describe(notebook, execution.failure);
      result = { name, cells: execution.started.length, out, ...stored, ...(failure && { failure }) };
      return result;
    } finally {
      record?.(result);
    }
  } finally {
    lock.release();
  }
}

function withOutputs(notebook: Notebook, { outputs, started, failure }: Execution): Notebook {
  if (failure) outputs.error(errorOutput(failure.error));
  const cells = notebook.cells.map((cell, index): Cell => {
    if (cell.type !== 'code') return cell;
    const at = started.indexOf(index);
    const filled = outputs.filled(cell, index, at < 0 ? null : at + 1);
    return failure?.cell === index ? { ...filled, metadata: { ...cell.metadata, mtf_lab: { failed: true } } } : filled;
  });
  const { mtf_lab: _, ...metadata } = notebook.metadata;
  return { metadata: failure ? { ...metadata, mtf_lab: { failed: true } } : metadata, cells };
}

function errorOutput({ name, message, trace }: CellError): Extract<Output, { output_type: 'error' }> {
  return { output_type: 'error', ename: name, evalue: message, traceback: [...trace] };
}

function store(notebook: Notebook, out: string, name: string, failed: boolean): { notebook: string; html: string } {
  const [good, bad] = [join(out, name), join(out, `${name}.failed`)];
  const stem = failed && isGoodCopy(`${good}.ipynb`) ? bad : good;
  writeAtomic(`${stem}.ipynb`, notebookText(notebook));
  writeAtomic(`${stem}.html`, exportHtml(notebook, name));
  if (stem === good) for (const end of ['.ipynb', '.html']) rmSync(bad + end, { force: true });
  return { notebook: `${stem}.ipynb`, html: `${stem}.html` };
}

function isGoodCopy(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    return readNotebook(file).metadata.mtf_lab === undefined;
  } catch {
    return false;
  }
}

/** Removes temporary files which a killed process left behind: those of nobody alive. */
function sweep(out: string): void {
  for (const file of pathsBelow(out)) {
    const pid = /\.(\d+)-\d+\.tmp$/.exec(file)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(out, file), { force: true });
  }
}

function describe(notebook: Notebook, failure: NonNullable<Execution['failure']>): RunFailure {
  const { cell, error } = failure;
  const sourceLine = error.line === undefined ? undefined : notebook.cells[cell]?.source.split('\n')[error.line - 1];
  return { cell: cell + 1, error, ...(sourceLine !== undefined && { sourceLine }) };
}
