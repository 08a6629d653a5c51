import { folderHolder } from '../../data/lock-folder.js';
import type { EngineProcess } from '../paper-status.js';
import type { JournalFile } from './journal-file.js';

/** Runs of the engine that are remembered. */
const SESSIONS = 200;

/** Notes that an engine has begun; returns the number of its run. */
export function beginSession(file: JournalFile, pid: number, now: number): number {
  const id = file.insert('INSERT INTO sessions (pid, started_at) VALUES (?, ?)', pid, now);
  file.run('DELETE FROM sessions WHERE id <= ?', id - SESSIONS);
  return id;
}

export function endSession(file: JournalFile, id: number, now: number): void {
  file.run('UPDATE sessions SET ended_at = ? WHERE id = ?', now, id);
}

/** Whether the engine of `folder` lives, by the process its lock names; `lastSign`: when it last wrote, ms UTC. */
export function engineProcess(folder: string, file: JournalFile | null, lastSign: number | null): EngineProcess {
  const holder = folderHolder(folder);
  const run = file?.first<{ pid: number; startedAt: number; endedAt: number | null }>(
    'SELECT pid, started_at AS startedAt, ended_at AS endedAt FROM sessions ORDER BY id DESC LIMIT 1',
  );
  // The lock is taken before the run is written down: an engine that is just starting has no run of its own yet.
  const own = run && holder?.pid === run.pid && run.endedAt === null ? run : undefined;
  if (holder?.alive) return { state: 'running', pid: holder.pid, since: own?.startedAt ?? null };
  if (!run) return { state: 'absent', pid: null, since: null };
  if (run.endedAt !== null) return { state: 'stopped', pid: run.pid, since: run.endedAt };
  return { state: 'crashed', pid: run.pid, since: Math.max(run.startedAt, lastSign ?? run.startedAt) };
}
