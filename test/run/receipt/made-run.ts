// Runs that are recorded without running a notebook: what lies in the folder is written by hand.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Notebook, parseNotebook } from '../../../lib/run/notebook.js';
import { receiptRecorder } from '../../../lib/run/receipt/record.js';
import type { RunResult } from '../../../lib/run/run-notebook.js';
import { root } from '../../needs.js';

export interface MadeRun {
  readonly name?: string;
  readonly parameters?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** The notebook's file: one of the fixtures. */
  readonly fixture?: string;
  /** Path and content of what the run writes. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly ended?: 'complete' | 'failed' | 'interrupted';
}

const made: string[] = [];
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed when the tests of a file are done. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mtf-receipt-'));
  made.push(folder);
  return folder;
}

/** Records a run of a notebook that writes these files. */
export function record(
  out: string,
  { name = 'made', parameters = '', settings = {}, fixture = 'plain', files, ended }: MadeRun,
): void {
  const file = join(root, 'test', 'run', 'fixtures', `${fixture}.ipynb`);
  const end = receiptRecorder(() => Date.UTC(2024, 0, 1))({
    file,
    name,
    notebook: notebookOf(parameters),
    settings,
    out,
  });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), content);
  }
  end(ended === 'interrupted' ? undefined : resultOf(name, out, ended === 'failed'));
}

function notebookOf(parameters: string): Notebook {
  const cell = {
    cell_type: 'code',
    id: 'one',
    metadata: { tags: ['parameters'] },
    source: parameters,
    outputs: [],
    execution_count: null,
  };
  return parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }), 'made');
}

function resultOf(name: string, out: string, failed: boolean): RunResult {
  const error = { name: 'RangeError', message: `in ${out}`, trace: [] };
  const failure = failed ? { failure: { cell: 3, error } } : {};
  return { name, cells: 1, out, notebook: join(out, `${name}.ipynb`), html: join(out, `${name}.html`), ...failure };
}
