import { join } from 'node:path';
import { writeAtomic } from '../../data/files.js';
import type { Json } from '../results.js';
import { referenceOf } from './notices.js';
import type { Pieces } from './piece.js';
import { dashboardFile } from './site.js';

/** Writes `<out>/dashboard.html`, one page that opens offline, atomically. Returns the file and its size in bytes. */
export function saveDashboard(out: string, pieces: Pieces): { readonly file: string; readonly bytes: number } {
  const file = join(out, 'dashboard.html');
  const page = dashboardFile(pieces);
  writeAtomic(file, page);
  return { file, bytes: Buffer.byteLength(page) };
}

/** What the report is about: the receipt of the backtest, else of the first notebook that has one; undefined without any. */
export function reportReceipt(pieces: Pieces): { readonly [key: string]: Json } | undefined {
  return referenceOf(pieces) as { readonly [key: string]: Json } | undefined;
}
