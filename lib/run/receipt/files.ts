import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathsBelow } from '../../data/files.js';
import { EMPTY_LEDGER, type LedgerContent, ledgerContent } from '../../optimise/ledger-content.js';

/** SHA-256 (hex) of bytes. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 (hex) and size of a file; undefined where there is none. */
export function hashFile(file: string): { readonly sha256: string; readonly bytes: number } | undefined {
  if (!existsSync(file) || !statSync(file).isFile()) return undefined;
  const handle = openSync(file, 'r');
  try {
    const hash = createHash('sha256');
    const part = new Uint8Array(1024 * 1024);
    let bytes = 0;
    for (let read = readSync(handle, part); read > 0; read = readSync(handle, part)) {
      hash.update(part.subarray(0, read));
      bytes += read;
    }
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    closeSync(handle);
  }
}

/**
 * Files of a folder and those below it, by their path with forward slashes, each with a mark that changes when it is
 * written. Files and folders whose name begins with a point are left out.
 */
export function folderFiles(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = pathsBelow(folder).flatMap((path) => {
    const stats = statSync(join(folder, path), { throwIfNoEntry: false });
    return stats?.isFile() && !isHidden(path) ? [[path, `${stats.size} ${stats.mtimeMs}`] as const] : [];
  });
  return new Map(files);
}

function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.'));
}

/** What the trial ledger in `file` holds: nothing where there is none. Read from a copy, so that the file stays as it is. */
export function ledgerAsItIs(file: string): LedgerContent {
  if (!existsSync(file)) return EMPTY_LEDGER;
  return withLedgerCopy(file, ledgerContent);
}

/** Does `work` on a copy of a ledger, its write-ahead log included, and removes the copy. */
export function withLedgerCopy<T>(file: string, work: (copy: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mtf-ledger-'));
  try {
    const copy = join(folder, basename(file));
    for (const end of ['-wal', '']) if (existsSync(file + end)) copyFileSync(file + end, copy + end);
    return work(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
