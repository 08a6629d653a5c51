import { capital } from '../figures/in-words.js';
import { type Markup, markup } from '../markup.js';
import { isNumberText } from '../table-html.js';
import type { Report } from './report.js';
import { missingWords, type ReportSection, type ReportTable } from './section.js';

const MADE_UP = 'These bars are made up: nothing below says anything about BTC.';

/** What stands above the sections: title, the sample's warning, the conclusions. */
export function answerMarkup({ title, isMadeUp, answer }: Report): Markup {
  const items = answer.map(({ question, sentence }) => markup`<dt>${question}</dt><dd>${sentence}</dd>`);
  const warning = isMadeUp ? markup`<p class="made-up"><b>Sample data.</b> ${MADE_UP}</p>` : null;
  const answers =
    items.length === 0
      ? markup`<p class="missing">${missingWords('03-backtest')}</p>`
      : markup`<dl class="answer">${items}</dl>`;
  return markup`<p class="what">${title}</p>${warning}${answers}`;
}

/** A section with its parts; its heading is of level `level`. */
export function sectionMarkup(section: ReportSection, level: 2 | 3 = 2): Markup {
  const { title, sentences, table, missing, parts = [] } = section;
  const heading = level === 2 ? markup`<h2>${title}</h2>` : markup`<h3>${title}</h3>`;
  const items = sentences.map((sentence) => markup`<li>${sentence}</li>`);
  const list = items.length > 0 ? markup`<ul>${items}</ul>` : null;
  const gap = missing === undefined ? null : markup`<p class="missing">${missingWords(missing)}</p>`;
  return markup`<section>${heading}${list}${table ? tableMarkup(table) : null}${gap}${parts.map((part) => sectionMarkup(part, 3))}</section>`;
}

/** A table that scrolls in itself where the page is narrow. */
export function tableMarkup({ caption, rows }: ReportTable): Markup {
  const columns = Object.keys(rows[0] ?? {});
  const isNumeric = (column: string) => rows.every((row) => isNumberText(row[column]));
  const hasWords = (column: string) => column !== columns[0] && rows.some((row) => row[column].length > 40);
  const head = columns.map((column, k) =>
    k > 0 && isNumeric(column)
      ? markup`<th scope="col" class="number">${capital(column)}</th>`
      : markup`<th scope="col"${hasWords(column) ? WORDS_CLASS : null}>${capital(column)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map((column, k) =>
      k === 0 ? markup`<th scope="row">${row[column]}</th>` : cellMarkup(row[column], hasWords(column)),
    );
    return markup`<tr>${cells}</tr>`;
  });
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table${columns.some(hasWords) ? LISTED : null}><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Words of a row may stand below it, where the page is narrow. */
const LISTED = markup` class="listed"`;
const WORDS_CLASS = markup` class="words"`;

function cellMarkup(text: string, isWords: boolean): Markup {
  if (text === 'met') return markup`<td class="met">✔ met</td>`;
  if (text === 'MISSED') return markup`<td class="missed">✖ missed</td>`;
  if (isWords) return markup`<td class="words">${text}</td>`;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return markup`<td class="date">${text}</td>`;
  return isNumberText(text) ? markup`<td class="number">${text}</td>` : markup`<td>${text}</td>`;
}

/** The report alone, as HTML for a notebook's output: it takes the colours of what is around it. */
export function reportHtml(report: Report): string {
  const page = markup`<article class="mtf-report">${answerMarkup(report)}${report.sections.map((section) => sectionMarkup(section))}</article>`;
  return `<style>${REPORT_STYLE}</style>${page.html}`;
}

const REPORT_STYLE = `
.mtf-report{max-width:860px;line-height:1.5}
.mtf-report .what{font-size:1.15em;font-weight:600}
.mtf-report .made-up{border:2px dashed currentColor;padding:6px 10px}
.mtf-report .answer{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:12px 0}
.mtf-report .answer dt{font-weight:600}.mtf-report .answer dd{margin:0}
.mtf-report .scroll{overflow-x:auto}
.mtf-report caption{text-align:left;opacity:.8}
.mtf-report td,.mtf-report th{text-align:left;padding:3px 10px 3px 0;border-bottom:1px solid rgba(128,128,128,.35)}
.mtf-report tbody th{font-weight:400;white-space:nowrap}
.mtf-report .number{color:inherit;text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.mtf-report .missed{font-weight:700}.mtf-report .missing{font-style:italic}
`;
