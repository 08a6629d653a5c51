import type { LiveBeat, LiveList, LiveNotice } from './live-words.js';
import type { App } from './page-app.js';
import { keepConnection } from './page-connection.js';
import { liveNotices } from './page-notices.js';
import { pieceTaker } from './page-taker.js';
import { isPieceName, PIECE_NAMES, type PieceEvent, type Pieces } from './piece.js';

/**
 * Begins the app with what the server has, and keeps it at that: each piece that is told to have changed, and after a break in
 * the connection every piece that differs.
 */
export function followServer(begin: (pieces: Pieces) => App): void {
  const notices = liveNotices();
  const taker = pieceTaker(begin, notices.failed);
  let ready: Promise<void> | undefined;
  let version: string | undefined;
  let heardAt: number | undefined;
  const take = (event: PieceEvent) => void ready?.then(() => taker.take(event));
  const hearers = {
    pieces(list: LiveList) {
      // Another program serves other data, perhaps: what runs here may not know how to read them.
      if (version !== undefined && version !== list.app) return location.reload();
      version = list.app;
      notices.lost(false);
      notices.show(list.notices);
      ready ??= taker.first(list.pieces);
      for (const piece of PIECE_NAMES) {
        const etag = list.pieces[piece] ?? null;
        // A server that began after a file was damaged knows less of it than this page.
        if (etag !== null || !list.notices.some((notice) => notice.piece === piece)) take({ piece, etag });
      }
    },
    message(event: PieceEvent) {
      if (isPieceName(event.piece)) take(event);
    },
    notices(list: readonly LiveNotice[]) {
      notices.show(list);
    },
    beat({ at }: LiveBeat) {
      heardAt = at;
    },
  };
  keepConnection('/events', hearers, () => notices.lost(true, heardAt));
}
