import { createHash } from 'node:crypto';
import type { JournalFile } from './journal-file.js';
import { plainJson } from './plain-json.js';
import type { Snapshot } from './records.js';

/** Two, so that a snapshot that cannot be read has one before it. */
const SNAPSHOTS = 2;

export function keepValue(file: JournalFile, key: string, value: unknown): void {
  if (value === null) file.run('DELETE FROM kept WHERE key = ?', key);
  else file.run('INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)', key, plainJson('Journal.keep', value));
}

export function keptValue(file: JournalFile, key: string): unknown {
  const row = file.first<{ value: string }>('SELECT value FROM kept WHERE key = ?', key);
  return row ? (JSON.parse(row.value) as unknown) : null;
}

/** Keeps a state of the model, with a digest that tells later whether it is whole; the oldest goes. */
export function insertSnapshot(file: JournalFile, { barTime, state }: Snapshot): void {
  const text = plainJson('Journal.saveSnapshot', state);
  file.atomically(() => {
    file.run(
      'INSERT OR REPLACE INTO snapshots (bar_time, digest, state) VALUES (?, ?, ?)',
      barTime,
      digestOf(text),
      text,
    );
    file.run(
      `DELETE FROM snapshots WHERE bar_time NOT IN (SELECT bar_time FROM snapshots ORDER BY bar_time DESC LIMIT ${SNAPSHOTS})`,
    );
  });
}

/** The newest snapshot that is whole; null when none is. */
export function soundSnapshot(file: JournalFile): Snapshot | null {
  const rows = file.all<{ barTime: number; digest: string; state: string }>(
    'SELECT bar_time AS barTime, digest, state FROM snapshots ORDER BY bar_time DESC',
  );
  const sound = rows.find(({ digest, state }) => digest === digestOf(state));
  return sound ? { barTime: sound.barTime, state: JSON.parse(sound.state) as unknown } : null;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
