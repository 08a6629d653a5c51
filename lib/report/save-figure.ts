import { join } from 'node:path';
import { writeAtomic } from '../data/files.js';
import type { Figure } from './figure.js';
import { titleText } from './figure-json.js';
import { figureHtml } from './html.js';
import { FONT_FAMILY } from './pictures/bundled-font.js';
import { type PictureOptions, renderPng, renderSvg } from './pictures/png.js';

/** A picture of points, a picture of lines whose texts stay texts, a page with the live chart that opens offline. */
export type FigureFormat = 'png' | 'svg' | 'html';

export interface SaveFigureOptions extends PictureOptions {
  /** All three when absent. */
  readonly formats?: readonly FigureFormat[];
}

const FORMATS: readonly FigureFormat[] = ['png', 'svg', 'html'];

/**
 * Writes a figure as `<folder>/<name>.png`, `.svg`, `.html`, without a browser. A long chart is live in its page; its
 * pictures show its first view. Width and height are those of the pictures; a page fills its window. Returns the files.
 */
export async function saveFigure(
  folder: string,
  name: string,
  figure: Figure,
  options: SaveFigureOptions = {},
): Promise<string[]> {
  const { formats = FORMATS, ...picture } = options;
  const unknown = formats.find((format) => !FORMATS.includes(format));
  if (unknown) throw new Error(`saveFigure: formats must be of ${FORMATS.join(', ')}, got ${unknown}`);
  const files: string[] = [];
  for (const format of formats) {
    const file = join(folder, `${name}.${format}`);
    writeAtomic(file, await drawn(format, figure, name, picture));
    files.push(file);
  }
  return files;
}

async function drawn(format: FigureFormat, figure: Figure, name: string, picture: PictureOptions) {
  if (format === 'html') return figureHtml(figure, titleOf(figure) ?? name);
  return format === 'svg' ? withFallback(await renderSvg(figure, picture)) : renderPng(figure, picture);
}

/** An SVG names its font and does not hold it: where it is missing, Verdana has the same widths. */
function withFallback(svg: string): string {
  return svg.replaceAll(`font-family: ${FONT_FAMILY};`, `font-family: ${FONT_FAMILY}, Verdana, sans-serif;`);
}

/** The first line of the figure's title, without markup. */
function titleOf({ layout }: Figure): string | undefined {
  return titleText(layout)
    ?.split(/<br\s*\/?>/)[0]
    ?.replace(/<[^>]*>/g, '');
}
