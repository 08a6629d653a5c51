import { basename } from 'node:path';
import type { JournalReader } from '../../paper/journal/reader.js';
import { type PlainFigure, plainFigure } from '../figure-json.js';
import { type PaperView, paperLogs, paperPage } from '../paper-page.js';
import { paperFigures, paperView } from '../paper-view.js';
import type { PaperPiece } from './piece.js';

/** The paper account at `now` (ms UTC) as a piece; undefined before there is a journal. */
export function paperPiece(reader: JournalReader, now: number): PaperPiece | undefined {
  const view = pieceView(reader, now);
  return pieceOf(view, () => pieceFigures(reader, view));
}

/** What the journal says at `now` (ms UTC), with as much of each list as the page shows. */
export function pieceView(reader: JournalReader, now: number): PaperView {
  return paperView(reader, now, { signals: 40, alerts: 60, trades: 25 });
}

export function pieceFigures(reader: JournalReader, view: PaperView): readonly PlainFigure[] {
  return paperFigures(reader, view).map(plainFigure);
}

/** The piece of a view; undefined before there is a journal. `figures` is asked only where there is one. */
export function pieceOf(view: PaperView, figures: () => readonly PlainFigure[]): PaperPiece | undefined {
  if (view.status.engine.state === 'absent') return undefined;
  // A page that is sent to others names no folder of this machine.
  const status = { ...view.status, folder: basename(view.status.folder) };
  return { html: paperPage({ status }, { styled: false }), logs: paperLogs(view), figures: figures() };
}
