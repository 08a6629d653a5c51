import { chartHtml } from './chart-html.js';
import { escapeHtml } from './escape-html.js';
import type { Figure } from './figure.js';
import { type PlainFigure, plainFigure, scriptJson } from './figure-json.js';
import { pictureSize, sharedRenderer } from './pictures/png.js';
import { PLAIN_NAME } from './plain-chart-script.js';

/** What a live display shows: HTML, and figures below it, drawn in place so that a reader's zoom stays. */
export type LiveContent = string | LiveParts;

export interface LiveParts {
  readonly html: string;
  readonly figures?: readonly Figure[];
}

/** How a display stands when it is written. */
export interface LiveState {
  /** Of the display, unlike any other: notebooks side by side share one page. And which update this is. */
  readonly id: string;
  readonly update: number;
  /** `live`: another update follows within `every` ms. */
  readonly phase: 'live' | 'stopped';
  readonly every: number;
  /** Why the content could not be rendered; what is shown with it is of an earlier update. */
  readonly error?: string;
}

const WARNING =
  'padding:8px 12px;margin:0 0 6px;border:2px dashed #4a3500;background:#fff3c4;color:#4a3500;font:14px/1.4 sans-serif';

/** One update of a live display as HTML. While it is live, a script warns when no further update comes: the kernel may be gone. */
export function liveHtml(content: LiveContent, state: LiveState): string {
  const { html, figures = [] } = partsOf(content);
  const charts = figures.map((figure, k) => keptChartHtml(plainFigure(figure), `${state.id} ${k}`, state.update));
  return `${errorHtml(state)}${state.phase === 'live' ? watchHtml(state) : stoppedHtml()}${html}${charts.join('')}`;
}

/** The content as it stands once and for all, with a picture under each chart for readers where scripts do not run. */
export async function onceHtml(content: LiveContent): Promise<string> {
  const { html, figures = [] } = partsOf(content);
  const charts: string[] = [];
  for (const figure of figures) {
    const bytes = await sharedRenderer.webp(figure, { scale: 1.5 });
    charts.push(chartHtml(plainFigure(figure), { mime: 'image/webp', bytes, width: pictureSize(figure, {}).width }));
  }
  return html + charts.join('');
}

function partsOf(content: LiveContent): LiveParts {
  return typeof content === 'string' ? { html: content } : content;
}

function errorHtml({ error }: LiveState): string {
  if (error === undefined) return '';
  return `<div style="${WARNING}"><b>⚠ This update failed</b>: ${escapeHtml(error)}. What stands below, if anything, is from before; the next update is tried.</div>`;
}

function stoppedHtml(): string {
  return `<div style="${WARNING}"><b>■ This display has been stopped</b>: what stands below is from its last update. Run its cell again to go on.</div>`;
}

/** A warning that shows itself when the update it came with has not been replaced for three times as long as it should. */
function watchHtml({ id: display, update, every }: LiveState): string {
  const id = `${display} ${update}`;
  const patience = Math.max(10, Math.ceil((3 * every) / 1000) + 3);
  return `<div data-mtf-watch="${escapeHtml(id)}" role="alert" hidden style="${WARNING}"><b>⚠ Not updated for at least <span></span> s</b>: the kernel is busy, stopped or gone. What stands below is old.</div><script>(()=>{
const id=${JSON.stringify(id).replace(/</g, '\\u003c')},all=()=>[...document.querySelectorAll("[data-mtf-watch]")].filter(e=>e.dataset.mtfWatch===id);let seen=false,s=0;const timer=setInterval(()=>{
const at=all();s++;if(!at.length){if(seen||s>60)clearInterval(timer);return}
seen=true;if(s>${patience})at.forEach(e=>{e.hidden=false;e.querySelector("span").textContent=s})},1000)})()</script>`;
}

/**
 * A chart that outlives the update it came with: the drawn element moves from the output that was replaced into the new one
 * and takes the new data, so nothing flickers, a zoom stays, and nothing is left behind however long it goes on.
 */
function keptChartHtml(figure: PlainFigure, slot: string, update: number): string {
  const height = typeof figure.layout.height === 'number' ? figure.layout.height : 450;
  const kept = { ...figure, layout: { ...figure.layout, uirevision: slot } };
  const place = escapeHtml(`${slot} ${update}`);
  return `<div data-mtf-place="${place}" style="min-height:${height}px;margin-top:8px"></div><script>(()=>{
const F=${scriptJson(kept)},slot=${JSON.stringify(slot).replace(/</g, '\\u003c')},place=slot+" ${update}",draw=g=>void window.${PLAIN_NAME}.show(g,F,window.Plotly);let n=0;const go=()=>{
const at=[...document.querySelectorAll("[data-mtf-place]")].filter(e=>e.dataset.mtfPlace===place&&!e.firstChild);
if(!window.Plotly||!window.${PLAIN_NAME}||!at.length){if(n++<600)setTimeout(go,100);return}
const all=window.__mtfLabKept??={},mine=all[slot]??=[],free=mine.filter(g=>!g.isConnected);
for(const e of at){let g=free.pop();if(g){e.append(g);draw(g)}
else{g=document.createElement("div");e.append(g);mine.push(g);draw(g)}}
for(const g of free){window.Plotly.purge(g);mine.splice(mine.indexOf(g),1)}};go()})()</script>`;
}
