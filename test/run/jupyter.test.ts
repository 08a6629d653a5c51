import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Notebook, Output } from '../../lib/run/notebook.js';
import { parseNotebook } from '../../lib/run/notebook.js';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { registerKernel } from '../../scripts/python-environment.js';
import { labPython, needs, root } from '../needs.js';

const python = labPython();
const fixtures = join(root, 'test', 'run', 'fixtures');

/** Runs a notebook as Jupyter does, checks it against nbformat's schema, and prints it. */
const SCRIPT = `
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(book, timeout=120, kernel_name='tslab', resources={'metadata': {'path': sys.argv[2]}}).execute()
nbformat.validate(book)
nbformat.validate(nbformat.read(sys.argv[3], as_version=4))
print(nbformat.writes(book))
`;

async function byJupyter(file: string, headless: string): Promise<Notebook> {
  const { stdout } = await promisify(execFile)(python ?? 'python3', ['-c', SCRIPT, file, fixtures, headless], {
    maxBuffer: 1e8,
  });
  return parseNotebook(stdout, file);
}

/** As JupyterLab stores them: nbclient keeps each write of a stream apart. */
function joined(outputs: readonly Output[]): Output[] {
  const kept: Output[] = [];
  for (const output of outputs) {
    const last = kept.at(-1);
    if (last?.output_type === 'stream' && output.output_type === 'stream' && last.name === output.name) {
      kept[kept.length - 1] = { ...last, text: last.text + output.text };
    } else kept.push(output);
  }
  return kept;
}

for (const name of ['plain', 'charts']) {
  test(
    `${name}: a real Jupyter kernel gives the outputs of the headless run, which are valid nbformat`,
    needs('Python with nbclient (npm run lab installs it)', python !== undefined),
    async () => {
      registerKernel(root);
      const file = join(fixtures, `${name}.ipynb`);
      const out = mkdtempSync(join(tmpdir(), 'mtf-jupyter-'));
      const result = await runNotebook(file, { settings: { out }, environment: process.env });
      assert.equal(result.failure, undefined);
      const ours = parseNotebook(readFileSync(result.notebook, 'utf8'), name);
      const theirs = await byJupyter(file, result.notebook);
      assert.deepEqual(
        ours.cells.map(({ outputs, executionCount }) => ({ outputs, executionCount })),
        theirs.cells.map(({ outputs, executionCount }) => ({ outputs: joined(outputs), executionCount })),
      );
    },
  );
}
