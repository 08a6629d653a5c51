import { statSync } from 'node:fs';
import { join } from 'node:path';
import { journalPath } from '../../paper/journal/format.js';
import { JournalReader } from '../../paper/journal/reader.js';
import { pieceFigures, pieceOf, pieceView } from '../../report/dashboard/paper-piece.js';
import type { PaperPiece } from '../../report/dashboard/piece.js';
import type { PlainFigure } from '../../report/figure-json.js';
import type { PaperView } from '../../report/paper-page.js';
import { readNote, runningPid } from '../engine-note.js';
import type { FileNews } from './file-watch.js';

/** Ages such as "bar 12 s ago" are rendered again after this, ms, while an engine runs, and when none does. */
const AGE_STEP = 5_000;
const OLD_AGE_STEP = 60_000;
/** The share of the time that may go into rendering a journal which never rests, as that of a fast replay. */
const MOST_RENDERING = 0.1;

/** Makes the paper piece from the journal, whenever asked and something changed. The engine never waits for it. */
export class PaperWatch {
  readonly #folder: string;
  readonly #news: FileNews;
  readonly #now: () => number;
  readonly #reader: JournalReader;
  #seen = '';
  #figures: readonly PlainFigure[] = [];
  #figuresOf = '';
  /** Not before this, ms UTC, and again at that. */
  #restUntil = 0;
  #dueAt = 0;

  constructor(folder: string, news: FileNews, now: () => number) {
    this.#folder = folder;
    this.#news = news;
    this.#now = now;
    this.#reader = new JournalReader(folder);
  }

  look(): void {
    const now = this.#now();
    if (now < this.#restUntil) return;
    try {
      const mark = this.#mark();
      if (mark === this.#seen && now < this.#dueAt) return;
      this.#seen = mark;
      this.#dueAt = now + AGE_STEP;
      this.#news.put('paper', this.#piece(now, mark));
      this.#news.notice('paper', this.#failure());
    } catch (error) {
      this.#reader.close();
      const why = error instanceof Error ? error.message : String(error);
      const old = 'What is shown of it, if anything, is from before.';
      this.#news.notice('paper', `Paper trading cannot be shown: ${why}. ${old}`);
    }
    this.#restUntil = now + (this.#now() - now) / MOST_RENDERING;
  }

  /** Lets go of the journal; the next look opens it again. */
  rest(): void {
    this.#reader.close();
  }

  #piece(now: number, mark: string): PaperPiece | undefined {
    const view = pieceView(this.#reader, now);
    if (view.status.engine.state !== 'running') this.#dueAt = now + OLD_AGE_STEP;
    return pieceOf(view, () => this.#figuresAt(view, mark));
  }

  /** Figures tell no ages: they stay as long as the journal does. */
  #figuresAt(view: PaperView, mark: string): readonly PlainFigure[] {
    if (this.#figuresOf !== mark) this.#figures = pieceFigures(this.#reader, view);
    this.#figuresOf = mark;
    return this.#figures;
  }

  /** A process that could not start left its reason in its note, and no journal. */
  #failure(): string | undefined {
    const note = readNote(this.#folder);
    return note?.state === 'failed' ? `Paper trading, process ${note.pid}, failed: ${note.message}` : undefined;
  }

  /** Changes with every write into the journal, and when a process comes or goes. */
  #mark(): string {
    const journal = journalPath(this.#folder);
    const files = [journal, `${journal}-wal`, join(this.#folder, 'engine.json')].map((file) => {
      const stats = statSync(file, { throwIfNoEntry: false, bigint: true });
      return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs}` : '-';
    });
    return [...files, runningPid(this.#folder) ?? 'none'].join(' | ');
  }
}
