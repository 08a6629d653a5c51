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
  const child = spawn(process.execPath, ['--enable-source-maps', ...options, '--test', ...files], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
