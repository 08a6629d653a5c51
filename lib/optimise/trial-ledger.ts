import type Database from 'libsql';
import { retryBusy, sqliteCode } from '../data/sqlite-file.js';
import { LedgerFileError, openLedgerFile } from './open-ledger.js';
import {
  type Period,
  rowOf,
  sameBytes,
  TRIAL_COLUMNS,
  type Trial,
  type TrialIdentity,
  type TrialRow,
  type TrialValues,
  trialKey,
  trialOf,
} from './trial.js';

export interface TrialFilter {
  readonly strategy?: string;
  readonly period?: Period;
}

/**
 * Every evaluation ever made, in SQLite, so that statistics of next week still count the trials of this one, and a stopped
 * run finds what it has done. What `record` has returned from survives kill -9. Several processes may write at once.
 */
export class TrialLedger {
  readonly #db: Database.Database;
  /** Whether nothing is taken from what was recorded: each evaluation is made again, and has to come to the same. */
  readonly recompute: boolean;

  /** Opens `file`, made where there is none; throws, changing nothing, on a damaged file or one of another version. */
  constructor(
    readonly file: string,
    options: { readonly recompute?: boolean } = {},
  ) {
    this.recompute = options.recompute ?? false;
    this.#db = openLedgerFile(file);
  }

  /**
   * Remembers an evaluation. 'known' when it was there already and came to the same: it does not count twice. A failed one
   * is replaced by one that succeeds. Throws when the same identity came to something else: then not all that decides the
   * outcome is in it.
   */
  record(trial: Trial): 'added' | 'known' | 'replaced' {
    const values = rowOf(trial);
    return this.#doing('record', () => {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const outcome = this.#put(trial, values);
        this.#db.exec('COMMIT');
        return outcome;
      } catch (error) {
        if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** The evaluation of this identity, or undefined where none was made, or all are to be made again. */
  find(identity: TrialIdentity): Trial | undefined {
    if (this.recompute) return undefined;
    const row = this.#doing('find', () =>
      this.#db.prepare('SELECT * FROM trials WHERE key = ?').get(trialKey(identity)),
    );
    return row === undefined ? undefined : trialOf(row as TrialRow);
  }

  /** All evaluations on the data with this hash, in order of their keys: the same however many processes wrote them. */
  trialsOf(dataHash: string, filter: TrialFilter = {}): Trial[] {
    const { where, values } = condition(dataHash, filter);
    const rows = this.#doing('trialsOf', () =>
      this.#db.prepare(`SELECT * FROM trials WHERE ${where} ORDER BY key`).all(...values),
    );
    return (rows as TrialRow[]).map(trialOf);
  }

  /** How many evaluations there are on these data: N of the deflated Sharpe ratio. */
  countTrials(dataHash: string, filter: TrialFilter = {}): number {
    const { where, values } = condition(dataHash, filter);
    const row = this.#doing('countTrials', () =>
      this.#db.prepare(`SELECT count(*) AS trials FROM trials WHERE ${where}`).get(...values),
    );
    return (row as { trials: number }).trials;
  }

  /** Lets go of the file. The ledger is not to be used afterwards. */
  close(): void {
    // libsql leaves the write-ahead log beside the file: whoever copies the file alone would lose the last trials.
    this.#doing('close', () => this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)'));
    this.#db.close();
  }

  #put(trial: Trial, values: TrialValues): 'added' | 'known' | 'replaced' {
    const found = this.#db.prepare('SELECT * FROM trials WHERE key = ?').get(values[0]) as TrialRow | undefined;
    const insert = () =>
      this.#db
        .prepare(`INSERT INTO trials (${TRIAL_COLUMNS.join(', ')}) VALUES (${TRIAL_COLUMNS.map(() => '?').join(', ')})`)
        .run(...values);
    if (!found) {
      insert();
      return 'added';
    }
    const known = trialOf(found);
    if (trial.objective === null) return 'known';
    if (known.objective === null) {
      this.#db.prepare('DELETE FROM trials WHERE key = ?').run(values[0]);
      insert();
      return 'replaced';
    }
    if (known.objective === trial.objective && sameBytes(known.returns, trial.returns)) return 'known';
    throw new Error(
      `TrialLedger.record: an evaluation must come to what it came to before, got ${trial.objective} where ${this.file} has ${known.objective} (key ${values[0]}); put what differs, such as the version of the code, into costsHash`,
    );
  }

  #doing<T>(what: string, work: () => T): T {
    try {
      return retryBusy(work);
    } catch (error) {
      if (!sqliteCode(error).startsWith('SQLITE_')) throw error;
      throw new LedgerFileError(
        `TrialLedger.${what}: ${this.file} must be a sound SQLite file that this process may write, got "${(error as Error).message}"; what was recorded before is not touched`,
        { cause: error },
      );
    }
  }
}

function condition(
  dataHash: string,
  { strategy, period }: TrialFilter,
): { where: string; values: (string | number)[] } {
  return {
    where: `data_hash = ?${strategy === undefined ? '' : ' AND strategy = ?'}${period ? ' AND period_from = ? AND period_to = ?' : ''}`,
    values: [dataHash, ...(strategy === undefined ? [] : [strategy]), ...(period ? [period.from, period.to] : [])],
  };
}
