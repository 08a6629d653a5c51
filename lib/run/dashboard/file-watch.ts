import { type BigIntStats, promises as fs } from 'node:fs';
import { basename } from 'node:path';
import type { PieceName } from '../../report/dashboard/piece.js';

/** A file that a piece is made of. */
export interface WatchedFile {
  readonly piece: PieceName;
  readonly file: string;
  /** What the content is good for; throws, saying why, when it is good for nothing. */
  read(text: string): unknown;
}

export interface FileNews {
  /** A whole and sound content; undefined: the file is gone. */
  put(piece: PieceName, value: unknown): void;
  /** The file is there and no good (undefined: it is well again). */
  notice(piece: PieceName, text: string | undefined): void;
}

const LARGEST = 64 * 1024 * 1024;

/**
 * Looks at a few files whenever asked, and tells what became of them. Asking is sturdier than being told by the system, which
 * forgets renames on some disks and everything on network drives; a look costs one stat a file.
 */
export class FileWatch {
  readonly #files: readonly WatchedFile[];
  readonly #news: FileNews;
  readonly #seen = new Map<PieceName, string>();
  #current = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(files: readonly WatchedFile[], news: FileNews) {
    this.#files = files;
    this.#news = news;
  }

  /** Reads what changed up to now. A call while a look is under way waits for the next one, which such calls share. */
  look(): Promise<void> {
    this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      this.#current = this.#lookAtAll();
      return this.#current;
    });
    return this.#next;
  }

  async #lookAtAll(): Promise<void> {
    for (const watched of this.#files) await this.#lookAt(watched);
  }

  async #lookAt({ piece, file, read }: WatchedFile): Promise<void> {
    const stats = await fs.stat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => error);
    const mark = stats instanceof Error ? (stats.code ?? 'error') : markOf(stats);
    if (this.#seen.get(piece) === mark) return;
    this.#seen.set(piece, mark);
    if (mark === 'ENOENT' || mark === 'ENOTDIR') {
      this.#news.notice(piece, undefined);
      this.#news.put(piece, undefined);
      return;
    }
    try {
      if (stats instanceof Error) throw stats;
      if (!stats.isFile()) throw new Error('it is no file');
      if (stats.size > LARGEST) throw new Error(`it has ${stats.size} bytes, more than ${LARGEST}`);
      this.#news.put(piece, read(await fs.readFile(file, 'utf8')));
      this.#news.notice(piece, undefined);
    } catch (error) {
      // The reader of JSON quotes what it met: of a link to another file, that is nobody's business.
      const isNoJson = error instanceof SyntaxError;
      const why = isNoJson ? 'it is not JSON' : error instanceof Error ? error.message : String(error);
      this.#news.notice(
        piece,
        `${basename(file)} cannot be used: ${why}. What is shown of it, if anything, is from before.`,
      );
    }
  }
}

/** Another content has another mark: a rename brings a new inode, a write another time. */
function markOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}
