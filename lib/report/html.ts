import { chartHtml, chartLoaderHtml } from './chart-html.js';
import { escapeHtml } from './escape-html.js';
import { type Figure, livePart } from './figure.js';
import { plainFigure } from './figure-json.js';
import { COLOURS, DARK_COLOURS } from './figures/theme.js';
import { slimPlotlyScript } from './plotly-slim.js';

/**
 * One chart as a whole HTML page that opens offline, with as much of the chart library as it needs: 0.6 MB for most, 2 MB
 * where the kind of trace is a rare one; `title` is the window's.
 */
export function figureHtml(figure: Figure, title: string): string {
  const live = livePart(figure);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,">
<style>:root{color-scheme:light dark}body{margin:0;background:${COLOURS.background}}@media(prefers-color-scheme:dark){body{background:${DARK_COLOURS.background}}}</style></head><body><main>
${chartLoaderHtml(slimPlotlyScript([...figure.data.map(({ type }) => type ?? 'scatter'), ...(live?.kinds ?? [])]))}
${chartHtml(plainFigure(figure), undefined, live)}
</main></body></html>
`;
}
