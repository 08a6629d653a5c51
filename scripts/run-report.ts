// What `npm start` and `npm run notebook` share: running one notebook with its lines on the terminal.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Settings } from '../lib/run/parameters.js';
import type { RunFailure, RunResult } from '../lib/run/run-notebook.js';
import { runNotebook } from '../lib/run/run-notebook.js';

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

/** Runs a notebook with one line of progress, and the error when a cell fails. */
export async function runWithReport(file: string, request: RunRequest): Promise<RunResult> {
  const name = basename(file, '.ipynb');
  const live = process.stdout.isTTY;
  const started = performance.now();
  const before = new Map<string, string>();
  const onCell = (cell: number) => {
    if (live) process.stdout.write(`\r${name}  cell ${cell + 1} ... `);
  };
  for (const [path, mark] of snapshot(outFolder(request.settings))) before.set(path, mark);
  const result = await runNotebook(file, { ...request, environment: process.env, onCell });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const wrote = [...snapshot(result.out)].filter(([path, mark]) => before.get(path) !== mark).map(([path]) => path);
  const end = result.failure ? 'FAILED' : `wrote ${wrote.sort().join(', ')}`;
  process.stdout.write(
    `${live ? '\r\x1b[K' : ''}${name.padEnd(20)} ${seconds.padStart(6)} s  ${result.cells} cells  ${end}\n`,
  );
  if (result.failure) process.stderr.write(failureText(result, result.failure));
  return result;
}

/** The folder that is compared before and after: settings may move it. */
function outFolder(settings: Settings): string {
  return settings.out ?? join(root, 'outputs');
}

/** Files of a folder with what changes when they are written. */
export function snapshot(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return stats?.isFile() && !basename(name).startsWith('.')
      ? [[name, `${stats.size} ${stats.mtimeMs}`] as const]
      : [];
  });
  return new Map(files);
}

function failureText({ name, notebook }: RunResult, { cell, error, sourceLine }: RunFailure): string {
  const place = error.line === undefined ? '' : `, line ${error.line}`;
  const lines = [`${name}: cell ${cell}${place} failed`];
  if (sourceLine !== undefined) lines.push(`  > ${sourceLine.trim()}`);
  lines.push(...error.trace.map((text) => `  ${text}`), `The notebook as far as it ran: ${notebook}`);
  return `${lines.join('\n')}\n`;
}
