import type { App } from './page-app.js';
import { keepingScroll } from './page-scroll.js';
import { PIECE_NAMES, type PieceEvent, type PieceList, type PieceName, type Pieces } from './piece.js';

/** Before a piece that could not be fetched is tried again, ms. */
const TRY_AGAIN = 2000;

/** Fetches pieces and hands them to the app. */
export interface PieceTaker {
  /** Takes a piece that differs from the one that is held; of several the newest. */
  take(event: PieceEvent): Promise<void>;
  /** Begins the app with all there is, so that it never shows as missing what is only on its way. */
  first(etags: PieceList['pieces']): Promise<void>;
}

/** `begin` starts the app; `failed` hears whether a piece could not be fetched. */
export function pieceTaker(begin: (pieces: Pieces) => App, failed: (name: PieceName, is: boolean) => void): PieceTaker {
  const wanted = new Map<PieceName, string | null>();
  const held = new Map<PieceName, string | null>();
  const busy = new Set<PieceName>();
  let app: App | undefined;
  const takeOne = async (name: PieceName, etag: string | null) => {
    const value = etag === null ? undefined : await fetchedPiece(name).catch(() => null);
    failed(name, value === null);
    if (value === null) return new Promise<void>((resolve) => setTimeout(resolve, TRY_AGAIN));
    held.set(name, etag);
    await keepingScroll(async () => app?.update(name, value)).catch(reportError);
  };
  return {
    async first(etags) {
      const names = PIECE_NAMES.filter((name) => etags[name] !== undefined);
      const values = await Promise.all(names.map((name) => fetchedPiece(name).catch(() => undefined)));
      const got = names.flatMap((name, k) => (values[k] === undefined ? [] : [[name, values[k]] as const]));
      for (const [name] of got) held.set(name, etags[name] ?? null);
      app ??= begin(Object.fromEntries(got));
    },
    async take({ piece, etag }) {
      wanted.set(piece, etag);
      if (busy.has(piece)) return;
      busy.add(piece);
      for (let next = etag; next !== (held.get(piece) ?? null); next = wanted.get(piece) ?? null)
        await takeOne(piece, next);
      busy.delete(piece);
    },
  };
}

async function fetchedPiece(name: PieceName): Promise<never> {
  const answer = await fetch(`/pieces/${name}.json`);
  if (!answer.ok) throw new Error(`fetchedPiece: ${name} must be served, got status ${answer.status}`);
  return (await answer.json()) as never;
}
