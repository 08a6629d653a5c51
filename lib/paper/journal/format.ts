import { join } from 'node:path';
import type { SqliteFormat } from '../../data/sqlite-file.js';
import { JournalFileError } from './errors.js';

export const JOURNAL_VERSION = 1;

/** Where the journal of a paper trading folder is. */
export function journalPath(folder: string): string {
  return join(folder, 'journal.sqlite');
}

const TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY, pid INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER
  ) STRICT;
  CREATE TABLE bars (
    time INTEGER PRIMARY KEY,
    open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL, volume REAL NOT NULL,
    origin TEXT NOT NULL, warm_up INTEGER NOT NULL, known_at INTEGER NOT NULL,
    hold INTEGER NOT NULL, kill INTEGER NOT NULL, reason TEXT NOT NULL,
    equity REAL,
    minutes BLOB
  ) STRICT;
  CREATE TABLE verdicts (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, row TEXT NOT NULL) STRICT;
  CREATE TABLE decisions (time INTEGER PRIMARY KEY, row TEXT NOT NULL) STRICT;
  CREATE TABLE progress (
    id INTEGER PRIMARY KEY CHECK (id = 1), bars INTEGER NOT NULL, warm_up_bars INTEGER NOT NULL, at INTEGER, report TEXT
  ) STRICT;
  INSERT INTO progress VALUES (1, 0, 0, NULL, NULL);
  CREATE TABLE snapshots (bar_time INTEGER PRIMARY KEY, digest TEXT NOT NULL, state TEXT NOT NULL) STRICT;
  CREATE TABLE orders (
    number INTEGER PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    signal_time INTEGER NOT NULL, role TEXT NOT NULL, side TEXT NOT NULL, type TEXT NOT NULL,
    quantity TEXT NOT NULL, stop_price TEXT, limit_price TEXT, intended_at INTEGER NOT NULL,
    state TEXT NOT NULL, server_id TEXT, filled_quantity TEXT NOT NULL, average_price TEXT, reason TEXT NOT NULL
  ) STRICT;
  CREATE INDEX orders_by_signal ON orders (signal_time);
  CREATE INDEX orders_by_state ON orders (state);
  CREATE TABLE fills (
    number INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL, at INTEGER NOT NULL, quantity TEXT NOT NULL, price TEXT NOT NULL
  ) STRICT;
  CREATE INDEX fills_by_order ON fills (client_id);
  CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE events (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL,
    severity TEXT NOT NULL, detail TEXT NOT NULL
  ) STRICT;
  CREATE TABLE trades (
    id INTEGER PRIMARY KEY, broker TEXT NOT NULL, entry_time INTEGER NOT NULL, exit_time INTEGER NOT NULL,
    row TEXT NOT NULL, UNIQUE (broker, entry_time, exit_time, row)
  ) STRICT;
  CREATE TABLE alerts (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at INTEGER NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE deliveries (
    alert INTEGER NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    refusals INTEGER NOT NULL, next_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (alert, channel)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deliveries_by_state ON deliveries (channel, state, alert);
`;

export const JOURNAL: SqliteFormat = {
  caller: 'openJournal',
  name: 'paper trading journal',
  noun: 'journal',
  // "mtfj" as a number.
  applicationId: 0x6d74666a,
  version: JOURNAL_VERSION,
  tables: TABLES,
  loss: 'what it knows of orders and positions is then unknown to the engine, so check the account by hand first',
  FileError: JournalFileError,
};
