import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

/** How long one statement waits for another process to finish writing, ms; and how often it is then tried again. */
const BUSY_TIMEOUT = 10_000;
const ATTEMPTS = 6;

/** What one kind of SQLite file of this lab looks like, and what to say of a file that is not one. */
export interface SqliteFormat {
  /** Function that errors name. */
  readonly caller: string;
  /** Like `trial ledger`; and the same in one word. */
  readonly name: string;
  readonly noun: string;
  /** Marks the kind, in SQLite's own header. */
  readonly applicationId: number;
  /** Raise with every change of the tables; a file of another version is refused, never converted in silence. */
  readonly version: number;
  /** The statements that make the tables. */
  readonly tables: string;
  /** What moving the file away would mean, one clause. */
  readonly loss: string;
  readonly FileError: new (message: string, options?: ErrorOptions) => Error;
}

export interface SqliteOptions {
  /** `full` survives a power cut after every write, `normal` only the end of the process. Default `normal`. */
  readonly durability?: 'full' | 'normal';
  /** How long one statement waits for another process, ms. Default 10 s. */
  readonly busyTimeout?: number;
}

/**
 * Opens a SQLite file of `format` in WAL mode, making it where there is none. Several processes may open it at once.
 * Throws `format.FileError`, and changes nothing, on a file that is of another kind or version, or damaged.
 */
export function openSqliteFile(file: string, format: SqliteFormat, options: SqliteOptions = {}): Database.Database {
  const isNew = !existsSync(file);
  let db: Database.Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const opened = new Database(file, { timeout: options.busyTimeout ?? BUSY_TIMEOUT });
    db = opened;
    retryBusy(() => prepare(opened, file, format, options.durability ?? 'normal'));
    return opened;
  } catch (error) {
    db?.close();
    if (error instanceof format.FileError) throw error;
    throw unsound(file, format, isNew ? 'a file that can be made' : 'a sound SQLite file', error);
  }
}

/** Says that `file` cannot serve, why, and what to do. */
export function unsound(file: string, format: SqliteFormat, requirement: string, error: unknown): Error {
  const cause = error instanceof Error ? error.message : String(error);
  return new format.FileError(
    `${format.caller}: ${file} must be ${requirement}, got "${cause}"; nothing was changed. Move it away to begin a new ${format.noun}; ${format.loss}.`,
    { cause: error },
  );
}

function prepare(
  db: Database.Database,
  file: string,
  format: SqliteFormat,
  durability: NonNullable<SqliteOptions['durability']>,
): void {
  // Two processes may both find the file empty: who gets the lock makes the tables, the other sees them.
  if (identify(db, file, format) === 'empty') {
    db.exec('BEGIN IMMEDIATE');
    try {
      if (identify(db, file, format) === 'empty') {
        db.exec(
          `${format.tables} PRAGMA application_id = ${format.applicationId}; PRAGMA user_version = ${format.version};`,
        );
      }
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
  const check = db.prepare('PRAGMA quick_check(1)').get() as { readonly quick_check: string };
  if (check.quick_check !== 'ok') throw new Error(`damaged: ${check.quick_check.replace(/\s+/g, ' ')}`);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability};`);
}

/** Whether the file has the tables of `format` or nothing yet. Throws on another version and on another program's file. */
export function identify(db: Database.Database, file: string, format: SqliteFormat): 'empty' | 'ours' {
  const version = pragma(db, 'user_version');
  const application = pragma(db, 'application_id');
  if (application === format.applicationId && version === format.version) return 'ours';
  if (application === format.applicationId) {
    throw new format.FileError(
      `${format.caller}: ${file} must be a ${format.noun} of version ${format.version}, got version ${version}; nothing was changed. Use the lab that wrote it, or move it away to begin a new one; ${format.loss}.`,
    );
  }
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number };
  if (application === 0 && version === 0 && tables === 0) return 'empty';
  throw new format.FileError(
    `${format.caller}: ${file} must be a ${format.name}, got another program's SQLite file; nothing was changed. Name another file.`,
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
  const code = sqliteCode(error);
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** Faults of a file by SQLite's primary code: the package knows the names of not all that are derived from them. */
const FILE_FAULTS: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
};

/** SQLite's name of an error, like `SQLITE_FULL` or `SQLITE_IOERR_WRITE`; empty when it is none of SQLite's. */
export function sqliteCode(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) return '';
  const code = String(error.code);
  if (!code.startsWith('UNKNOWN_SQLITE_ERROR') || !('rawCode' in error)) return code;
  return FILE_FAULTS[Number(error.rawCode) & 0xff] ?? code;
}
