import { join } from 'node:path';
import { writeAtomic } from '../../data/files.js';
import type { Figure } from '../figure.js';
import { plainFigure } from '../figure-json.js';
import type { DashboardPart } from './piece.js';

/** Folder of the parts, below that of the results. */
export const PARTS_FOLDER = 'dashboard';

/** A part as a notebook has it: its figures as they were shown. */
export interface NewPart extends Omit<DashboardPart, 'figures'> {
  readonly figures: Readonly<Record<string, Figure | undefined>>;
}

/** Writes `<out>/dashboard/<notebook>.json`, atomically; a figure that was not made is left out. Returns the file. */
export function saveDashboardPart(out: string, { figures, ...part }: NewPart): string {
  const made = Object.entries(figures).flatMap(([name, figure]) => (figure ? [[name, plainFigure(figure)]] : []));
  const file = join(out, PARTS_FOLDER, `${part.notebook}.json`);
  writeAtomic(file, JSON.stringify({ ...part, figures: Object.fromEntries(made) } satisfies DashboardPart));
  return file;
}
