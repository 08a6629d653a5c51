import { existsSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { repository } from '../environment.js';

/**
 * A path as a receipt holds it, without a folder of the machine: `out:trades.csv` in the folder of results,
 * `repository:data/mine.csv`, and by its name alone what lies elsewhere: `elsewhere:mine.csv`.
 */
export function placeOf(path: string, out: string): string {
  const inside = below(out, path);
  if (inside !== undefined) return `out:${inside}`;
  const ours = below(repository(), path);
  return ours === undefined ? `elsewhere:${basename(path)}` : `repository:${ours}`;
}

/**
 * The path of a place; what lies elsewhere is looked for in `elsewhere`, and is undefined without that, as is a place that leads
 * out of its folder: receipts come from other people too.
 */
export function pathOf(place: string, out: string, elsewhere?: string): string | undefined {
  const [, where, path = ''] = /^(out|repository|elsewhere):(.*)$/s.exec(place) ?? [];
  const folder = where === 'out' ? out : where === 'repository' ? repository() : elsewhere;
  if (where === undefined || folder === undefined) return undefined;
  return below(folder, join(folder, path)) === undefined ? undefined : join(folder, path);
}

/** The file of an output, which is named by its path in the folder or by a place. */
export function outputFile(name: string, out: string): string {
  return pathOf(name, out) ?? join(out, name);
}

/** Path of `file` below `folder`, with forward slashes; undefined where it is not below. */
function below(folder: string, file: string): string | undefined {
  const path = relative(resolve(folder), resolve(file));
  const isBelow = path !== '' && !isAbsolute(path) && path !== '..' && !path.startsWith(`..${sep}`);
  return isBelow ? path.split(sep).join('/') : undefined;
}

/** A file of the receipt for a rerun. Throws, saying what to do, where it is not found. */
export function findPlace(what: string, place: string, out: string, elsewhere?: string): string {
  const path = pathOf(place, out, elsewhere);
  if (path !== undefined && existsSync(path)) return path;
  const name = place.slice(place.indexOf(':') + 1);
  const where = path === undefined ? `a file outside repository and results; name its folder with --files DIR` : 'none';
  throw new Error(`rerun: ${what} must be found, got ${where} for ${name}`);
}
