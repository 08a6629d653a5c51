import { chartHtml, chartLoaderHtml } from './chart-html.js';
import { type Figure, livePart } from './figure.js';
import { plainFigure } from './figure-json.js';
import { pictureSize, sharedRenderer } from './pictures/png.js';
import type { TableRow } from './table-html.js';
import { tableHtml } from './table-html.js';

export interface ShowOptions {
  /** Whether a picture stands under the live chart, for readers where scripts do not run. Default true; takes 0.2 s. */
  readonly png?: boolean;
}

/**
 * Puts the chart library (1.2 MB; all kinds of traces but maps) into this cell's output, once per notebook: the charts of
 * `show` wait for it. It is stored with the notebook, so charts stay live when it is opened again or exported.
 */
export function setUpCharts(): void {
  showHtml(chartLoaderHtml());
}

/**
 * Shows a figure below the cell, live wherever scripts run and as a picture elsewhere. To be awaited: the picture is drawn
 * first, and an output that comes late lands in a later cell.
 */
export async function show(figure: Figure, options: ShowOptions = {}): Promise<void> {
  const { png = true } = options;
  const plain = plainFigure(figure);
  const bytes = png ? await sharedRenderer.webp(figure, { scale: 1.5 }) : undefined;
  const { width } = pictureSize(figure, {});
  showHtml(chartHtml(plain, bytes && { mime: 'image/webp', bytes, width }, livePart(figure)));
}

/** Shows rows as a table below the cell. See `tableHtml`. */
export function showTable(rows: readonly TableRow[], digits?: number): void {
  showHtml(tableHtml(rows, digits));
}

/** Shows HTML below the cell. Throws outside a notebook. */
export function showHtml(html: string): void {
  // Loaded here, because it brings a TypeScript compiler along that programs other than notebooks do not need.
  const { display } = require('tslab') as { display: { html(text: string): void } };
  try {
    display.html(html);
  } catch (error) {
    throw new Error(`showHtml: caller must be a notebook cell, got ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Opens a line below the cell that each call of the returned function writes anew: progress that stays in its place,
 * whatever other cells print meanwhile. Outside a notebook nothing is shown.
 */
export function showLine(): (text: string) => void {
  const { newDisplay } = require('tslab') as { newDisplay(): { text(line: string): void } };
  let line: { text(text: string): void } | undefined;
  return (text) => {
    line ??= newDisplay();
    line.text(text);
  };
}

/** A place below a cell that can be written again. */
export interface Place {
  /** Unlike any other, in every notebook. */
  readonly id: string;
  /** Replaces what stands there. Throws outside a notebook. */
  put(html: string): void;
}

/** Opens a place below the cell; it is there with the first `put`. */
export function openDisplay(): Place {
  const { newDisplay } = require('tslab') as { newDisplay(): { readonly id: string; html(text: string): void } };
  const display = newDisplay();
  return {
    id: display.id,
    put(html) {
      try {
        display.html(html);
      } catch (error) {
        throw new Error(`Place.put: caller must be a notebook cell, got ${(error as Error).message}`, { cause: error });
      }
    },
  };
}
