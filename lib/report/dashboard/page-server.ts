import type { App } from './page-app.js';
import { isPieceName, type PieceEvent, type PieceList, type PieceName } from './piece.js';

/** Fetches what the server has, then each piece again that it says has changed. */
export async function followServer(app: App): Promise<void> {
  const etags = new Map<string, string>();
  const take = async (name: PieceName, etag: string | null | undefined) => {
    if (etag === null || etag === undefined) {
      etags.delete(name);
      app.update(name, undefined);
    } else if (etags.get(name) !== etag) {
      etags.set(name, etag);
      const answer = await fetch(`/pieces/${name}.json`);
      // A newer event may have come meanwhile: its own answer counts.
      if (answer.ok && etags.get(name) === etag) app.update(name, await answer.json());
    }
  };
  const takeAll = async () => {
    const { pieces } = (await (await fetch('/pieces.json')).json()) as PieceList;
    for (const name of Object.keys(pieces)) if (isPieceName(name)) await take(name, pieces[name]);
  };
  const events = new EventSource('/events');
  // After a break in the connection, events may have been missed.
  events.addEventListener('open', () => void takeAll());
  events.addEventListener('message', ({ data }) => {
    const { piece, etag } = JSON.parse(String(data)) as PieceEvent;
    if (isPieceName(piece)) void take(piece, etag);
  });
}
