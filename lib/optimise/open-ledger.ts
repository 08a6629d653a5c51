import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

/** Marks a file as a trial ledger of this lab: "mtfl" as a number, in SQLite's own header. */
const APPLICATION_ID = 0x6d74666c;
/** Raise with every change of the tables; a file of another version is refused, never converted in silence. */
export const LEDGER_VERSION = 1;
/** How long one statement waits for another process to finish writing, ms; and how often it is then tried again. */
const BUSY_TIMEOUT = 10_000;
const ATTEMPTS = 6;

const TABLES = `
  CREATE TABLE trials (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    data_hash TEXT NOT NULL,
    strategy TEXT NOT NULL,
    period_from INTEGER NOT NULL,
    period_to INTEGER NOT NULL,
    costs_hash TEXT NOT NULL,
    parameters TEXT NOT NULL,
    objective REAL,
    failure TEXT,
    details TEXT NOT NULL,
    returns BLOB NOT NULL,
    seed REAL NOT NULL,
    purpose TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    CHECK (objective IS NOT NULL OR failure IS NOT NULL)
  ) STRICT;
  CREATE INDEX trials_by_data ON trials (data_hash, strategy, period_from, period_to);
`;

/**
 * Opens the SQLite file of a trial ledger, making it where there is none. Several processes may open it at once.
 * Throws, and changes nothing, on a file that is not a ledger, is damaged, or is of another version.
 */
export function openLedgerFile(file: string): Database.Database {
  const isNew = !existsSync(file);
  mkdirSync(dirname(file), { recursive: true });
  let db: Database.Database | undefined;
  try {
    const opened = new Database(file, { timeout: BUSY_TIMEOUT });
    db = opened;
    retryBusy(() => prepare(opened, file));
    return opened;
  } catch (error) {
    db?.close();
    if (error instanceof LedgerFileError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    const what = isNew ? 'a file that can be made' : 'a sound SQLite file';
    throw new LedgerFileError(
      `openLedgerFile: ${file} must be ${what}, got "${cause}"; nothing was changed. Move it away to begin a new ledger; the trials in it then no longer count.`,
      { cause: error },
    );
  }
}

/** The file cannot serve as a ledger; its message says why and what to do. */
export class LedgerFileError extends Error {
  override readonly name = 'LedgerFileError';
}

function prepare(db: Database.Database, file: string): void {
  // Two processes may both find the file empty: who gets the lock makes the tables, the other sees them.
  if (identify(db, file) === 'empty') {
    db.exec('BEGIN IMMEDIATE');
    try {
      if (identify(db, file) === 'empty') {
        db.exec(`${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LEDGER_VERSION};`);
      }
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
  const check = db.prepare('PRAGMA quick_check(1)').get() as { readonly quick_check: string };
  if (check.quick_check !== 'ok') throw new Error(`damaged: ${check.quick_check.replace(/\s+/g, ' ')}`);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
}

function identify(db: Database.Database, file: string): 'empty' | 'ledger' {
  const version = pragma(db, 'user_version');
  const application = pragma(db, 'application_id');
  if (application === APPLICATION_ID && version === LEDGER_VERSION) return 'ledger';
  if (application === APPLICATION_ID) {
    throw new LedgerFileError(
      `openLedgerFile: ${file} must be a ledger of version ${LEDGER_VERSION}, got version ${version}; nothing was changed. Use the lab that wrote it, or move it away to begin a new one; the trials in it then no longer count.`,
    );
  }
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number };
  if (application === 0 && version === 0 && tables === 0) return 'empty';
  throw new LedgerFileError(
    `openLedgerFile: ${file} must be a trial ledger, got another program's SQLite file; nothing was changed. Name another file.`,
  );
}

function pragma(db: Database.Database, name: 'user_version' | 'application_id'): number {
  return (db.prepare(`PRAGMA ${name}`).get() as Readonly<Record<string, number>>)[name];
}

/**
 * Does `work`, again after a pause where another process holds the file: SQLite's own busy timeout does not cover a switch
 * to WAL, nor a writer that finds its snapshot outdated. The pauses are of fixed lengths, so no clock is needed.
 */
export function retryBusy<T>(work: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isBusy(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20 * 2 ** attempt);
    }
  }
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}
