import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiptOf } from '../../../lib/run/receipt/receipt.js';
import { rerunReceipt } from '../../../lib/run/verify/rerun.js';
import { rerunLines } from '../../../lib/run/verify/words.js';
import { type MadeRun, newFolder, record } from '../receipt/made-run.js';

async function rerun(run: MadeRun) {
  const out = newFolder();
  record(out, run);
  const receipt = receiptOf(out);
  assert.ok(receipt);
  return rerunReceipt(receipt, out, { environment: process.env, clock: () => 0 });
}

test('what would trade again, or write over what it is compared with, is not run again', async () => {
  for (const [parameters, why] of [
    ["const feed: string = 'alpaca';", /trades live bars/],
    ["const broker: string = 'alpaca';", /orders go to an account/],
    ['const speed = 10;', /paced by the clock/],
  ] as const) {
    const result = await rerun({ parameters, files: { 'a.csv': 'a\n' } });
    assert.deepEqual(result.rerun, []);
    assert.match(result.skipped.made ?? '', why);
    assert.deepEqual(Object.keys(result.notCompared), ['a.csv']);
    assert.equal(rerunLines(result, 1).at(-1), 'Nothing was run again.');
  }
  const { skipped } = await rerun({ fixture: 'no-out', files: { 'a.csv': 'a\n' } });
  assert.match(skipped.made ?? '', /it has no parameter out/);
});

test('a failed run is not made again', async () => {
  const { rerun: again, differences } = await rerun({ files: { 'results.json': '{}' }, ended: 'failed' });
  assert.deepEqual([again, differences.length], [[], 0]);
});
