import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
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

/** Larger files are not texts of ours. */
const LONGEST_TEXT = 256 * 1024 * 1024;

/** Text of a file. Throws for `caller`, naming the file, on a folder, on a pipe or device, which may never end, and on what does not read. */
export function readText(caller: string, file: string): string {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw new Error(stats.isDirectory() ? 'a folder' : 'a pipe or device');
    if (stats.size > LONGEST_TEXT) throw new Error(`${stats.size} bytes, more than ${LONGEST_TEXT}`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`${caller}: ${file} must be a file that can be read, got ${cause}`, { cause: error });
  }
}

/** What lies in a folder and below, by path with forward slashes. Links to folders are not followed: one may lead back. */
export function pathsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map(({ name, parentPath }) =>
    relative(folder, join(parentPath, name)).split(sep).join('/'),
  );
}
