// What runs in the reader's page. Bundled by site.ts with all that it imports, it reaches the page as text or as a file.

import { unzippedText } from '../unzip.js';
import { appIn } from './page-app.js';
import { followServer } from './page-server.js';
import { isPieceName, type Pieces } from './piece.js';

/** The element that the app draws into. */
const ROOT = 'mtf-dashboard';
/** Attribute of the elements that hold a piece in the page: gzip in base64. */
const PIECE = 'data-mtf-piece';

void start();

async function start(): Promise<void> {
  const element = document.getElementById(ROOT);
  if (!element) throw new Error(`start: page must have an element #${ROOT}, got none`);
  const held = [...document.querySelectorAll(`[${PIECE}]`)];
  if (held.length > 0) appIn(element, Object.assign({}, ...(await Promise.all(held.map(pieceIn)))));
  else followServer((pieces) => appIn(element, pieces));
}

async function pieceIn(held: Element): Promise<Pieces> {
  const name = held.getAttribute(PIECE) ?? '';
  return isPieceName(name) ? { [name]: JSON.parse(await unzippedText(held.textContent ?? '')) } : {};
}
