import { formatNumber, formatPercent } from '../../core/format.js';
import type { AlertChannel, AlertKind, Delivery, LoggedAlert } from '../../paper/alerts/alert-journal.js';
import type { Decision } from '../../paper/journal/records.js';
import type { JournalEvent, PaperTrade } from '../../paper/order-journal.js';
import { inR, signedUsd } from '../figures/words.js';
import { type Markup, markup } from '../markup.js';
import { clockTime, lasting } from './words.js';

const KINDS: Readonly<Record<AlertKind, string>> = {
  entry: '● entry',
  exit: '○ exit',
  'htf-change': '⇅ HTF change',
  emergency: '■ emergency',
  'feed-lost': '✖ feed lost',
  'feed-back': '● feed back',
  start: '▶ start',
  stop: '■ stop',
  error: '✖ error',
  summary: '≡ summary',
};
const ALARMING: ReadonlySet<AlertKind> = new Set(['emergency', 'feed-lost', 'error']);

/** The alert log, newest first, with what became of each alert on each channel; changes of the 1h trend stand out. */
export function alertLog(alerts: readonly LoggedAlert[], now: number): Markup {
  const rows = alerts.map(({ alert, deliveries }) => {
    const mark = alert.kind === 'htf-change' ? 'strong' : ALARMING.has(alert.kind) ? 'alarm' : 'plain';
    const sent = Object.entries(deliveries).map(([channel, delivery]) =>
      deliveryWords(channel as AlertChannel, delivery),
    );
    return markup`<li class="${mark}"><span class="soft">${clockTime(alert.at, now)}</span><span class="kind">${KINDS[alert.kind]}</span><span class="text">${alert.subject}</span><span class="soft sent">${sent.join(', ') || 'logged only'}</span></li>`;
  });
  return markup`<h3>Alerts</h3>${list(rows, 'No alert was given yet.')}`;
}

function deliveryWords(channel: AlertChannel, { state, attempts }: Delivery): string {
  return `${channel} ${state}${state === 'waiting' && attempts > 0 ? ` after ${attempts} tries` : ''}`;
}

const SEVERITIES = { info: '○', warning: '⚠ warning', error: '✖ error' } as const;

/** What happened to engine, feed and broker, newest first. */
export function eventLog(events: readonly JournalEvent[], now: number): Markup {
  const rows = events.map(
    ({ at, source, name, severity, detail }) =>
      markup`<li class="${severity === 'error' ? 'alarm' : 'plain'}"><span class="soft">${clockTime(at, now)}</span><span class="kind">${SEVERITIES[severity]} ${source}</span><span class="text">${detail}</span><span class="soft sent">${name}</span></li>`,
  );
  return markup`<h3>Events</h3>${list(rows, 'Nothing was noted yet.')}`;
}

/** Signals, newest first, with their confidence and what became of them. */
export function signalLog(signals: readonly Decision[], now: number): Markup {
  const rows = signals.map(({ time, side, confidence, close, refusal, trend }) => {
    const sure = confidence === null ? 'no confidence given' : `confidence ${formatPercent(confidence, 0)}`;
    const hour = trend === 0 ? '1h unknown' : trend > 0 ? '1h up' : '1h down';
    const fate = refusal === null ? 'ordered' : `refused: ${refusal}`;
    return markup`<li><span class="soft">${clockTime(time, now)}</span><span class="kind ${side > 0 ? 'up' : 'down'}">${side > 0 ? '▲ long' : '▼ short'}</span><span class="text">${sure}, close ${formatNumber(close)}, ${hour}</span><span class="soft sent">${fate}</span></li>`;
  });
  return markup`<h3>Signals</h3>${list(rows, 'No signal was given yet.')}`;
}

/** Closed trades, newest first. */
export function tradeLog(trades: readonly PaperTrade[], now: number): Markup {
  const rows = trades.map((trade) => {
    const isLong = trade.direction === 'long';
    const flag = trade.htfFlag === null ? '1h unknown' : trade.htfFlag ? '1h agreed' : '1h against';
    const prices = `${formatNumber(trade.entryPrice)} → ${formatNumber(trade.exitPrice)}, ${trade.exitReason} after ${lasting(trade.exitTime - trade.entryTime)}`;
    return markup`<li><span class="soft">${clockTime(trade.exitTime, now)}</span><span class="kind ${isLong ? 'up' : 'down'}">${isLong ? '▲ long' : '▼ short'}</span><span class="text">${prices}</span><span class="sent"><span class="${trade.pnl < 0 ? 'down' : 'up'}">${signedUsd(trade.pnl)} (${inR(trade.rMultiple)})</span> <span class="soft">${flag}</span></span></li>`;
  });
  return markup`<h3>Closed trades</h3>${list(rows, 'No trade was closed yet.')}`;
}

function list(rows: readonly Markup[], empty: string): Markup {
  return rows.length === 0 ? markup`<p class="soft">${empty}</p>` : markup`<ul class="log" tabindex="0">${rows}</ul>`;
}
