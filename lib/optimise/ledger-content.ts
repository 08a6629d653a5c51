import { createHash } from 'node:crypto';
import type Database from 'libsql';
import { openLedgerFile } from './open-ledger.js';
import { TRIAL_COLUMNS } from './trial.js';

/** What a ledger holds, whatever its file looks like. */
export interface LedgerContent {
  readonly trials: number;
  /** Number of the row added last; 0 without rows. Rows of later runs have greater numbers. */
  readonly last: number;
  /** SHA-256 (hex) of what all evaluations are of and came to, in order of their keys: not of when and why they were made. */
  readonly sha256: string;
}

export const EMPTY_LEDGER: LedgerContent = { trials: 0, last: 0, sha256: createHash('sha256').digest('hex') };

/** The columns that say what an evaluation came to; the key stands for what it is of. */
const HASHED = ['key', 'objective', 'failure', 'details', 'returns'] as const;

type Row = Readonly<Record<string, number | string | null | ArrayBuffer | Uint8Array>>;

/** Content of the ledger in `file`, of the rows up to number `upTo`. Throws as `TrialLedger` does; opens the file for writing. */
export function ledgerContent(file: string, upTo = Number.MAX_SAFE_INTEGER): LedgerContent {
  return withLedger(file, (db) => {
    const hash = createHash('sha256');
    let [trials, last] = [0, 0];
    const rows = db.prepare(`SELECT id, ${HASHED.join(', ')} FROM trials WHERE id <= ? ORDER BY key`);
    for (const row of rows.iterate(upTo) as Iterable<Row>) {
      trials++;
      last = Math.max(last, Number(row.id));
      for (const column of HASHED) hash.update(part(row[column]));
    }
    return { trials, last, sha256: hash.digest('hex') };
  });
}

/** Content of the `trials` rows that were added first; of all where there are no more. Throws as `ledgerContent` does. */
export function earliestContent(file: string, trials: number): LedgerContent {
  if (trials === 0) return EMPTY_LEDGER;
  const row = withLedger(file, (db) =>
    db.prepare('SELECT id FROM trials ORDER BY id LIMIT 1 OFFSET ?').get(trials - 1),
  );
  return ledgerContent(file, (row as { readonly id: number } | undefined)?.id);
}

/** Copies the rows up to number `upTo` of one ledger into another, in their order, those left out that it has. */
export function copyTrials(from: string, to: string, upTo: number): void {
  const columns = TRIAL_COLUMNS.join(', ');
  const rows = withLedger(from, (db) =>
    db.prepare(`SELECT ${columns} FROM trials WHERE id <= ? ORDER BY id`).all(upTo),
  ) as Row[];
  withLedger(to, (db) => {
    const insert = db.prepare(
      `INSERT OR IGNORE INTO trials (${columns}) VALUES (${TRIAL_COLUMNS.map(() => '?').join(', ')})`,
    );
    db.exec('BEGIN IMMEDIATE');
    for (const row of rows) insert.run(...TRIAL_COLUMNS.map((name) => sqlValue(row[name])));
    db.exec('COMMIT');
  });
}

function withLedger<T>(file: string, work: (db: Database.Database) => T): T {
  const db = openLedgerFile(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** A value with its length and kind before it, so that no two rows run into one another. */
function part(value: Row[string]): Uint8Array {
  const bytes =
    value === null
      ? Buffer.alloc(0)
      : typeof value === 'object'
        ? Buffer.from(asBytes(value))
        : Buffer.from(String(value));
  return Buffer.concat([Buffer.from(`${value === null ? 'null' : 'value'} ${bytes.length}\n`), bytes]);
}

function sqlValue(value: Row[string]): number | string | null | Buffer {
  return typeof value === 'object' && value !== null ? Buffer.from(asBytes(value)) : value;
}

function asBytes(value: ArrayBuffer | Uint8Array): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(value);
}
