import type { LoggedAlert } from '../paper/alerts/alert-journal.js';
import type { Decision } from '../paper/journal/records.js';
import type { JournalEvent, PaperTrade } from '../paper/order-journal.js';
import type { PaperStatus } from '../paper/paper-status.js';
import { count, counted } from './figures/words.js';
import { type Markup, markup, Markup as Verbatim } from './markup.js';
import { alertLog, eventLog, signalLog, tradeLog } from './paper/log.js';
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
  /** Bars on which the strategy gave a signal, and what became of it. */
  readonly signals?: readonly Decision[];
}

export interface PaperPageOptions {
  /** `host` when absent. */
  readonly theme?: PaperTheme;
  /** Whether its style comes with it; a page that shows it again and again has `PAPER_STYLE` itself. Default true. */
  readonly styled?: boolean;
}

const ICONS = { ok: '●', idle: '■', warning: '⚠', error: '✖' } as const;

/**
 * How a paper account stands, as HTML for a notebook's output or a page of its own; texts are escaped. Meanings are told by
 * sign and word besides colour. What is stale, halted or crashed has a banner nobody can miss, and what is from before a
 * crash is grey and dashed.
 */
export function paperPage(view: PaperView, options: PaperPageOptions = {}): string {
  const { status } = view;
  const { at } = status;
  const verdict = paperVerdict(status);
  const old = status.engine.state === 'crashed' || status.engine.state === 'stopped' || verdict.word === 'Stale';
  const logs = logsOf(view, at);
  const style = options.styled === false ? null : new Verbatim(`<style>${PAPER_STYLE}</style>`);
  const page = markup`<div class="mtf-paper ${options.theme ?? 'host'}">${style}${banner(verdict)}
<div class="${old ? 'old' : 'now'}">${paperTiles(status)}${paperPositions(status)}${paperRules(status)}</div>
${logs}${foot(status)}</div>`;
  return page.html;
}

/** The logs of a view alone, for a page that shows charts above them. */
export function paperLogs(view: PaperView, options: PaperPageOptions = {}): string {
  return markup`<div class="mtf-paper ${options.theme ?? 'host'}">${logsOf(view, view.status.at)}</div>`.html;
}

function logsOf({ alerts, trades, events, signals }: PaperView, at: number): Markup[] {
  return [
    ...(signals ? [signalLog(signals, at)] : []),
    ...(alerts ? [alertLog(alerts, at)] : []),
    ...(trades ? [tradeLog(trades, at)] : []),
    ...(events ? [eventLog(events, at)] : []),
  ];
}

function banner({ level, word, sentences }: PaperVerdict): Markup {
  return markup`<div class="banner ${level}"><b>${ICONS[level]} ${word}</b><p>${sentences.join(' ')}</p></div>`;
}

function foot({ at, report, reportedAt, reportAge, counts, folder, lastError }: PaperStatus): Markup {
  const reported =
    reportedAt === null || reportAge === null ? '' : `; last report ${secondOf(reportedAt)}, ${ago(reportAge)}`;
  const bars = `${counted(counts.bars, 'bar')}, ${count(counts.warmUpBars)} of them warm-up; ${counted(counts.trades, 'trade')}; ${counted(counts.openOrders, 'open order')}`;
  const what = report ? `${report.strategy} on ${report.symbol}; ` : '';
  const error = lastError ? markup`<br>Last error, ${secondOf(lastError.at)}: ${lastError.detail}` : null;
  return markup`<p class="soft foot">${what}${bars}. As of ${secondOf(at)}${reported}. Journal: ${folder}${error}</p>`;
}
