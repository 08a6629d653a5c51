// What runs in the reader's page. Bundled by site.ts with all that it imports, it reaches the page as text or as a file.

import { unzippedText } from '../unzip.js';
import { appIn } from './page-app.js';
import { PIECE_ATTRIBUTE, ROOT_ID } from './page-places.js';
import { followServer } from './page-server.js';
import { isPieceName, type Pieces } from './piece.js';

void start();

async function start(): Promise<void> {
  const element = document.getElementById(ROOT_ID);
  if (!element) throw new Error(`start: page must have an element #${ROOT_ID}, got none`);
  const held = [...document.querySelectorAll(`[${PIECE_ATTRIBUTE}]`)];
  if (held.length > 0) appIn(element, Object.assign({}, ...(await Promise.all(held.map(pieceIn)))));
  else followServer((pieces) => appIn(element, pieces));
}

async function pieceIn(held: Element): Promise<Pieces> {
  const name = held.getAttribute(PIECE_ATTRIBUTE) ?? '';
  return isPieceName(name) ? { [name]: JSON.parse(await unzippedText(held.textContent ?? '')) } : {};
}
