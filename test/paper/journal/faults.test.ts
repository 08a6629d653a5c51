import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'libsql';
import { openSqliteFile } from '../../../lib/data/sqlite-file.js';
import { insertBar, lastBarTime } from '../../../lib/paper/journal/bar-table.js';
import { JournalFileError, JournalSettingsError, JournalWriteError } from '../../../lib/paper/journal/errors.js';
import { JOURNAL, JOURNAL_VERSION, journalPath } from '../../../lib/paper/journal/format.js';
import type { Journal } from '../../../lib/paper/journal/journal.js';
import { JournalFile } from '../../../lib/paper/journal/journal-file.js';
import { madeInput, madeOrder, madeOutcome, madeTrade, newFolder, openJournal, SETTINGS, START, STEP } from './made.js';

/** A folder whose journal has bars and is closed. */
function written(bars: number): string {
  const folder = newFolder();
  const journal = openJournal(folder);
  record(journal, 0, bars);
  journal.close();
  return folder;
}

function record(journal: Journal, from: number, to: number): void {
  journal.atomically(() => {
    for (let k = from; k < to; k++) journal.recordBar(madeInput(k), madeOutcome(k));
  });
}

test('other settings are refused, naming the first that differs and what to do; the same in another order are the same', () => {
  const folder = written(3);
  const file = readFileSync(journalPath(folder));
  const settings = { ...SETTINGS, parameters: { tp_rr: 2.4 } };
  assert.throws(() => openJournal(folder, { settings }), {
    name: 'JournalSettingsError',
    message: /got parameters\.tp_rr 2\.4 instead of 2\.2; use another folder/,
  });
  const { broker: _, ...fewer } = SETTINGS;
  assert.throws(() => openJournal(folder, { settings: fewer }), /got broker nothing instead of "sim"/);
  assert.throws(() => openJournal(folder, { settings: { ...SETTINGS, more: 1 } }), JournalSettingsError);
  assert.deepEqual(readFileSync(journalPath(folder)), file);
  openJournal(folder, { settings: Object.fromEntries(Object.entries(SETTINGS).reverse()) }).close();
});

test('a damaged or cut file is a clear error, stays as it is, and frees the folder', () => {
  const folder = written(300);
  const path = journalPath(folder);
  const whole = readFileSync(path);
  const holed = Buffer.from(whole);
  holed.fill(0xa5, 8192, 90_000);
  for (const damaged of [Buffer.from('not a database. '.repeat(400)), whole.subarray(0, 5000), holed]) {
    writeFileSync(path, damaged);
    assert.throws(() => openJournal(folder), {
      name: 'JournalFileError',
      message: /must be a sound SQLite file, got .*; nothing was changed\. Move it away .* check the account by hand/,
    });
    assert.deepEqual(readFileSync(path), damaged);
  }
  writeFileSync(path, whole);
  openJournal(folder).close();
});

test('a journal of another version and a file of another program are refused and stay as they are', () => {
  for (const [sql, message] of [
    [`PRAGMA user_version = ${JOURNAL_VERSION + 1}`, /must be a journal of version 1, got version 2/],
    ['PRAGMA application_id = 7', /must be a paper trading journal, got another program's SQLite file/],
  ] as const) {
    const folder = written(1);
    const other = new Database(journalPath(folder));
    other.exec(sql);
    other.close();
    const before = readFileSync(journalPath(folder));
    assert.throws(() => openJournal(folder), { name: 'JournalFileError', message });
    assert.deepEqual(readFileSync(journalPath(folder)), before);
  }
});

test('at SQLITE_FULL a bar is kept in no part; with room again it is written', () => {
  const path = journalPath(newFolder());
  const db = openSqliteFile(path, JOURNAL);
  const file = new JournalFile(path, db, 'write');
  const { page_count } = db.prepare('PRAGMA page_count').get() as { page_count: number };
  db.exec(`PRAGMA max_page_count = ${page_count + 4}`);
  let k = 0;
  const fault = caught(() => {
    for (; k < 1000; k++) {
      file.atomically(() => {
        insertBar(file, madeInput(k), null);
        file.run('INSERT INTO kept (key, value) VALUES (?, ?)', `bar ${k}`, 'x'.repeat(300));
      });
    }
  });
  assert.ok(fault instanceof JournalWriteError);
  assert.equal(fault.code, 'SQLITE_FULL');
  assert.match(
    fault.message,
    /journal\.sqlite must be sound and writable, got "database or disk is full" .*Free space/,
  );
  assert.ok(k > 3);
  assert.equal(lastBarTime(file), START + (k - 1) * STEP);
  assert.equal(file.first<{ n: number }>('SELECT count(*) AS n FROM kept')?.n, k);
  assert.equal(file.roomFault(65_536)?.code, 'SQLITE_FULL');
  db.exec('PRAGMA max_page_count = 100000');
  assert.equal(file.roomFault(65_536), null);
  insertBar(file, madeInput(k), null);
  file.close();
});

test('after a fault nothing more is written in its transaction, although the fault was caught', () => {
  const path = journalPath(newFolder());
  const db = openSqliteFile(path, JOURNAL);
  const file = new JournalFile(path, db, 'write');
  const { page_count } = db.prepare('PRAGMA page_count').get() as { page_count: number };
  db.exec(`PRAGMA max_page_count = ${page_count}`);
  const fault = caught(() =>
    file.atomically(() => {
      caught(() => file.atomically(() => file.run("INSERT INTO kept VALUES ('big', hex(zeroblob(50000)))")));
      file.run("INSERT INTO kept VALUES ('small', '1')");
    }),
  );
  assert.ok(fault instanceof JournalWriteError);
  assert.deepEqual(file.all('SELECT key FROM kept'), []);
  file.run("INSERT INTO kept VALUES ('small', '1')");
  file.close();
});

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('a disk that is really full: what was acknowledged is kept, and with room again the journal goes on', (t) => {
  const folder = newFolder();
  const inside = join(__dirname, 'full-disk.js');
  // A file system of 1 MB of its own, in a name space that ends with the process.
  const mount = `mkdir -p ${folder} && mount -t tmpfs -o size=1m tmpfs ${folder}`;
  const enter = (command: string) => spawnSync('unshare', ['-Urm', 'sh', '-c', command], { encoding: 'utf8' });
  if (enter(mount).status !== 0) {
    t.skip('no file system can be mounted here');
    return;
  }
  const { status, stdout, stderr } = enter(`${mount} && exec ${process.execPath} ${inside} ${folder}`);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /full after \d+ bars: SQLITE_(FULL|IOERR\w*); still full; freed; \d+ bars kept, none lost/);
});

test('a file that this user may not write is a clear error', () => {
  const folder = written(1);
  chmodSync(folder, 0o777);
  chmodSync(join(folder, '..'), 0o777);
  for (const end of ['', '-wal', '-shm']) chmodSync(`${journalPath(folder)}${end}`, 0o444);
  const script = `require(${JSON.stringify(join(__dirname, 'made.js'))}).openJournal(${JSON.stringify(folder)})`;
  // Root may write everything: the test is somebody else then.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { stderr, status } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', ...user });
  assert.equal(status, 1);
  assert.match(stderr, /Journal\w*Error: .*journal\.sqlite must be .*readonly database/);
});

test('a file that is damaged while the engine runs: a write error that says so, and closing lets go of the folder', () => {
  const damages: readonly ((path: string) => void)[] = [
    (path) => truncateSync(path, 4096),
    (path) => {
      const handle = openSync(path, 'r+');
      for (let at = 4096; at < 4_000_000; at += 4096) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, at);
      closeSync(handle);
    },
  ];
  for (const damage of damages) {
    const folder = written(12_000);
    const journal = openJournal(folder);
    damage(journalPath(folder));
    const fault = caught(() => {
      record(journal, 12_000, 12_010);
      for (const _ of journal.barsAfter(null));
    });
    assert.ok(fault instanceof JournalWriteError && fault instanceof JournalFileError, String(fault));
    assert.match(fault.code, /^SQLITE_(CORRUPT|IOERR|NOTADB)/);
    caught(() => journal.close());
    assert.throws(() => openJournal(folder), { name: 'JournalFileError' });
  }
});

test('bars out of order, twice or with a NaN, and snapshots that JSON would change are refused before anything is written', () => {
  const folder = newFolder();
  const journal = openJournal(folder);
  record(journal, 0, 3);
  const outcome = madeOutcome(3, { trades: [madeTrade(3)] });
  assert.throws(
    () => journal.recordBar(madeInput(2), outcome),
    /must open after the last one, 2024-01-01T00:10:00Z, got/,
  );
  const { bar } = madeInput(3);
  assert.throws(
    () => journal.recordBar(madeInput(3, { bar: { ...bar, low: Number.NaN } }), outcome),
    /low must be finite, got NaN \(bar of 2024-01-01T00:15:00Z\)/,
  );
  assert.throws(
    () => journal.recordBar(madeInput(3, { minutes: [{ ...bar, volume: Number.NaN }] }), outcome),
    /volume must be finite/,
  );
  assert.throws(() => journal.recordWarmUp([madeInput(4), madeInput(4)]), /must open after the last one/);
  assert.throws(() => journal.saveSnapshot(START, { ema: [1, Number.NaN] }), /numbers must be finite, got NaN in "1"/);
  assert.throws(() => journal.saveSnapshot(START, { ema: new Float64Array(2) }), /got a typed array in "ema"/);
  assert.throws(() => journal.keep('x', { at: Number.POSITIVE_INFINITY }), /Journal.keep: numbers must be finite/);
  assert.throws(() => journal.keep('x', undefined), /value must be JSON-able/);
  assert.equal(journal.lastBarTime(), START + 2 * STEP);
  assert.deepEqual([...journal.trades()], []);
  assert.equal(journal.latestSnapshot(), null);
  journal.close();
});

test('an unknown order can neither be changed nor filled, a known one not be intended again', () => {
  const journal = openJournal(newFolder());
  journal.intend(madeOrder(1));
  assert.throws(() => journal.intend(madeOrder(1)), /clientId must be new, got mtf-/);
  assert.throws(() => journal.update('none', { state: 'filled' }), /must be of an order in the journal, got none/);
  const fill = { executionId: 'e', clientId: 'none', at: START, quantity: '1', price: '1' };
  assert.throws(() => journal.fill(fill), /must be of an order in the journal, got none/);
  journal.close();
});

test('work that throws is taken back whole, an inner one alone when it is caught, and a promise is refused', async () => {
  const journal = openJournal(newFolder());
  assert.throws(() =>
    journal.atomically(() => {
      journal.keep('a', 1);
      throw new Error('no');
    }),
  );
  assert.equal(journal.kept('a'), null);
  journal.atomically(() => {
    journal.keep('b', 1);
    assert.throws(() =>
      journal.atomically(() => {
        journal.keep('b', 2);
        journal.keep('c', 2);
        throw new Error('no');
      }),
    );
  });
  assert.deepEqual([journal.kept('b'), journal.kept('c')], [1, null]);
  assert.throws(
    () => journal.atomically(async () => journal.keep('d', 1)),
    /must be done when it returns, got a promise/,
  );
  assert.equal(journal.kept('d'), null);
  journal.close();
});

test('a sound journal passes the check; one that is damaged behind the back of its engine does not, nor counts as writable', () => {
  const folder = written(2000);
  const journal = openJournal(folder);
  record(journal, 2000, 2010);
  journal.check();
  const handle = openSync(journalPath(folder), 'r+');
  writeSync(handle, Buffer.alloc(60_000, 0xa5), 0, 60_000, 20_000);
  closeSync(handle);
  assert.throws(() => journal.check(), {
    name: 'JournalWriteError',
    code: 'SQLITE_CORRUPT',
    message: /check the account/,
  });
  assert.equal(journal.writable()?.code, 'SQLITE_CORRUPT');
  caught(() => journal.close());
});
