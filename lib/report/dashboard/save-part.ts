import { join } from 'node:path';
import { writeAtomic } from '../../data/files.js';
import type { Figure, LiveFigure } from '../figure.js';
import { plainFigure } from '../figure-json.js';
import type { Json } from '../results.js';
import type { DashboardPart } from './piece.js';

/** Folder of the parts, below that of the results. */
export const PARTS_FOLDER = 'dashboard';

/** What a part was made from: the session of its notebook. */
export interface PartSource {
  readonly out: string;
  readonly receipt: { readonly [key: string]: Json };
  readonly data: { readonly description: string };
}

/** A part as a notebook has it. */
export interface NewPart extends Pick<DashboardPart, 'notebook' | 'sentences' | 'tables'> {
  /** As they were shown; one that was not made is left out. */
  readonly figures: Readonly<Record<string, Figure | undefined>>;
  /** The long chart; its inspections too where it has an inspector. */
  readonly candles?: LiveFigure;
}

/** Writes `<out>/dashboard/<notebook>.json`, atomically. Returns the file. */
export function saveDashboardPart({ out, receipt, data }: PartSource, part: NewPart): string {
  const { notebook, sentences, tables, candles } = part;
  // A long chart with an inspector holds both, with a dot between them.
  const [bars, details] = candles?.live.data.split('.') ?? [];
  const figures = Object.entries(part.figures).flatMap(([name, figure]) =>
    figure ? [[name, plainFigure(figure)] as const] : [],
  );
  const whole: DashboardPart = {
    notebook,
    receipt,
    description: data.description,
    sentences,
    figures: Object.fromEntries(figures),
    ...(tables && { tables }),
    ...(bars !== undefined && { candles: bars }),
    ...(details !== undefined && { inspections: details }),
  };
  const file = join(out, PARTS_FOLDER, `${notebook}.json`);
  writeAtomic(file, JSON.stringify(whole));
  return file;
}
