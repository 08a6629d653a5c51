import { chartHtml, chartLoaderHtml } from './chart-html.js';
import { escapeHtml } from './escape-html.js';
import type { Figure } from './figure.js';
import { plainFigure } from './figure-json.js';

/** One chart as a whole HTML page of about 2 MB that opens offline; `title` is the window's. */
export function figureHtml(figure: Figure, title: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><link rel="icon" href="data:,">
<style>body{margin:0;background:#fff}</style></head><body>
${chartLoaderHtml()}
${chartHtml(plainFigure(figure), undefined)}
</body></html>
`;
}
