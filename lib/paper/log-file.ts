import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isoTime } from '../core/time.js';

export interface LogOptions {
  readonly file: string;
  /** ms UTC. */
  readonly now: () => number;
  /** Takes keys and addresses out of every line. */
  readonly redact: (text: string) => string;
  /** Size at which the file is put aside, bytes, and how many old ones are kept: `.1` is the newest. */
  readonly maxBytes?: number;
  readonly keep?: number;
}

/**
 * A log that rotates by itself: a line with its UTC time at each call. A log that cannot be written (a full disk) must not
 * stop trading, so a failed line is dropped; the journal holds what matters.
 */
export function logFile({ file, now, redact, maxBytes = 5e6, keep = 3 }: LogOptions): (line: string) => void {
  return (line) => {
    try {
      mkdirSync(dirname(file), { recursive: true });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= maxBytes) rotate(file, keep);
      appendFileSync(file, `${isoTime(now())} ${redact(line).replaceAll('\n', ' | ')}\n`);
    } catch {
      return;
    }
  };
}

function rotate(file: string, keep: number): void {
  rmSync(`${file}.${keep}`, { force: true });
  for (let k = keep - 1; k >= 1; k--) {
    if (statSync(`${file}.${k}`, { throwIfNoEntry: false })) renameSync(`${file}.${k}`, `${file}.${k + 1}`);
  }
  renameSync(file, `${file}.1`);
}
