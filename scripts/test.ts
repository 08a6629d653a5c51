// npm test [-- folder-or-file ...] [-- --test-...]: runs the compiled tests, all or those whose path contains one of the words.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const options = process.argv.slice(2).filter((word) => word.startsWith('-'));
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));

const files = readdirSync(join(root, 'dist', 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .map((file) => relative(root, join(root, 'dist', 'test', file)))
  .sort();

if (files.length === 0) {
  console.error(`test: the words must be part of a test file's path, got ${words.join(', ')}`);
  process.exitCode = 1;
} else {
  const setup = join(root, 'dist', 'test', 'setup.js');
  const started = performance.now();
  const words = ['--enable-source-maps', '--require', setup, ...reporters(options), ...options, '--test', ...files];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] });
  let report = '';
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    report = (report + chunk.toString()).slice(-4000);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('close', (code) => {
    console.log(closingLine(report, performance.now() - started));
    process.exitCode = code ?? 1;
  });
}

/** The usual lines and, at the end, the slowest files; unless others are asked for. */
function reporters(given: readonly string[]): string[] {
  if (given.some((option) => option.startsWith('--test-reporter'))) return [];
  const own = join(root, 'scripts', 'slowest-files.cjs');
  return ['tap', own].flatMap((name) => [`--test-reporter=${name}`, '--test-reporter-destination=stdout']);
}

/** `N passed, N failed, N skipped`, from the counts that the test runner ends with, and how long it took. */
function closingLine(report: string, took: number): string {
  const count = (name: string) => new RegExp(`^\\S+ ${name} (\\d+)$`, 'm').exec(report)?.[1] ?? '0';
  return `${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped in ${files.length} files, ${(took / 1000).toFixed(0)} s`;
}
