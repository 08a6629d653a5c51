import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { executeCells } from '../lib/run/execute-cells.js';
import { root } from './needs.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pages = ['README.md', 'environment.md', 'docs/architecture.md', 'docs/paper-trading.md', 'docs/python.md'];

/** Blocks of code with the output that stands below them. */
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```\s+```text\n([\s\S]*?)```/g)];
const outputs = mkdtempSync(join(tmpdir(), 'mtf-readme-'));
after(() => rmSync(outputs, { recursive: true }));

test('each code of the README stands above its output', () => {
  assert.equal(examples.length, 2);
  assert.equal(examples.length, (readme.match(/```ts/g) ?? []).length);
});

for (const [k, [, code = '', text = '']] of examples.entries()) {
  test(`code ${k + 1} of the README runs in a notebook and prints what stands below it`, async () => {
    // Trials of the same strategy in the reader's folder would be counted.
    const source = code.replaceAll(/'\.\.\/outputs[^']*'/g, JSON.stringify(outputs));
    const { outputs: made, failure } = await executeCells(join(root, 'notebooks'), [{ index: 0, source }], {
      environment: process.env,
    });
    assert.equal(failure, undefined);
    const cell = { type: 'code', id: 'readme', source, metadata: {}, outputs: [], executionCount: null } as const;
    const printed = made.filled(cell, 0, 1).outputs.map((output) => ('text' in output ? output.text : ''));
    assert.equal(printed.join(''), text);
  });
}

test('every npm command that a page shows exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    const commands = [...text.matchAll(/npm (?:run ([a-z:-]+)|(start|test))/g)].map(([, run, own]) => run ?? own ?? '');
    for (const command of commands) assert.ok(command in scripts, `${page} shows npm ${command}`);
  }
});

test('every link of a page leads somewhere', () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      assert.ok(existsSync(join(root, dirname(page), target ?? '')), `${page} links to ${target}`);
    }
  }
});

test('docs/architecture.md is under 120 lines and names only files that exist', () => {
  const text = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  assert.ok(text.split('\n').length < 120);
  let folder = '';
  for (const [, path = ''] of text.matchAll(/`([\w./-]+\.(?:ts|cjs))`/g)) {
    const whole = path.includes('/') ? path : join(folder, path);
    assert.ok(existsSync(join(root, whole)), `docs/architecture.md names ${whole}`);
    folder = dirname(whole);
  }
});

test('every notebook stands in the README', () => {
  const names = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
  assert.ok(names.length > 0);
  for (const name of names) assert.ok(readme.includes(`(notebooks/${name})`), name);
});
