import type { PlainFigure } from '../figure-json.js';
import { inWords } from '../figures/in-words.js';
import { type Markup, markup } from '../markup.js';
import { tableMarkup } from '../report-page/report-html.js';
import { missingWords } from '../report-page/section.js';
import type { PageId } from './address.js';
import type { DashboardPart, PartNotebook, PartRow, Pieces } from './piece.js';

interface Common {
  /** The same when the content changes. */
  readonly key: string;
  /** Over the whole width of the page. */
  readonly wide?: boolean;
}

/** Something on a page. */
export type Block = Common &
  (
    | { readonly kind: 'html'; readonly html: Markup }
    | { readonly kind: 'figure'; readonly figure: PlainFigure }
    /** All bars: the long chart's data, gzip in base64. */
    | { readonly kind: 'candles'; readonly data: string }
  );

/** A page as data: the app draws it. */
export interface Page {
  readonly id: PageId;
  readonly name: string;
  readonly notices: readonly string[];
  readonly blocks: readonly Block[];
}

/** A heading over the blocks that follow, with what was found. */
export function headingBlock(title: string, sentences: readonly string[] = []): Block {
  const items = sentences.map((sentence) => markup`<li>${sentence}</li>`);
  const list = items.length === 0 ? null : markup`<ul class="sentences">${items}</ul>`;
  return { key: `heading ${title}`, kind: 'html', wide: true, html: markup`<h2>${title}</h2>${list}` };
}

/** The figures of a part by name, two beside each other where there is room and they are not `wide`; or how to make them. */
export function figureBlocks(
  pieces: Pieces,
  notebook: PartNotebook,
  names: readonly string[],
  wide: readonly string[] = [],
): Block[] {
  const part: DashboardPart | undefined = pieces[notebook];
  if (!part) return [missingBlock(notebook)];
  return names.flatMap((name) => {
    const figure = part.figures[name];
    return figure ? [{ key: `${notebook} ${name}`, kind: 'figure', figure, wide: wide.includes(name) } as const] : [];
  });
}

export function missingBlock(notebook: string): Block {
  const html = markup`<p class="missing">${missingWords(notebook)}</p>`;
  return { key: `missing ${notebook}`, kind: 'html', wide: true, html };
}

/** Rows of a part under a heading; nothing where there are none. */
export function tableBlock(caption: string, rows: readonly PartRow[] | undefined, wide = true): Block[] {
  if (!rows || rows.length === 0) return [];
  return [
    {
      key: `table ${caption}`,
      kind: 'html',
      wide,
      html: markup`<div class="card">${tableMarkup({ caption, rows: inWords(rows) })}</div>`,
    },
  ];
}

export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  /** The colour of a win or a loss; the sign says it too. */
  readonly tone?: 'up' | 'down';
}

export function tilesBlock(key: string, tiles: readonly Tile[]): Block {
  const items = tiles.map(
    ({ name, value, note = '', tone }) =>
      markup`<div class="tile"><dt>${name}</dt><dd class="value ${tone ?? ''}">${value}</dd><dd class="note">${note}</dd></div>`,
  );
  return { key, kind: 'html', wide: true, html: markup`<dl class="tiles">${items}</dl>` };
}
