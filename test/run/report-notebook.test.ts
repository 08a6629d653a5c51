import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readResults, updateResults } from '../../lib/report/results.js';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { root } from '../needs.js';
import { RECEIPT, RESULTS } from '../report/dashboard/pieces.js';

const report = join(root, 'notebooks', '10-report.ipynb');

test('the report runs on whatever there is, and adds nothing to the results but its receipt', async () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-report-'));
  const file = join(out, 'results.json');
  updateResults(out, RESULTS);
  const before = readResults(file);
  const { failure } = await runNotebook(report, { environment: process.env, settings: { out } });
  assert.equal(failure, undefined);
  assert.deepEqual(readdirSync(out).sort(), ['10-report.html', '10-report.ipynb', 'dashboard.html', 'results.json']);
  const page = readFileSync(join(out, '10-report.html'), 'utf8');
  assert.match(page, /What would change the conclusion/);
  assert.match(page, /Not run yet: npm run notebook -- 04-optimisation/);
  const { receipt, ...after } = readResults(file);
  const { receipt: former, ...sections } = before;
  assert.deepEqual(after, sections);
  assert.deepEqual(receipt, { ...(former as object), '10-report': JSON.parse(JSON.stringify(RECEIPT)) });
  rmSync(out, { recursive: true });
});

test('without any result the report names what to run', async () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-report-'));
  const { failure } = await runNotebook(report, { environment: process.env, settings: { out } });
  assert.equal(failure, undefined);
  assert.deepEqual(readdirSync(out).sort(), ['10-report.html', '10-report.ipynb', 'dashboard.html']);
  rmSync(out, { recursive: true });
});
