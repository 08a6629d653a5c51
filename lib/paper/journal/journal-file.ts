import { sqliteCode } from '../../data/sqlite-file.js';
import { JournalFileError, JournalWriteError } from './errors.js';

export type SqlValue = string | number | null | Uint8Array;

/** What is used of a libsql connection, whose own declarations the compiler of the notebooks cannot import. */
export interface SqliteConnection {
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  close(): unknown;
}

export interface SqliteStatement {
  all(...values: unknown[]): unknown[];
  get(...values: unknown[]): unknown;
  run(...values: unknown[]): SqliteChange;
}

export interface SqliteChange {
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/** Errors of the statement or its values, not of the file: faults of the caller, passed on as they are. */
const CALLER_FAULTS = new Set([1, 19, 20, 21, 25]);

/** One connection to a journal: statements prepared once, writes in transactions, faults of the file as journal errors. */
export class JournalFile {
  readonly #statements = new Map<string, SqliteStatement>();
  #depth = 0;
  /** The fault that spoiled the transaction under way: nothing more may be written in it, whoever caught the error. */
  #spoiled: JournalFileError | null = null;

  constructor(
    readonly path: string,
    readonly db: SqliteConnection,
    readonly mode: 'write' | 'read',
  ) {}

  /** All rows. `Row` is the caller's word for what the statement selects. */
  all<Row>(sql: string, ...values: readonly SqlValue[]): Row[] {
    return this.#doing(() => this.#prepared(sql).all(...values)) as Row[];
  }

  first<Row>(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#doing(() => this.#prepared(sql).get(...values)) as Row | undefined;
  }

  /** Returns how many rows it changed. */
  run(sql: string, ...values: readonly SqlValue[]): number {
    return this.#write(sql, values).changes;
  }

  /** Inserts one row; returns its number. */
  insert(sql: string, ...values: readonly SqlValue[]): number {
    return Number(this.#write(sql, values).lastInsertRowid);
  }

  /**
   * Does `work` as one write: all of it is kept, durably, or nothing. May be nested; an inner one that throws takes back its
   * own part only. `work` must be done when it returns.
   */
  atomically<T>(work: () => T): T {
    if (this.#depth > 0) return this.#nested(work);
    this.run('BEGIN IMMEDIATE');
    this.#depth = 1;
    try {
      const result = finished(work());
      this.run('COMMIT');
      return result;
    } catch (error) {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth = 0;
      this.#spoiled = null;
    }
  }

  /** Does `work`, which only reads, on one state of the journal, whatever is written meanwhile. */
  consistently<T>(work: () => T): T {
    this.run('BEGIN');
    try {
      return finished(work());
    } finally {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
    }
  }

  /**
   * Whether about `bytes` more can be written: null, or the fault. They are written and removed again, because room that was
   * only taken back would not have been asked of the disk; the file keeps it for what comes.
   */
  roomFault(bytes: number): JournalWriteError | null {
    try {
      this.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('room', hex(zeroblob(?)))", bytes / 2);
      this.run("DELETE FROM meta WHERE key = 'room'");
      return null;
    } catch (error) {
      if (error instanceof JournalWriteError) return error;
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.db.close();
  }

  #write(sql: string, values: readonly SqlValue[]): SqliteChange {
    if (this.#spoiled) throw this.#spoiled;
    return this.#doing(() => this.#prepared(sql).run(...values));
  }

  #nested<T>(work: () => T): T {
    const name = `nested${this.#depth}`;
    this.run(`SAVEPOINT ${name}`);
    this.#depth++;
    try {
      const result = finished(work());
      this.run(`RELEASE ${name}`);
      return result;
    } catch (error) {
      if (!this.#spoiled) {
        this.run(`ROLLBACK TO ${name}`);
        this.run(`RELEASE ${name}`);
      }
      throw error;
    } finally {
      this.#depth--;
    }
  }

  #prepared(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #doing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const fault = this.#faultOf(error);
      if (this.#depth > 0 && fault instanceof JournalFileError) this.#spoiled = fault;
      throw fault;
    }
  }

  #faultOf(error: unknown): unknown {
    const code = sqliteCode(error);
    const raw = error instanceof Error && 'rawCode' in error ? Number(error.rawCode) & 0xff : 0;
    if (code === '' || CALLER_FAULTS.has(raw)) return error;
    const cause = (error as Error).message;
    if (this.mode === 'read') {
      return new JournalFileError(`JournalReader: ${this.path} must be readable, got "${cause}" (${code})`, {
        cause: error,
      });
    }
    return new JournalWriteError(
      `Journal: ${this.path} must be sound and writable, got "${cause}" (${code}); nothing of this write was kept. ${remedy(code)}`,
      { cause: error, code },
    );
  }
}

function remedy(code: string): string {
  if (code.startsWith('SQLITE_FULL')) return 'Free space on its disk.';
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) return 'Allow this user to write it.';
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return 'It is damaged: stop the engine, check the account by hand, move the file away and begin a new journal.';
  }
  return 'Look at its disk.';
}

/** A promise would still be working when the transaction ends. */
function finished<T>(result: T): T {
  if (result instanceof Promise)
    throw new Error('Journal.atomically: work must be done when it returns, got a promise');
  return result;
}
