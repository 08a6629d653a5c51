import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readResults, updateResults } from '../../lib/report/results.js';

const folder = () => mkdtempSync(join(tmpdir(), 'results-'));
const funnel = { bars: 1, steps: [], signals: 0, tightest: null };

test('a notebook updates its own sections and leaves the others as they are', () => {
  const out = folder();
  updateResults(out, { sharpe_rf0: 1.5, receipt: { '03-backtest': receipt('a') } });
  updateResults(out, { funnel: { long: funnel, short: funnel }, receipt: { '02-mtf-analysis': receipt('b') } });
  const results = readResults(join(out, 'results.json'));
  assert.equal(results.sharpe_rf0, 1.5);
  assert.deepEqual(Object.keys(results), ['sharpe_rf0', 'funnel', 'receipt']);
  assert.deepEqual(results.receipt, { '02-mtf-analysis': receipt('b'), '03-backtest': receipt('a') });
});

test('equal sections give equal bytes in whatever order they were written', () => {
  const [one, other] = [folder(), folder()];
  updateResults(one, { sharpe_rf0: 1, funnel: { long: funnel, short: funnel } });
  updateResults(other, { funnel: { long: funnel, short: funnel } });
  updateResults(other, { sharpe_rf0: 1 });
  assert.equal(readFileSync(join(one, 'results.json'), 'utf8'), readFileSync(join(other, 'results.json'), 'utf8'));
});

test('a value that JSON cannot hold is refused by its path, and the file stays as it was', () => {
  const out = folder();
  updateResults(out, { sharpe_rf0: 1 });
  assert.throws(
    () => updateResults(out, { metrics: { cagr: Number.NaN } }),
    /results\.metrics\.cagr must be a finite number or null, got NaN/,
  );
  assert.deepEqual(readResults(join(out, 'results.json')), { sharpe_rf0: 1 });
  assert.deepEqual(readdirSync(out), ['results.json']);
});

test('an unknown section and a section without its required fields are refused by the schema', () => {
  const out = folder();
  assert.throws(() => updateResults(out, { sharp: 1 }), /must match its schema/);
  assert.throws(() => updateResults(out, { backtest_metrics: { sharpe_ratio: 1 } }), /calmar_ratio/);
  assert.throws(() => updateResults(out, { funnel: { long: funnel } }), /short/);
  assert.deepEqual(readdirSync(out), []);
});

test('a results.json that is not JSON is an error that names the file, and is not overwritten', () => {
  const out = folder();
  writeFileSync(join(out, 'results.json'), '{"sharpe_rf0": 1');
  assert.throws(() => updateResults(out, { sharpe_rf0: 2 }), /results\.json must be JSON/);
  assert.equal(readFileSync(join(out, 'results.json'), 'utf8'), '{"sharpe_rf0": 1');
});

function receipt(hash: string) {
  return { source: 'csv', data_hash: hash, from: '2024-01-01', to: '2024-01-02', bars: 288 };
}
