import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { contentKey } from '../../optimise/content-key.js';
import { repository } from '../environment.js';
import { hashFile } from './files.js';
import type { FileHashes, RunEnvironment } from './receipt.js';

/** Folders whose sources decide what a run comes to; the Pine runtime that notebook 09 checks with lies among the tests. */
const SOURCE_FOLDERS = ['lib', 'scripts', 'test/pine'] as const;
const SOURCE_FILES = ['package.json', 'tsconfig.json'] as const;
const SOURCE = /\.(ts|cjs|json)$/;

/** What of this checkout decides a run: its sources and their hash, the lockfile's, and what it runs on. */
export interface Checkout {
  readonly files: FileHashes;
  readonly code: string;
  readonly lockfile: string;
  readonly environment: RunEnvironment;
}

/** The checkout that this process runs from. */
export function readCheckout(folder = repository()): Checkout {
  const files = Object.fromEntries(
    [...SOURCE_FILES, ...SOURCE_FOLDERS.flatMap((name) => sourcesBelow(folder, name))]
      .sort()
      .map((path) => [path, fileHash(folder, path)]),
  );
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return {
    files,
    code: contentKey(files),
    lockfile: fileHash(folder, 'package-lock.json'),
    environment: { node: process.version, platform: process.platform, arch: process.arch, version },
  };
}

/** What differs between two sets of sources: each file with whether it was changed, added or removed. */
export function changedFiles(
  before: FileHashes,
  after: FileHashes,
): readonly { readonly file: string; readonly how: 'changed' | 'added' | 'removed' }[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((file) => {
    if (before[file] === after[file]) return [];
    return [{ file, how: before[file] === undefined ? 'added' : after[file] === undefined ? 'removed' : 'changed' }];
  });
}

function sourcesBelow(folder: string, name: string): string[] {
  return readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
    .map((path) => `${name}/${path.split(sep).join('/')}`)
    .filter((path) => SOURCE.test(path) && !path.includes('/node_modules/'));
}

function fileHash(folder: string, path: string): string {
  const found = hashFile(join(folder, path));
  if (!found) throw new Error(`readCheckout: ${path} must be in ${folder}, got none`);
  return found.sha256;
}
