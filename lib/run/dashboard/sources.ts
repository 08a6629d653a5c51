import { join } from 'node:path';
import { PART_NOTEBOOKS } from '../../report/dashboard/piece.js';
import { checkPart, partFile } from '../../report/dashboard/read-pieces.js';
import { dashboardSite } from '../../report/dashboard/site.js';
import { LIVE_STYLE } from '../../report/dashboard/style-live.js';
import { checkResults, type Results } from '../../report/results.js';
import type { WatchedFile } from './file-watch.js';
import { type SentText, sentText } from './piece-store.js';

/** The files of `out` that pieces are made of. */
export function pieceFiles(out: string): readonly WatchedFile[] {
  const parts = PART_NOTEBOOKS.map((piece) => ({
    piece,
    file: partFile(out, piece),
    read: (text: string) => checkPart(JSON.parse(text), piece, 'it'),
  }));
  return [{ piece: 'results', file: join(out, 'results.json'), read: resultsIn }, ...parts];
}

function resultsIn(text: string): Results | undefined {
  const results = checkResults(JSON.parse(text));
  return Object.keys(results).length > 0 ? results : undefined;
}

/** The app's files by address. */
export function siteTexts(): Readonly<Record<string, SentText>> {
  const { shell, script, style, library } = dashboardSite();
  return {
    '/': sentText('text/html; charset=utf-8', shell),
    '/app.js': sentText('text/javascript; charset=utf-8', script),
    '/app.css': sentText('text/css; charset=utf-8', style + LIVE_STYLE),
    '/plotly.js': sentText('text/javascript; charset=utf-8', library),
  };
}
