// What `npm start` and `npm run notebook` share: running one notebook with its lines on the terminal.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { cellTags, readNotebook } from '../lib/run/notebook.js';
import { toldNames } from '../lib/run/output-list.js';
import { defaultText, type Settings } from '../lib/run/parameters.js';
import { folderFiles } from '../lib/run/receipt/files.js';
import { RECEIPT_FILE } from '../lib/run/receipt/receipt.js';
import { receiptRecorder } from '../lib/run/receipt/record.js';
import type { RunFailure, RunResult } from '../lib/run/run-notebook.js';
import { runNotebook } from '../lib/run/run-notebook.js';
import { printable } from '../lib/run/verify/words.js';

export const root = resolve(__dirname, '..', '..');

/** Where the person typed the command: npm itself runs scripts in the repository. */
export const callerFolder = process.env.INIT_CWD ?? process.cwd();

export interface RunRequest {
  readonly settings: Settings;
  readonly cellTimeout?: number;
  readonly signal: AbortSignal;
}

/** The notebooks of the repository, in reading order. */
export function repositoryNotebooks(): string[] {
  const folder = join(root, 'notebooks');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith('.ipynb'))
    .sort()
    .map((name) => join(folder, name));
}

/** A signal that is aborted by ctrl-C or a request to end. */
export function endSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => controller.abort(new Error(`stopped by ${name}`)));
  }
  return controller.signal;
}

/** The message of an error, with the usage of `command` under it where the words typed were none of its own. */
export function usageError(command: string, error: NodeJS.ErrnoException, usage: string): string {
  const isUsage = error.code?.startsWith('ERR_PARSE_ARGS');
  const text = isUsage ? `${command}: ${error.message}\n\n${usage}` : error.message;
  return text.split('\n').map(printable).join('\n');
}

/** The tag of a cell whose text is what a person at a terminal wants to know. */
const TERMINAL_TAG = 'terminal';

/** Runs a notebook with one line of progress, what its cells tagged `terminal` say, and the error when a cell fails. */
export async function runWithReport(file: string, request: RunRequest): Promise<RunResult> {
  const name = basename(file, '.ipynb');
  const live = process.stdout.isTTY;
  const started = performance.now();
  const before = new Map<string, string>();
  const onCell = (cell: number) => {
    if (live) process.stdout.write(`\r${name}  cell ${cell + 1} ... `);
  };
  for (const [path, mark] of folderFiles(outFolder(file, request.settings))) before.set(path, mark);
  const recorder = receiptRecorder(Date.now);
  const result = await runNotebook(file, { ...request, environment: process.env, onCell, recorder });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const wrote = [...folderFiles(result.out)]
    .filter(([path, mark]) => path !== RECEIPT_FILE && before.get(path) !== mark)
    .map(([path]) => path);
  const end = result.failure ? 'FAILED' : `wrote ${toldNames(wrote).join(', ')}`;
  process.stdout.write(
    `${live ? '\r\x1b[K' : ''}${name.padEnd(20)} ${seconds.padStart(6)} s  ${result.cells} cells  ${end}\n`,
  );
  if (result.failure) process.stderr.write(failureText(result, result.failure));
  else process.stdout.write(terminalText(result));
  return result;
}

/** The folder that is compared before and after: settings may move it. */
function outFolder(file: string, settings: Settings): string {
  return resolve(dirname(file), settings.out ?? defaultText(readNotebook(file), 'out') ?? '../outputs');
}

function terminalText({ notebook }: RunResult): string {
  return readNotebook(notebook)
    .cells.filter((cell) => cellTags(cell).includes(TERMINAL_TAG))
    .flatMap(({ outputs }) =>
      outputs.map((one) => (one.output_type === 'stream' && one.name === 'stdout' ? one.text : '')),
    )
    .join('');
}

function failureText({ name, notebook }: RunResult, { cell, error, sourceLine }: RunFailure): string {
  const place = error.line === undefined ? '' : `, line ${error.line}`;
  const lines = [`${name}: cell ${cell}${place} failed`];
  if (sourceLine !== undefined) lines.push(`  > ${sourceLine.trim()}`);
  lines.push(...error.trace.map((text) => `  ${text}`), `The notebook as far as it ran: ${notebook}`);
  return `${lines.join('\n')}\n`;
}
