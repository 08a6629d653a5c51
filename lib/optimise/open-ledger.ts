import type Database from 'libsql';
import { openSqliteFile, type SqliteFormat } from '../data/sqlite-file.js';

export const LEDGER_VERSION = 1;

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

/** The file cannot serve as a ledger; its message says why and what to do. */
export class LedgerFileError extends Error {
  override readonly name = 'LedgerFileError';
}

const LEDGER: SqliteFormat = {
  caller: 'openLedgerFile',
  name: 'trial ledger',
  noun: 'ledger',
  // "mtfl" as a number.
  applicationId: 0x6d74666c,
  version: LEDGER_VERSION,
  tables: TABLES,
  loss: 'the trials in it then no longer count',
  FileError: LedgerFileError,
};

/**
 * Opens the SQLite file of a trial ledger, making it where there is none. Several processes may open it at once.
 * Throws, and changes nothing, on a file that is not a ledger, is damaged, or is of another version.
 */
export function openLedgerFile(file: string): Database.Database {
  return openSqliteFile(file, LEDGER);
}
