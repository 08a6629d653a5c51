import { secondOf } from '../paper/words.js';
import type { LiveNotice } from './live-words.js';
import type { PieceName } from './piece.js';

/** The lines above the dashboard that say what a reader must not take for new, or for all there is. */
export interface LiveNotices {
  /** The connection is lost (false: it is there); the server was last heard of at `heardAt`, ms UTC, if ever. */
  lost(is: boolean, heardAt?: number): void;
  /** Whether a piece could not be fetched. */
  failed(name: PieceName, is: boolean): void;
  /** What is wrong with the sources of pieces. */
  show(notices: readonly LiveNotice[]): void;
}

/** Puts them first into the page. */
export function liveNotices(): LiveNotices {
  const place = document.createElement('div');
  place.id = 'mtf-live';
  place.setAttribute('role', 'status');
  document.body.prepend(place);
  let lost = '';
  const failing = new Set<PieceName>();
  let wrong: readonly LiveNotice[] = [];
  const draw = () => {
    const lines = [
      ...wrong.map(({ text }) => text),
      ...[...failing].map((name) => `${name} could not be fetched; trying again.`),
    ];
    place.replaceChildren(
      ...(lost === '' ? [] : [lineOf(lost, 'lost')]),
      ...lines.map((text) => lineOf(`⚠ ${text}`, 'wrong')),
    );
  };
  return {
    lost(is, heardAt) {
      const words = is ? lostWords(heardAt) : '';
      if (words === lost) return;
      lost = words;
      draw();
    },
    failed(name, is) {
      if (is === failing.has(name)) return;
      if (is) failing.add(name);
      else failing.delete(name);
      draw();
    },
    show(notices) {
      wrong = notices;
      draw();
    },
  };
}

function lostWords(heardAt: number | undefined): string {
  const from = heardAt === undefined ? '' : ` since about ${secondOf(heardAt)}: what is shown grows old`;
  return `⚠ No connection${from}. Is "npm run dashboard" still running? Trying again.`;
}

function lineOf(text: string, kind: string): HTMLElement {
  const line = document.createElement('p');
  line.className = kind;
  line.textContent = text;
  return line;
}
