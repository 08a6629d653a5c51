import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { LiveNotice } from '../../report/dashboard/live-words.js';
import type { PieceEvent, PieceName } from '../../report/dashboard/piece.js';

/** A text as it is sent: its content type, its bytes, the same compressed, and a name for just this content. */
export interface SentText {
  readonly type: string;
  readonly bytes: Buffer;
  gzip(): Buffer;
  /** Equal for equal content: 22 letters of its hash. */
  readonly etag: string;
}

export function sentText(type: string, text: string): SentText {
  const bytes = Buffer.from(text, 'utf8');
  const etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  let compressed: Buffer | undefined;
  // Most pieces are replaced more often than read: compressed when first asked for.
  return { type, bytes, etag, gzip: () => (compressed ??= gzipSync(bytes)) };
}

/** The pieces of the dashboard as they are now, and what is wrong with them. Tells a listener of each change. */
export class PieceStore {
  readonly #pieces = new Map<PieceName, SentText>();
  readonly #notices = new Map<PieceName, string>();
  readonly #onPiece: (change: PieceEvent) => void;
  readonly #onNotices: (notices: readonly LiveNotice[]) => void;

  constructor(onPiece: (change: PieceEvent) => void, onNotices: (notices: readonly LiveNotice[]) => void) {
    this.#onPiece = onPiece;
    this.#onNotices = onNotices;
  }

  get(piece: PieceName): SentText | undefined {
    return this.#pieces.get(piece);
  }

  /** A value that JSON can hold; undefined: the piece is gone. Nothing is told when nothing changed. */
  put(piece: PieceName, value: unknown): void {
    const former = this.#pieces.get(piece);
    if (value === undefined) {
      if (this.#pieces.delete(piece)) this.#onPiece({ piece, etag: null });
      return;
    }
    const text = sentText('application/json; charset=utf-8', JSON.stringify(value));
    if (text.etag === former?.etag) return;
    this.#pieces.set(piece, text);
    this.#onPiece({ piece, etag: text.etag });
  }

  /** Says what is wrong with a piece's source; undefined: nothing. */
  notice(piece: PieceName, text: string | undefined): void {
    if (this.#notices.get(piece) === text) return;
    if (text === undefined) this.#notices.delete(piece);
    else this.#notices.set(piece, text);
    this.#onNotices(this.notices());
  }

  etags(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#pieces].map(([piece, { etag }]) => [piece, etag]));
  }

  notices(): readonly LiveNotice[] {
    return [...this.#notices].map(([piece, text]) => ({ piece, text }));
  }
}
