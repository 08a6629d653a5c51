import type { JournalEvent, PaperTrade } from '../order-journal.js';
import type { EngineReport } from '../paper-status.js';
import type { JournalFile, SqlValue } from './journal-file.js';
import type { Decision } from './records.js';

/** Bars whose verdict is kept although nothing happened on them: 25 hours of 5-minute bars. */
const VERDICTS = 300;
/** Events kept. */
const EVENTS = 10_000;
/** After how many new rows the oldest go. */
const PRUNE_EVERY = 100;
const PAGE = 200;

/** Keeps the newest verdicts, and those with a happening for good. */
export function insertDecision(file: JournalFile, decision: Decision): void {
  const row = JSON.stringify(decision);
  insertInRing(file, 'verdicts', VERDICTS, 'INSERT INTO verdicts (time, row) VALUES (?, ?)', decision.time, row);
  if (decision.happened.length > 0) file.run('INSERT INTO decisions (time, row) VALUES (?, ?)', decision.time, row);
}

/** Inserts a row; now and then those before the newest `most` go, so that a table has at most `most + PRUNE_EVERY`. */
function insertInRing(
  file: JournalFile,
  table: 'verdicts' | 'events',
  most: number,
  sql: string,
  ...values: SqlValue[]
): void {
  const id = file.insert(sql, ...values);
  if (id % PRUNE_EVERY === 0) file.run(`DELETE FROM ${table} WHERE id <= ?`, id - most);
}

/** The last verdicts, newest first: `verdicts` of any bar, `decisions` of those on which something happened. */
export function selectDecisions(file: JournalFile, table: 'verdicts' | 'decisions', limit: number): Decision[] {
  return file.all<{ row: string }>(`SELECT row FROM ${table} ORDER BY time DESC LIMIT ?`, limit).map(parsed<Decision>);
}

export function insertEvent(file: JournalFile, { at, source, name, severity, detail }: JournalEvent): void {
  insertInRing(
    file,
    'events',
    EVENTS,
    'INSERT INTO events (at, source, name, severity, detail) VALUES (?, ?, ?, ?, ?)',
    at,
    source,
    name,
    severity,
    detail,
  );
}

/** The last events, newest first. */
export function selectEvents(file: JournalFile, limit: number): JournalEvent[] {
  return file.all<JournalEvent>(
    'SELECT at, source, name, severity, detail FROM events ORDER BY id DESC LIMIT ?',
    limit,
  );
}

export function lastError(file: JournalFile): JournalEvent | null {
  const [event] = file.all<JournalEvent>(
    `SELECT at, source, name, severity, detail FROM events WHERE severity = 'error' ORDER BY id DESC LIMIT 1`,
  );
  return event ?? null;
}

/** A trade that was written with the same values before is not written again. */
export function insertTrade(file: JournalFile, trade: PaperTrade): void {
  file.run(
    'INSERT OR IGNORE INTO trades (broker, entry_time, exit_time, row) VALUES (?, ?, ?, ?)',
    trade.broker,
    trade.entryTime,
    trade.exitTime,
    JSON.stringify(trade),
  );
}

/** Closed trades in the order they were written, a page in memory at once. */
export function* selectTrades(file: JournalFile): Generator<PaperTrade, void> {
  for (let after = 0; ; ) {
    const rows = file.all<{ id: number; row: string }>(
      `SELECT id, row FROM trades WHERE id > ? ORDER BY id LIMIT ${PAGE}`,
      after,
    );
    yield* rows.map(parsed<PaperTrade>);
    const last = rows[PAGE - 1];
    if (!last) return;
    after = last.id;
  }
}

export function countTrades(file: JournalFile): number {
  return file.first<{ trades: number }>('SELECT count(*) AS trades FROM trades')?.trades ?? 0;
}

/** How far the engine has come: counted, because counting the rows would read the whole file. */
export interface Progress {
  readonly bars: number;
  readonly warmUpBars: number;
  /** The engine's last report and when it was written, ms UTC; null before the first. */
  readonly report: EngineReport | null;
  readonly at: number | null;
}

export function countWarmUp(file: JournalFile, bars: number): void {
  file.run('UPDATE progress SET bars = bars + ?1, warm_up_bars = warm_up_bars + ?1', bars);
}

/** Replaces the report, written at `at`, and counts the `bars` it is the first to know of. */
export function replaceReport(file: JournalFile, report: EngineReport, at: number, bars: 0 | 1): void {
  file.run('UPDATE progress SET bars = bars + ?, at = ?, report = ?', bars, at, JSON.stringify(report));
}

export function selectProgress(file: JournalFile): Progress {
  const row = file.first<{ bars: number; warmUpBars: number; at: number | null; report: string | null }>(
    'SELECT bars, warm_up_bars AS warmUpBars, at, report FROM progress',
  );
  if (!row) throw new Error('selectProgress: the journal must have its row of progress, got none');
  const { bars, warmUpBars, at, report } = row;
  return { bars, warmUpBars, at, report: report === null ? null : (JSON.parse(report) as EngineReport) };
}

function parsed<T>({ row }: { readonly row: string }): T {
  return JSON.parse(row) as T;
}
