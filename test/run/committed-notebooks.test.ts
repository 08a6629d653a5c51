import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cellTags, readNotebook } from '../../lib/run/notebook.js';
import { root } from '../needs.js';

const folder = join(root, 'notebooks');
const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));

for (const name of names) {
  test(`${name} is committed without outputs, with one parameters cell and the kernel's name`, () => {
    const { cells, metadata } = readNotebook(join(folder, name));
    for (const cell of cells) {
      assert.equal(cell.outputs.length, 0, `cell ${cell.id} has outputs: clear them before committing`);
      assert.equal(cell.executionCount, null, `cell ${cell.id} has an execution count: clear it before committing`);
    }
    assert.equal(cells.filter((cell) => cellTags(cell).includes('parameters')).length, 1);
    assert.equal(new Set(cells.map((cell) => cell.id)).size, cells.length);
    assert.equal((metadata.kernelspec as { name?: string } | undefined)?.name, 'tslab');
  });
}
