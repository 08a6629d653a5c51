// npm run notebook -- 03-backtest [more] [--set name=value ...] [--timeout SECONDS]: runs notebooks headless.
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSettings } from '../lib/run/parameters.js';
import type { RunRequest } from './run-report.js';
import { callerFolder, endSignal, repositoryNotebooks, runWithReport, usageError } from './run-report.js';

const USAGE =
  'npm run notebook -- 03-backtest [more] [--set bars=FILE] [--set out=DIR] [--set name=value] [--timeout SECONDS]';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { set: { type: 'string', multiple: true }, timeout: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(USAGE);
  if (positionals.length === 0) throw new Error(`notebook: name must be given, got none; ${USAGE}`);
  const files = positionals.map(findNotebook);
  const request: RunRequest = {
    settings: parseSettings(values.set ?? [], (path) => resolve(callerFolder, path)),
    signal: endSignal(),
    ...(values.timeout !== undefined && { cellTimeout: parseTimeout(values.timeout) }),
  };
  for (const file of files) {
    const { failure } = await runWithReport(file, request);
    if (failure) {
      process.exitCode = 1;
      return;
    }
  }
}

/** A notebook of the repository by its name, or any by its path. */
function findNotebook(word: string): string {
  const own = repositoryNotebooks();
  const named = own.find((file) => basename(file) === word || basename(file, '.ipynb') === word);
  const path = resolve(callerFolder, word);
  if (named) return named;
  if (existsSync(path) && path.endsWith('.ipynb')) return path;
  const names = own.map((file) => basename(file, '.ipynb')).join(', ');
  throw new Error(`notebook: name must be the path of a notebook or one of ${names}, got ${word}`);
}

function parseTimeout(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new Error(`notebook: --timeout must be a number of seconds above 0, got ${text}`);
}

main().catch((error: Error) => {
  console.error(usageError('notebook', error, USAGE));
  process.exitCode = 1;
});
