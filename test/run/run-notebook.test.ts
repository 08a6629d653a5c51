import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockFolder } from '../../lib/data/lock-folder.js';
import type { Output } from '../../lib/run/notebook.js';
import { readNotebook } from '../../lib/run/notebook.js';
import type { RunOptions, RunResult } from '../../lib/run/run-notebook.js';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { root } from '../needs.js';

const fixture = (name: string) => join(root, 'test', 'run', 'fixtures', `${name}.ipynb`);
const folder = () => mkdtempSync(join(tmpdir(), 'mtf run ')); // with a space, as people's folders have

function run(name: string, out: string, more: Partial<RunOptions> = {}): Promise<RunResult> {
  return runNotebook(fixture(name), { environment: process.env, ...more, settings: { ...more.settings, out } });
}

function texts(outputs: readonly Output[]): string[] {
  return outputs.map((output) => {
    if (output.output_type === 'stream') return `${output.name}: ${output.text}`;
    return output.output_type === 'error' ? output.traceback.join('\n') : JSON.stringify(output.data);
  });
}

test('a notebook is stored with its outputs, as Jupyter would store them, and as HTML', async () => {
  const out = folder();
  const result = await run('plain', out, { settings: { size: '2', tp_rr: '2.4' } });
  assert.equal(result.failure, undefined);
  assert.deepEqual(readdirSync(out).sort(), ['plain.html', 'plain.ipynb']);
  const { cells } = readNotebook(result.notebook);
  assert.deepEqual(
    cells.map((cell) => cell.executionCount),
    [null, 1, 2, null, 3, 4, 5, null],
  );
  assert.deepEqual(texts(cells[2].outputs), ["stdout: [ '1970-01-01', '1970-01-02' ]\n"]);
  assert.deepEqual(texts(cells[4].outputs), [
    'stdout: one\ntwo\n',
    'stderr: to stderr\n',
    'stdout: three\n{"bars":"","quick":false,"set":{"tp_rr":2.4}}\n',
  ]);
});

test('a display that is updated keeps its last state where it stands, also from a later cell', async () => {
  const { notebook } = await run('plain', folder());
  const { cells } = readNotebook(notebook);
  assert.deepEqual(texts(cells[5].outputs), ['{"text/plain":"100 %"}', '{"text/html":"<b>bold</b>"}']);
  assert.deepEqual(texts(cells[6].outputs), ['stdout: done after a wait\n']);
});

test('equal runs store equal bytes', async () => {
  const out = folder();
  const copies: string[] = [];
  for (let i = 0; i < 2; i++) copies.push(readFileSync((await run('plain', out)).notebook, 'utf8'));
  assert.equal(copies[0], copies[1]);
});

test('a cell that throws is told by its number and its own line, and the notebook is stored as far as it ran', async () => {
  const { failure, cells, notebook, html } = await run('throws', folder());
  assert.equal(cells, 3);
  assert.equal(failure?.cell, 3);
  assert.equal(failure?.error.line, 4);
  assert.equal(failure?.sourceLine, 'const bad: number = risky({ close: -1 });');
  assert.match(
    failure?.error.trace.join('\n') ?? '',
    /RangeError: close must be above 0, got -1\n.*risky \(cell 2, line 7\)/,
  );
  const stored = readNotebook(notebook);
  assert.deepEqual(texts(stored.cells[1].outputs), ['stdout: before\n']);
  assert.equal(stored.cells[2].outputs.at(-1)?.output_type, 'error');
  assert.deepEqual(stored.cells[2].metadata.mtf_lab, { failed: true });
  assert.equal(stored.cells[3].executionCount, null);
  assert.match(readFileSync(html, 'utf8'), /class="code failed"/);
});

test('an error inside the library names its TypeScript file', async () => {
  const { failure } = await run('throws-in-lib', folder());
  assert.equal(failure?.sourceLine, 'const random = seededRandom(Number.NaN);');
  assert.match(failure?.error.trace.join('\n') ?? '', /core[\\/]random\.ts:\d+/);
});

test('a type error fails the cell that has it', async () => {
  const { failure } = await run('type-error', folder());
  assert.equal(failure?.cell, 2);
  assert.equal(failure?.sourceLine, 'const text: string = n;');
  assert.match(failure?.error.message ?? '', /Type 'number' is not assignable to type 'string'/);
});

test('a cell that ends the process fails, with what it said before', async () => {
  const { failure, notebook } = await run('exits', folder());
  assert.equal(failure?.cell, 2);
  assert.match(failure?.error.message ?? '', /process must live on, got exit code 3/);
  assert.match(texts(readNotebook(notebook).cells[1].outputs)[0], /last words/);
});

test('a rejected promise that nobody awaits fails its cell', async () => {
  const { failure } = await run('forgotten-await', folder());
  assert.equal(failure?.error.message, 'nobody listens');
});

test('a cell that never ends is stopped by the time limit', async () => {
  const { failure, notebook } = await run('loops', folder(), { cellTimeout: 3 });
  assert.equal(failure?.error.message, 'cell must end within 3 s');
  assert.match(texts(readNotebook(notebook).cells[1].outputs)[0], /entering/);
});

test('a failed run leaves the copy of a good one, and the next good run removes the failed copy', async () => {
  const out = folder();
  const good = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}';
  writeFileSync(join(out, 'throws.ipynb'), good);
  assert.equal((await run('throws', out)).notebook, join(out, 'throws.failed.ipynb'));
  assert.equal(readFileSync(join(out, 'throws.ipynb'), 'utf8'), good);
  writeFileSync(join(out, 'plain.failed.ipynb'), 'old');
  await run('plain', out);
  assert.ok(!existsSync(join(out, 'plain.failed.ipynb')));
});

test('a setting without a place is refused before anything is written', async () => {
  const out = folder();
  await assert.rejects(run('throws', out, { settings: { nope: '1' } }), /parameter must be one of out, got nope/);
  assert.deepEqual(readdirSync(out), []);
});

test('a folder in use by another run is refused with the number of its process', async () => {
  const out = folder();
  const lock = lockFolder(out);
  await assert.rejects(run('plain', out), new RegExp(`in use by process ${process.pid}`));
  lock.release();
});

test('an aborted run stops its process, writes nothing, and frees the folder', async () => {
  const out = folder();
  await run('plain', out);
  const before = statSync(join(out, 'plain.ipynb')).mtimeMs;
  const controller = new AbortController();
  const onCell = () => controller.abort(new Error('stopped by a test'));
  await assert.rejects(run('loops', out, { signal: controller.signal, onCell }), /stopped by a test/);
  assert.deepEqual(readdirSync(out).sort(), ['plain.html', 'plain.ipynb']);
  assert.equal(statSync(join(out, 'plain.ipynb')).mtimeMs, before);
  lockFolder(out).release();
});
