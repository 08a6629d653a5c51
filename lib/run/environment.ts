import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder the compiled library lies in: dist/lib/run is three below it. */
export function repository(): string {
  return resolve(__dirname, '..', '..', '..');
}

/** The environment of this process over the lines of `.env` in the repository: keys, tokens and addresses live there only. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return { ...dotEnv(join(repository(), '.env')), ...process.env };
}

/** Lines `NAME=value` of a .env file; none when there is no file. */
function dotEnv(file: string): Readonly<Record<string, string>> {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/gm);
  return Object.fromEntries(Array.from(lines, ([, name, value = '']) => [name, value.replace(/^(['"])(.*)\1$/, '$2')]));
}
