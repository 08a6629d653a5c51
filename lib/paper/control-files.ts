import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../data/files.js';

/**
 * How a person reaches a running engine: by files in its folder, which a notebook, a command and a bare shell can all make.
 * `KILL` closes everything and ends trading for good; it stays, and while it is there no engine opens a position.
 * `STOP` ends the process after the bar at hand; with the word `close` in it positions are closed first.
 */
const KILL = 'KILL';
const STOP = 'STOP';

export type StopRequest = 'leave' | 'close';

export function requestKill(folder: string): void {
  writeAtomic(join(folder, KILL), 'close everything, open nothing\n');
}

export function requestStop(folder: string, request: StopRequest): void {
  writeAtomic(join(folder, STOP), `${request}\n`);
}

export function killRequested(folder: string): boolean {
  return existsSync(join(folder, KILL));
}

/** What was asked for, or null. A file that cannot be read as a request (made by `touch`) means to leave positions alone. */
export function stopRequested(folder: string): StopRequest | null {
  const file = join(folder, STOP);
  if (!existsSync(file)) return null;
  return readFileSync(file, 'utf8').trim() === 'close' ? 'close' : 'leave';
}

/** A request to an engine that is gone must not stop the next one. */
export function clearStop(folder: string): void {
  rmSync(join(folder, STOP), { force: true });
}
