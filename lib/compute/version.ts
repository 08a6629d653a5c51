import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** dist/, from dist/lib/compute. */
const COMPILED = resolve(__dirname, '..', '..');
const PACKAGE = resolve(COMPILED, '..', 'lib', 'package.json');

/** A module of tasks, as machines with different folders can both find it. */
export interface ModuleIdentity {
  /** Path below dist/, with forward slashes. */
  readonly path: string;
  /** SHA-256 (hex) of the compiled file. */
  readonly hash: string;
}

/**
 * What has to be equal for two machines to give equal bytes, in one line: version of the package, hash of the compiled
 * sources, and the major version of Node, whose Math functions may round differently in another.
 */
export function sourceVersion(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string };
  const hash = createHash('sha256').update(endianness());
  const lib = join(COMPILED, 'lib');
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  for (const file of files.map((name) => name.split(sep).join('/')).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(lib, file)));
  }
  return `mtf-lab ${version}, sources ${hash.digest('hex').slice(0, 12)}, Node ${process.versions.node.split('.')[0]}`;
}

/** The identity of a module. Throws when it is not below dist/, where a worker on another machine would find it. */
export function moduleIdentity(file: string): ModuleIdentity {
  const path = relative(COMPILED, file);
  if (isOutside(path)) {
    throw new Error(
      `moduleIdentity: module must be a compiled file below ${COMPILED}, for workers to find it, got ${file}`,
    );
  }
  return { path: path.split(sep).join('/'), hash: hashOf(file) };
}

/** The file of a module on this machine. Throws when it is absent, differs, or lies outside dist/: only own code is run. */
export function resolveModule({ path, hash }: ModuleIdentity): string {
  const file = resolve(COMPILED, path);
  if (isOutside(relative(COMPILED, file)) || !existsSync(file)) {
    throw new Error(`resolveModule: module must be a compiled file below ${COMPILED}, got ${path}`);
  }
  if (hashOf(file) !== hash)
    throw new Error(`resolveModule: module ${path} must be the same as the driver's, got another`);
  return file;
}

function isOutside(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
