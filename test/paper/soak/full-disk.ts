// `node full-disk.js <folder>` on a small file system: the disk fills up while a position is open, and has room again later.

import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { compareAccounts, unitsOfCash } from './accounts.js';
import { alertedEngine, entriesAt, isProtected } from './alerted-engine.js';

/** Writes until not a byte more is taken. */
function fillDisk(file: string): void {
  const handle = openSync(file, 'w');
  for (let size = 1 << 20; size > 0; size = Math.floor(size / 4)) {
    try {
      for (;;) writeSync(handle, Buffer.alloc(size, 1));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
  closeSync(handle);
}

async function main(out: string): Promise<void> {
  const { live, telegram, end } = await alertedEngine(out);
  try {
    const { exchange } = live.world.trading;
    await live.untilProtected();
    const ballast = join(out, 'ballast');
    fillDisk(ballast);
    await live.until('the alert', () => telegram.messages.some(({ text }) => /Error: journal not writable/.test(text)));
    const entries = entriesAt(exchange);
    await live.pass(20);
    assert.equal(entriesAt(exchange), entries, 'nothing is opened that cannot be written down');
    assert.ok(isProtected(exchange), 'what is open keeps its stop');
    assert.match(live.text, /^warning +what follows is \d+ minutes old: is the disk full/m);
    rmSync(ballast);
    await live.until('the journal is back', () => live.events.includes('journal-back'));
    await live.until('an entry after that', () => entriesAt(exchange) > entries);
    await live.engine.stop('close');
    assert.deepEqual(live.engine.deaths, []);
    const accounts = compareAccounts({ out, exchange, cash: unitsOfCash('100000'), position: 0n });
    assert.deepEqual(accounts.offences, []);
    console.log(`full, alerted, protected; freed, ${accounts.trades.length} trades, the accounts agree`);
  } finally {
    await end();
  }
}

main(process.argv[2]).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.stack);
    process.exit(1);
  },
);
