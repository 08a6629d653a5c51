import { marked } from 'marked';
import { CHART_LOADER_MARK } from '../report/chart-html.js';
import { escapeHtml } from '../report/escape-html.js';
import { COLOURS, DARK_COLOURS } from '../report/figures/theme.js';
import { highlight } from './highlight.js';
import type { Cell, JsonRecord, Notebook, Output } from './notebook.js';

/**
 * A notebook with its outputs as one HTML page that opens offline: nothing in it points to the network, and the chart
 * library stands in it once, however often it was set up.
 */
export function exportHtml(notebook: Notebook, name: string): string {
  const page = { loaderSeen: false, headings: [] as Heading[] };
  const body = notebook.cells.map((cell) => cellHtml(cell, page)).join('\n');
  const title = page.headings.find(({ level }) => level === 1)?.text ?? name;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body class="mtf-export">
${contents(page.headings)}
<main>
${body}
</main>
</body>
</html>
`;
}

interface Heading {
  readonly level: number;
  readonly text: string;
  readonly id: string;
}
interface PageState {
  loaderSeen: boolean;
  readonly headings: Heading[];
}

function cellHtml(cell: Cell, page: PageState): string {
  if (cell.type === 'markdown') return `<section class="text">${markdownHtml(cell.source, page)}</section>`;
  if (cell.type === 'raw') return `<pre>${escapeHtml(cell.source)}</pre>`;
  if (cell.source.trim() === '' && cell.outputs.length === 0) return '';
  const count = cell.executionCount === null ? ' ' : String(cell.executionCount);
  const outputs = cell.outputs.map((output) => outputHtml(output, page)).join('\n');
  const failed = cell.metadata.mtf_lab === undefined ? '' : ' failed';
  return `<section class="code${failed}"><pre class="source" data-count="[${count}]">${highlight(cell.source)}</pre>
${outputs}</section>`;
}

function markdownHtml(source: string, page: PageState): string {
  const html = marked.parse(source, { async: false, gfm: true });
  return html.replace(/<h([1-6])>([\s\S]*?)<\/h\1>/g, (_, level: string, inner: string) => {
    const text = inner.replace(/<[^>]*>/g, '');
    const id = `section-${page.headings.length + 1}`;
    page.headings.push({ level: Number(level), text: unescapeHtml(text), id });
    return `<h${level} id="${id}">${inner}</h${level}>`;
  });
}

function outputHtml(output: Output, page: PageState): string {
  if (output.output_type === 'stream') {
    return `<pre class="output ${output.name}">${escapeHtml(asShown(output.text))}</pre>`;
  }
  if (output.output_type === 'error') {
    return `<pre class="output error">${escapeHtml(output.traceback.join('\n'))}</pre>`;
  }
  return displayHtml(output.data, page);
}

function displayHtml(data: JsonRecord, page: PageState): string {
  const [html, svg, png, markdown] = ['text/html', 'image/svg+xml', 'image/png', 'text/markdown'].map((m) => data[m]);
  if (typeof html === 'string') {
    const isLoader = html.includes(CHART_LOADER_MARK);
    if (isLoader && page.loaderSeen) return '';
    page.loaderSeen ||= isLoader;
    return `<div class="output">${html}</div>`;
  }
  if (typeof svg === 'string') return `<div class="output">${svg}</div>`;
  if (typeof png === 'string') return `<img class="output" alt="" src="data:image/png;base64,${png}">`;
  if (typeof markdown === 'string') return `<div class="output">${markdownHtml(markdown, page)}</div>`;
  return `<pre class="output">${escapeHtml(String(data['text/plain'] ?? ''))}</pre>`;
}

/** A carriage return starts its line again, as in a terminal: the last state of a progress line is what counts. */
function asShown(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/[^\n]*\r(?=[^\n])/g, '');
}

function contents(headings: readonly Heading[]): string {
  const sections = headings.filter(({ level }) => level === 2);
  if (sections.length < 3) return '';
  const items = sections.map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`);
  return `<nav><ul>${items.join('')}</ul></nav>`;
}

function unescapeHtml(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** Of the page; what charts draw stands in lib/report/figures/theme.ts. */
const STYLE = `
:root { color-scheme: light dark;
  --text: ${COLOURS.text}; --page: ${COLOURS.background}; --link: #0b57d0; --line: #d8dee4; --strong: #8b949e; --soft: #57606a;
  --code: #eff1f3; --block: #f6f8fa; --edge: #c9d1d9; --warn: #fff5f5; --fail: #ffebe9; --failed: #82071e; --failing: #cf222e;
  --comment: #6a737d; --quoted: #0a3069; --keyword: #a8263a; --number: #0550ae; }
@media (prefers-color-scheme: dark) { :root {
  --text: ${DARK_COLOURS.text}; --page: ${DARK_COLOURS.background}; --link: #7ab7ff; --line: #333a44; --strong: #8b949e; --soft: #a8b1bb;
  --code: #262c36; --block: #1c2128; --edge: #444c56; --warn: #33201f; --fail: #4a1d20; --failed: #ffb3ad; --failing: #f47067;
  --comment: #9aa4af; --quoted: #a5d6ff; --keyword: #ff9a9e; --number: #7cc0ff; } }
body { margin: 0; color: var(--text); background: var(--page); font: 16px/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 24px 20px 80px; }
nav { max-width: 1040px; margin: 0 auto; padding: 20px 20px 0; font-size: 14px; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 18px; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
h1, h2, h3 { line-height: 1.25; margin: 1.4em 0 .5em; } h1 { font-size: 30px; margin-top: .4em; }
h2 { font-size: 22px; border-bottom: 1px solid var(--line); padding-bottom: .25em; } h3 { font-size: 18px; }
.text { max-width: 760px; }
pre, code { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
.text code { background: var(--code); padding: .1em .35em; border-radius: 4px; } .text pre code { background: none; padding: 0; }
pre { margin: 0; padding: 10px 14px; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; }
.text pre, .source { background: var(--block); border-radius: 6px; }
.code { margin: 14px 0 20px; } .source { position: relative; border-left: 3px solid var(--edge); padding-right: 52px; }
.source::after { content: attr(data-count); position: absolute; top: 10px; right: 12px; color: var(--strong); }
div.output { overflow-x: auto; } .output { margin-top: 8px; max-width: 100%; } .stderr { background: var(--warn); }
.error { background: var(--fail); color: var(--failed); } .failed .source { border-left-color: var(--failing); }
table { border-collapse: collapse; font-size: 14px; } th, td { padding: 4px 12px; border-bottom: 1px solid var(--line); text-align: left; }
th { border-bottom-color: var(--strong); }
blockquote { margin: 0; padding-left: 14px; border-left: 3px solid var(--line); color: var(--soft); }
.comment { color: var(--comment); } .text .text, .source .text { color: var(--quoted); max-width: none; } .keyword { color: var(--keyword); } .number { color: var(--number); }
`;
