import type { Bar } from '../../bars/resample.js';
import { isoTime } from '../../core/time.js';
import type { BarOrigin } from '../feed.js';
import type { JournalFile } from './journal-file.js';
import { packMinutes, unpackMinutes } from './minutes-blob.js';
import type { JournaledBar } from './records.js';

/** Rows read at once: a few hundred kB, however long the journal is. */
const PAGE = 500;
const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;

const INSERT = `
  INSERT INTO bars (time, open, high, low, close, volume, origin, warm_up, known_at, hold, kill, reason, equity, minutes)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14
  WHERE ?1 > ifnull((SELECT max(time) FROM bars), ?1 - 1)`;
const COLUMNS = 'time, open, high, low, close, volume, origin, warm_up, known_at, hold, kill, reason, minutes';

interface BarRow extends Bar {
  readonly origin: BarOrigin;
  readonly warm_up: number;
  readonly known_at: number;
  readonly hold: number;
  readonly kill: number;
  readonly reason: string;
  readonly minutes: ArrayBuffer | Uint8Array | null;
}

/** Writes a bar. Throws, and writes nothing, on one that is not whole or not after the last. */
export function insertBar(file: JournalFile, input: JournaledBar, equity: number | null): void {
  const { bar, minutes, origin, warmUp, knownAt, control } = input;
  checkBar(bar);
  for (const minute of minutes) checkBar(minute);
  const inserted = file.run(
    INSERT,
    bar.time,
    bar.open,
    bar.high,
    bar.low,
    bar.close,
    bar.volume,
    origin,
    Number(warmUp),
    knownAt,
    Number(control.hold),
    Number(control.kill),
    control.reason,
    equity,
    packMinutes(minutes),
  );
  if (inserted === 1) return;
  const last = isoTime(lastBarTime(file) ?? Number.NaN);
  throw new Error(
    `Journal.recordBar: bar must open after the last one, ${last}, got ${isoTime(bar.time)}; each bar is recorded once`,
  );
}

function checkBar(bar: Bar): void {
  const bad = PRICES.find((name) => !Number.isFinite(bar[name]));
  if (bad === undefined && Number.isSafeInteger(bar.time)) return;
  const [name, value] = bad === undefined ? ['time', bar.time] : [bad, bar[bad]];
  throw new Error(`Journal.recordBar: ${name} must be finite, got ${value} (bar of ${isoTime(bar.time)})`);
}

/** Open time of the last bar, ms UTC; null when there is none. */
export function lastBarTime(file: JournalFile): number | null {
  return file.first<{ time: number | null }>('SELECT max(time) AS time FROM bars')?.time ?? null;
}

/** Bars that open after `after` and before `before`, in order of time, a page in memory at once. */
export function* barsBetween(file: JournalFile, after: number, before: number): Generator<JournaledBar, void> {
  for (let from = after; ; ) {
    const rows = file.all<BarRow>(
      `SELECT ${COLUMNS} FROM bars WHERE time > ? AND time < ? ORDER BY time LIMIT ${PAGE}`,
      from,
      before,
    );
    for (const row of rows) yield barOf(row);
    const last = rows[PAGE - 1];
    if (!last) return;
    from = last.time;
  }
}

function barOf(row: BarRow): JournaledBar {
  const { time, open, high, low, close, volume } = row;
  return {
    bar: { time, open, high, low, close, volume },
    minutes: unpackMinutes(row.minutes),
    origin: row.origin,
    warmUp: row.warm_up === 1,
    knownAt: row.known_at,
    control: { hold: row.hold === 1, kill: row.kill === 1, reason: row.reason },
  };
}
