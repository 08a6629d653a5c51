import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { EMPTY_LEDGER, type LedgerContent, ledgerContent } from '../../optimise/ledger-content.js';

/** SHA-256 (hex) of bytes. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 (hex) and size of a file; undefined where there is none. */
export function hashFile(file: string): { readonly sha256: string; readonly bytes: number } | undefined {
  if (!existsSync(file) || !statSync(file).isFile()) return undefined;
  const data = readFileSync(file);
  return { sha256: sha256(data), bytes: data.length };
}

/**
 * Files of a folder and those below it, by their path with forward slashes, each with a mark that changes when it is
 * written. Files and folders whose name begins with a point are left out.
 */
export function folderFiles(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    const path = name.split(sep).join('/');
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
