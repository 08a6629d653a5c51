import { createHash } from 'node:crypto';
import { escapeHtml } from './escape-html.js';
import type { LivePart } from './figure.js';
import type { PlainFigure } from './figure-json.js';
import { scriptJson, titleText } from './figure-json.js';
import { PLAIN_NAME, plainChartScript } from './plain-chart-script.js';
import type { PlotlyScript } from './plotly-script.js';
import { maplessPlotlyScript } from './plotly-slim.js';

/** Stands in the loader's HTML, by which it is recognised in an executed notebook. */
export const CHART_LOADER_MARK = '__mtfLabPlotly';

/**
 * HTML that makes `window.Plotly` from its gzip and what draws figures with it, once per page however often it stands there.
 * A page whose own loader (AMD) is present would take the library for itself, so `define` is hidden while it loads.
 */
export function chartLoaderHtml(library: Pick<PlotlyScript, 'gzipBase64'> = maplessPlotlyScript()): string {
  return `<script>(()=>{if(window.${PLAIN_NAME})return;${plainChartScript()}
window.${PLAIN_NAME}=${PLAIN_NAME}})();
(()=>{if(window.Plotly||window.${CHART_LOADER_MARK})return;window.${CHART_LOADER_MARK}=(async()=>{
const bytes=Uint8Array.from(atob("${library.gzipBase64}"),c=>c.charCodeAt(0));
const text=await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
const define=window.define;window.define=undefined;
const s=document.createElement("script");s.textContent=text;document.head.appendChild(s);
window.define=define})()})()</script>`;
}

/** A picture to stand where scripts do not run. */
export interface Placeholder {
  readonly mime: string;
  readonly bytes: Uint8Array;
  /** Width in CSS pixels at which it stands in the page. */
  readonly width: number;
}

/**
 * HTML of one chart: its picture, and a script that draws it live as soon as the library is there, however late it
 * comes: VS Code draws outputs when they come into view. The same figure twice in a page is drawn at both places.
 */
export function chartHtml(figure: PlainFigure, placeholder: Placeholder | undefined, live?: LivePart): string {
  const json = live ? JSON.stringify(live.data) : scriptJson(figure);
  const id = createHash('sha256').update(json).digest('hex').slice(0, 16);
  const height = typeof figure.layout.height === 'number' ? figure.layout.height : 450;
  const image = placeholder
    ? `<img alt="${altText(figure)}" style="width:${placeholder.width}px;max-width:100%" src="data:${placeholder.mime};base64,${Buffer.from(placeholder.bytes).toString('base64')}">`
    : '';
  const [before, draw] = live
    ? [live.script, `void ${live.name}.mount(e,F,window.Plotly)`]
    : ['', `e.textContent="";void window.${PLAIN_NAME}.show(e,F,window.Plotly)`];
  return `<div data-mtf-chart="${id}" style="min-height:${height}px${leastWidth(figure)}${live ? '' : ';background:#fff'}">${image}</div><script>(()=>{
${before}
const F=${json};let n=0;const go=()=>{
const at=document.querySelectorAll('[data-mtf-chart="${id}"]');
if(window.Plotly&&window.${PLAIN_NAME}&&at.length)at.forEach(e=>{if(e.mtfDrawn)return;e.mtfDrawn=true;${draw}});
else if(n++<36000)setTimeout(go,n<600?100:1000)};go()})()</script>`;
}

/** Where it is narrower, the output is scrolled. */
function leastWidth({ layout: { meta } }: PlainFigure): string {
  const least = typeof meta === 'object' && meta !== null && !Array.isArray(meta) ? meta.leastWidth : undefined;
  return typeof least === 'number' ? `;min-width:${least}px` : '';
}

function altText({ layout }: PlainFigure): string {
  return escapeHtml((titleText(layout) ?? 'chart').replace(/<[^>]*>/g, ' '));
}
