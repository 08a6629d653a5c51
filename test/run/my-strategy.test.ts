import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { formatBarsCsv } from '../../lib/data/csv.js';
import { readNotebook } from '../../lib/run/notebook.js';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { root } from '../needs.js';
import { bars } from '../robustness/fixtures/walk.js';

const folder = mkdtempSync(join(tmpdir(), 'mtf-my-strategy-'));
after(() => rmSync(folder, { recursive: true }));

test('my-strategy.ipynb takes a CSV as freqtrade names its columns, and ends with a verdict, charts, tables and trades', async () => {
  const csv = join(folder, 'btc.csv');
  writeFileSync(csv, Buffer.from(formatBarsCsv(bars)).toString().replace('timestamp', 'date'));
  const settings = { bars: csv, out: join(folder, 'out'), evaluations: '4', periods: '2', months: '1' };
  const notebook = join(root, 'notebooks', 'my-strategy.ipynb');
  const { failure, notebook: executed } = await runNotebook(notebook, { settings, environment: process.env });
  assert.equal(failure, undefined);
  assert.ok(existsSync(join(folder, 'out', 'trades.csv')));
  const outputs = readNotebook(executed).cells.flatMap((cell) => cell.outputs);
  const text = JSON.stringify(outputs);
  assert.match(text, /Should one believe it\?\\n {2}(No|Not yet|So far)/);
  assert.equal(text.match(/data:image\/webp/g)?.length, 5);
  assert.match(text, /<th[^>]*>Train from<\/th>/);
});
