// `node full-disk.js <folder>` on a small file system: writes until it is full, frees room, goes on, and says what it found.

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalWriteError } from '../../../lib/paper/journal/errors.js';
import { madeInput, madeOutcome, openJournal, START, STEP } from './made.js';

const [folder] = process.argv.slice(2);
const journal = openJournal(folder);
const ballast = join(folder, 'ballast');
writeFileSync(ballast, Buffer.alloc(400_000));
let k = 0;
let fault: unknown;
try {
  for (; k < 100_000; k++) journal.recordBar(madeInput(k), madeOutcome(k));
} catch (error) {
  fault = error;
}
assert.ok(fault instanceof JournalWriteError, String(fault));
assert.equal(journal.lastBarTime(), START + (k - 1) * STEP);
assert.ok(journal.writable() instanceof JournalWriteError);
rmSync(ballast);
assert.equal(journal.writable(), null);
journal.recordBar(madeInput(k), madeOutcome(k));
journal.close();
const again = openJournal(folder);
assert.deepEqual(
  Array.from(again.barsAfter(null), ({ bar }) => bar.time),
  Array.from({ length: k + 1 }, (_, bar) => START + bar * STEP),
);
again.close();
console.log(`full after ${k} bars: ${fault.code}; still full; freed; ${k + 1} bars kept, none lost`);
