import { existsSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { identify, retryBusy, sqliteCode, unsound } from '../../data/sqlite-file.js';
import { JournalFileError } from './errors.js';
import { JOURNAL } from './format.js';
import { JournalFile } from './journal-file.js';

/** How long a statement waits while an engine that has just started puts the file in order, ms. */
const BUSY_TIMEOUT = 2000;

/**
 * Opens a journal for reading, also while an engine writes: it takes no lock that a writer would wait for. Null when the file
 * has no tables yet. Throws `JournalFileError` on a file that is damaged, of another version or another program's.
 */
export function openReadOnly(path: string): JournalFile | null {
  let db: Database.Database | undefined;
  try {
    const opened = connect(path);
    db = opened;
    if (retryBusy(() => identify(opened, path, JOURNAL)) === 'ours') return new JournalFile(path, opened, 'read');
    opened.close();
    return null;
  } catch (error) {
    db?.close();
    if (error instanceof JournalFileError) throw error;
    throw unsound(path, JOURNAL, 'a sound SQLite file', error);
  }
}

function connect(path: string): Database.Database {
  const url = `${pathToFileURL(path).href}?mode=ro`;
  const db = new Database(url, { timeout: BUSY_TIMEOUT });
  try {
    db.prepare('PRAGMA user_version').get();
    return db;
  } catch (error) {
    db.close();
    if (!needsFolder(sqliteCode(error)) || hasLog(path)) throw error;
    return new Database(`${url}&immutable=1`);
  }
}

/** SQLite shares the write-ahead log by a file beside it, which it cannot make in a folder that is read-only, a copy on a medium. */
function needsFolder(code: string): boolean {
  return code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY');
}

/** Whether bars stand in the log that are not in the file itself: without it an older state would be shown. */
function hasLog(path: string): boolean {
  const log = `${path}-wal`;
  return existsSync(log) && statSync(log).size > 0;
}
