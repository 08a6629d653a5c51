import type { LiveBeat, LiveList, LiveNotice } from './live-words.js';
import type { App } from './page-app.js';
import { liveNotices } from './page-notices.js';
import { keepingScroll } from './page-scroll.js';
import { isPieceName, PIECE_NAMES, type PieceEvent, type PieceName } from './piece.js';

/** The server gives a sign of life every ten seconds: after this without one the connection is dead, ms. */
const LONGEST_SILENCE = 25_000;
const TRY_AGAIN = 2000;

/**
 * Keeps the app at what the server has: takes every piece that differs when the connection begins, then each that is told to
 * have changed. A connection that breaks, or falls silent as after a computer's sleep, is shown and begun again. A page that
 * nobody sees lets go of its connection, of which a browser has six for all pages of one server.
 */
export function followServer(app: App): void {
  const notices = liveNotices();
  const take = pieceTaker(app, notices.failed);
  let version: string | undefined;
  let heardAt: number | undefined;
  let events: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = () => {
    clearTimeout(timer);
    events?.close();
    events = undefined;
  };
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(lost, LONGEST_SILENCE);
  };
  const lost = () => {
    end();
    notices.lost(true, heardAt);
    timer = setTimeout(begin, TRY_AGAIN);
  };
  const begin = () => {
    end();
    if (document.hidden) return;
    const hear = <Value>(name: string, act: (value: Value) => void) => {
      events?.addEventListener(name, ({ data }: MessageEvent) => {
        alive();
        act(JSON.parse(String(data)) as Value);
      });
    };
    events = new EventSource('/events');
    events.addEventListener('error', lost);
    hear<LiveList>('pieces', (list) => {
      // Another program serves other data, perhaps: what runs here may not know how to read them.
      if (version !== undefined && version !== list.app) return location.reload();
      version = list.app;
      notices.lost(false);
      notices.show(list.notices);
      for (const name of PIECE_NAMES) take({ piece: name, etag: list.pieces[name] ?? null });
    });
    hear<PieceEvent>('message', (event) => isPieceName(event.piece) && take(event));
    hear<readonly LiveNotice[]>('notices', notices.show);
    hear<LiveBeat>('beat', ({ at }) => {
      heardAt = at;
    });
    alive();
  };
  document.addEventListener('visibilitychange', begin);
  begin();
}

/** Takes each piece as it is told of, the newest when several are; tries again where one could not be fetched. */
function pieceTaker(app: App, failed: (name: PieceName, is: boolean) => void): (event: PieceEvent) => void {
  const wanted = new Map<PieceName, string | null>();
  const held = new Map<PieceName, string | null>();
  const busy = new Set<PieceName>();
  const take = async (name: PieceName, etag: string | null) => {
    const value = etag === null ? undefined : await fetchedPiece(name).catch(() => null);
    failed(name, value === null);
    if (value === null) return new Promise<void>((resolve) => setTimeout(resolve, TRY_AGAIN));
    held.set(name, etag);
    await keepingScroll(() => app.update(name, value)).catch(reportError);
  };
  return async ({ piece, etag }) => {
    wanted.set(piece, etag);
    if (busy.has(piece)) return;
    busy.add(piece);
    for (let next = etag; next !== (held.get(piece) ?? null); next = wanted.get(piece) ?? null) await take(piece, next);
    busy.delete(piece);
  };
}

async function fetchedPiece(name: PieceName): Promise<never> {
  const answer = await fetch(`/pieces/${name}.json`);
  if (!answer.ok) throw new Error(`fetchedPiece: ${name} must be served, got status ${answer.status}`);
  return (await answer.json()) as never;
}
