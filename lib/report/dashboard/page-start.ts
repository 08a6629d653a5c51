// What runs in the reader's page. Bundled by site.ts with all that it imports, it reaches the page as text or as a file.

import { unzippedText } from '../unzip.js';
import { type App, appIn } from './page-app.js';
import { followServer } from './page-server.js';
import { isPieceName } from './piece.js';

/** The element that the app draws into. */
const ROOT = 'mtf-dashboard';
/** Attribute of the elements that hold a piece in the page: gzip in base64. */
const PIECE = 'data-mtf-piece';

void start();

async function start(): Promise<void> {
  const element = document.getElementById(ROOT);
  if (!element) throw new Error(`start: page must have an element #${ROOT}, got none`);
  const app = appIn(element, {});
  const held = [...document.querySelectorAll(`[${PIECE}]`)];
  if (held.length === 0) await followServer(app);
  else for (const one of held) await take(app, one);
}

async function take(app: App, held: Element): Promise<void> {
  const name = held.getAttribute(PIECE) ?? '';
  if (isPieceName(name)) app.update(name, JSON.parse(await unzippedText(held.textContent ?? '')));
}
