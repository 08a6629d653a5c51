import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';

/**
 * Writes `data` to `file` so that whoever looks sees the old content or the whole new one, never a part: to a temporary
 * file beside it, synced, then renamed. Folders are made. When writing fails (a full disk) the temporary file is removed,
 * the old file is untouched, and the error names the file and the cause. What a killed process left is swept away.
 */
export function writeAtomic(file: string, data: string | Uint8Array): void {
  const folder = dirname(file);
  const temporary = `${file}.${process.pid}-${threadId}.tmp`;
  try {
    mkdirSync(folder, { recursive: true });
    sweepTemporaries(file);
    writeSynced(temporary, typeof data === 'string' ? new TextEncoder().encode(data) : data);
    renameSync(temporary, file);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`writeAtomic: ${file} must be writable, got ${cause}; nothing was changed`, { cause: error });
  }
  syncFolder(folder);
}

function writeSynced(file: string, data: Uint8Array): void {
  const handle = openSync(file, 'w');
  try {
    for (let at = 0; at < data.length; ) at += writeSync(handle, data, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes the rename itself survive a power cut; not every system can sync a folder, and that is no failure. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    return;
  }
}

/** Removes temporary files of `file` whose process is gone. */
function sweepTemporaries(file: string): void {
  const prefix = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file))) {
    if (!name.startsWith(prefix)) continue;
    const pid = /^(\d+)-\d+\.tmp$/.exec(name.slice(prefix.length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(dirname(file), name), { force: true });
  }
}

/** Whether a process with this id runs on this machine, of whatever user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
