import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isAlive } from './files.js';

const LOCK = '.lock';

/** An exclusive hold on a folder, until released. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder (made when missing) for this process alone, by a file `.lock` in it that names the process.
 * A lock whose process is gone is taken over. Throws, naming the process, while another one holds the folder.
 */
export function lockFolder(dir: string): FolderLock {
  const file = join(resolve(dir), LOCK);
  const mine = `${process.pid} ${startedAt(process.pid)}\n`;
  const draft = `${file}.${process.pid}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, mine);
  try {
    while (!tryLink(draft, file)) removeStale(file, dir);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readText(file) === mine) rmSync(file, { force: true });
    },
  };
}

/** A hard link appears with its content already in it: no reader ever sees a lock without a process. */
function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds a folder, or left its lock there when it died. */
export interface FolderHolder {
  readonly pid: number;
  readonly alive: boolean;
}

/** Who holds `dir`; null when nobody does. */
export function folderHolder(dir: string): FolderHolder | null {
  const text = readText(join(resolve(dir), LOCK));
  return text === undefined ? null : holderOf(text);
}

function holderOf(text: string): FolderHolder {
  const [pid, started] = text.trim().split(' ');
  return { pid: Number(pid), alive: isAlive(Number(pid)) && started === startedAt(Number(pid)) };
}

function removeStale(file: string, dir: string): void {
  const holder = readText(file);
  if (holder === undefined) return;
  const { pid, alive } = holderOf(holder);
  if (alive) {
    throw new Error(`lockFolder: folder must be free, got ${dir} in use by process ${pid}; wait for it or stop it`);
  }
  // Renamed away first: of two processes that find the same stale lock only one may remove it.
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (readText(aside) !== holder) renameSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true });
}

/**
 * When a process started, where the system tells: process numbers are used again, in containers soon. One that has ended
 * and waits for its parent to ask how (a zombie, for ever where nobody asks) holds nothing and has no start.
 */
function startedAt(pid: number): string {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return '-';
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : (fields[19] ?? '-');
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
