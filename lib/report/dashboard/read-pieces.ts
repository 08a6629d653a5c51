import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from '../results.js';
import { type DashboardPart, PART_NOTEBOOKS, type PaperPiece, type PartNotebook, type Pieces } from './piece.js';
import { PARTS_FOLDER } from './save-part.js';

/** The file of a notebook's part. */
export function partFile(out: string, notebook: PartNotebook): string {
  return join(out, PARTS_FOLDER, `${notebook}.json`);
}

/**
 * The pieces that lie in a folder of results; what has not been run is absent. `paper` is read from a journal of its own.
 * Throws on a results.json or a part that cannot be read: notebooks write them whole or not at all.
 */
export function readPieces(out: string, paper?: PaperPiece): Pieces {
  const results = readResults(join(out, 'results.json'));
  const parts = PART_NOTEBOOKS.flatMap((name) => {
    const part = readPart(out, name);
    return part ? [[name, part] as const] : [];
  });
  return {
    ...(Object.keys(results).length > 0 && { results }),
    ...Object.fromEntries(parts),
    ...(paper && { paper }),
  };
}

function readPart(out: string, notebook: PartNotebook): DashboardPart | undefined {
  const file = partFile(out, notebook);
  if (!existsSync(file)) return undefined;
  return checkPart(JSON.parse(readFileSync(file, 'utf8')), notebook, file);
}

/** Throws, naming `where`, unless `part` is what that notebook writes. */
export function checkPart(part: unknown, notebook: PartNotebook, where: string): DashboardPart {
  if (isPart(part) && part.notebook === notebook) return part;
  throw new Error(`checkPart: ${where} must be a part of ${notebook}, got something else; run the notebook again`);
}

function isPart(value: unknown): value is DashboardPart {
  return typeof value === 'object' && value !== null && 'notebook' in value && 'figures' in value && 'receipt' in value;
}
