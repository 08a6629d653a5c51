import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../needs.js';

const fixture = (name: string) => join(root, 'test', 'run', 'fixtures', `${name}.ipynb`);

function command(words: readonly string[], from: string): ChildProcess {
  return spawn(process.execPath, [join(root, 'dist', 'scripts', 'notebook.js'), ...words], {
    cwd: root,
    env: { ...process.env, INIT_CWD: from },
  });
}

async function finished(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 50));
}

test('paths are taken from where the command was typed, and the line says what was written, then what cells for the terminal say', async () => {
  const from = mkdtempSync(join(tmpdir(), 'mtf-from-'));
  const { code, text } = await finished(
    command([fixture('plain'), '--set', 'out=here/out', '--set', 'bars=b.csv'], from),
  );
  assert.equal(code, 0, text);
  assert.match(text, /^plain +\d+\.\d s {2}5 cells {2}wrote plain\.html, plain\.ipynb\none\ntwo\nthree\n\{"bars"/m);
  assert.ok(readFileSync(join(from, 'here', 'out', 'plain.ipynb'), 'utf8').includes(join(from, 'b.csv')));
});

test('a failing cell ends the command with its number, its line, the error and a status', async () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-out-'));
  const { code, text } = await finished(command([fixture('throws'), '--set', `out=${out}`], out));
  assert.equal(code, 1);
  assert.match(
    text,
    /throws: cell 3, line 4 failed\n {2}> const bad: number = risky\(\{ close: -1 \}\);\n {2}RangeError: close must/,
  );
});

test('an unknown notebook and a malformed setting are told with what is possible', async () => {
  const unknown = await finished(command(['99-nothing'], root));
  assert.equal(unknown.code, 1);
  assert.match(unknown.text, /name must be the path of a notebook or one of .*got 99-nothing/);
  const malformed = await finished(command([fixture('plain'), '--set', 'out'], root));
  assert.match(malformed.text, /setting must be name=value, got out/);
});

test('ctrl-C ends a run within a cell that never yields, and leaves nothing behind', async () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-out-'));
  const child = command([fixture('loops'), '--set', `out=${out}`], out);
  const end = finished(child);
  await until(() => existsSync(join(out, '.lock')));
  await new Promise((done) => setTimeout(done, 3000));
  child.kill('SIGINT');
  const { code, text } = await end;
  assert.notEqual(code, 0);
  assert.match(text, /stopped by SIGINT/);
  assert.deepEqual(readdirSync(out), []);
});

test('the process of a cell that never yields ends when the command is killed', {
  skip: existsSync('/proc/self/task') ? false : 'there is no /proc here',
}, async () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-out-'));
  const child = command([fixture('loops'), '--set', `out=${out}`], out);
  const kernels = () => readdirSync('/proc').filter((pid) => isChildOf(pid, String(child.pid)));
  await until(() => kernels().length === 1);
  const [pid] = kernels();
  await new Promise((done) => setTimeout(done, 3000));
  child.kill('SIGKILL');
  await until(() => !existsSync(`/proc/${pid}`));
});

function isChildOf(pid: string, parent: string): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^PPid:\s+(\d+)/m.exec(status)?.[1] === parent;
  } catch {
    return false;
  }
}
