import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository's folder, from a compiled test. */
export const root = resolve(__dirname, '..', '..');

/**
 * Test options for what a machine may lack: skipped with a message where it is missing, but run, and so failed, under CI,
 * where everything has to be there.
 */
export function needs(what: string, found: boolean): { skip: string | false } {
  return { skip: found || process.env.CI === 'true' ? false : `${what} is not here` };
}

/** The Python of `npm run lab`, or undefined before it was ever run. */
export function labPython(): string | undefined {
  return [join(root, '.venv', 'bin', 'python'), join(root, '.venv', 'Scripts', 'python.exe')].find(existsSync);
}

/** A Python with pandas, pyarrow and quantstats, made as test/python/requirements.txt says; undefined before. */
export function dataPython(): string | undefined {
  return [join(root, '.cache', 'python', 'bin', 'python')].find(existsSync);
}

/** A Chromium of the machine. */
export function chromium(): string | undefined {
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return [process.env.CHROMIUM_PATH ?? '', ...places].find((path) => path !== '' && existsSync(path));
}
