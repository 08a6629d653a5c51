import { join } from 'node:path';
import { PART_NOTEBOOKS } from '../../report/dashboard/piece.js';
import { PARTS_FOLDER } from '../../report/dashboard/save-part.js';
import { dashboardSite } from '../../report/dashboard/site.js';
import { LIVE_STYLE } from '../../report/dashboard/style-live.js';
import { PAPER_STYLE } from '../../report/paper/style.js';
import { checkResults } from '../../report/results.js';
import type { WatchedFile } from './file-watch.js';
import { type SentText, sentText } from './piece-store.js';

/** The files of `out` that pieces are made of. */
export function pieceFiles(out: string): readonly WatchedFile[] {
  const parts = PART_NOTEBOOKS.map((piece) => ({
    piece,
    file: join(out, PARTS_FOLDER, `${piece}.json`),
    read: (text: string) => partOf(piece, text),
  }));
  const results = (text: string) => checkResults(JSON.parse(text));
  return [{ piece: 'results', file: join(out, 'results.json'), read: results }, ...parts];
}

/** A part that cannot be drawn would break the page it stands on. */
function partOf(notebook: string, text: string): unknown {
  const part = JSON.parse(text) as { notebook?: unknown; figures?: unknown } | null;
  if (part?.notebook !== notebook || part.figures === null || typeof part.figures !== 'object') {
    throw new Error(`partOf: part must be what notebook ${notebook} writes, got another`);
  }
  return part;
}

/** The app's files by address. */
export function siteTexts(): Readonly<Record<string, SentText>> {
  const { shell, script, style, library } = dashboardSite();
  return {
    '/': sentText('text/html; charset=utf-8', shell),
    '/app.js': sentText('text/javascript; charset=utf-8', script),
    '/app.css': sentText('text/css; charset=utf-8', style + PAPER_STYLE + LIVE_STYLE),
    '/plotly.js': sentText('text/javascript; charset=utf-8', library),
  };
}
