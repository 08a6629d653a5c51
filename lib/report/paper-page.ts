import type { LoggedAlert } from '../paper/alerts/alert-journal.js';
import type { JournalEvent, PaperTrade } from '../paper/order-journal.js';
import type { PaperStatus } from '../paper/paper-status.js';
import { type Markup, markup, Markup as Verbatim } from './markup.js';
import { alertLog, eventLog, tradeLog } from './paper/log.js';
import { paperPositions } from './paper/positions.js';
import { paperRules } from './paper/rules.js';
import { PAPER_STYLE, type PaperTheme } from './paper/style.js';
import { paperTiles } from './paper/tiles.js';
import { type PaperVerdict, paperVerdict } from './paper/verdict.js';
import { ago, secondOf } from './paper/words.js';

/** What the live page shows; each list newest first, and a part that is absent is left out. */
export interface PaperView {
  readonly status: PaperStatus;
  readonly alerts?: readonly LoggedAlert[];
  readonly trades?: readonly PaperTrade[];
  readonly events?: readonly JournalEvent[];
}

export interface PaperPageOptions {
  /** `host` when absent. */
  readonly theme?: PaperTheme;
}

const ICONS = { ok: '●', idle: '■', warning: '⚠', error: '✖' } as const;

/**
 * How a paper account stands, as HTML for a notebook's output or a page of its own; texts are escaped. Meanings are told by
 * sign and word besides colour. What is stale, halted or crashed has a banner nobody can miss, and what is from before a
 * crash is grey and dashed.
 */
export function paperPage(view: PaperView, options: PaperPageOptions = {}): string {
  const { status, alerts, trades, events } = view;
  const { at } = status;
  const verdict = paperVerdict(status);
  const old = status.engine.state === 'crashed' || status.engine.state === 'stopped' || verdict.word === 'Stale';
  const logs = [
    ...(alerts ? [alertLog(alerts, at)] : []),
    ...(trades ? [tradeLog(trades, at)] : []),
    ...(events ? [eventLog(events, at)] : []),
  ];
  const page = markup`<div class="mtf-paper ${options.theme ?? 'host'}">${new Verbatim(`<style>${PAPER_STYLE}</style>`)}${banner(verdict)}
<div class="${old ? 'old' : 'now'}">${paperTiles(status)}${paperPositions(status)}${paperRules(status)}</div>
${logs}${foot(status)}</div>`;
  return page.html;
}

function banner({ level, word, sentences }: PaperVerdict): Markup {
  return markup`<div class="banner ${level}"><b>${ICONS[level]} ${word}</b><p>${sentences.join(' ')}</p></div>`;
}

function foot({ at, report, reportedAt, reportAge, counts, folder, lastError }: PaperStatus): Markup {
  const reported =
    reportedAt === null || reportAge === null ? '' : `; last report ${secondOf(reportedAt)}, ${ago(reportAge)}`;
  const bars = `${counts.bars} bars, ${counts.warmUpBars} of them warm-up; ${counts.trades} trades; ${counts.openOrders} open orders`;
  const what = report ? `${report.strategy} on ${report.symbol}; ` : '';
  const error = lastError ? markup`<br>Last error, ${secondOf(lastError.at)}: ${lastError.detail}` : null;
  return markup`<p class="soft foot">${what}${bars}. As of ${secondOf(at)}${reported}. Journal: ${folder}${error}</p>`;
}
