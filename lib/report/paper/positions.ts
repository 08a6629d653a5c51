import { formatDigits, formatNumber } from '../../core/format.js';
import type { OpenPosition } from '../../paper/broker.js';
import type { PaperStatus } from '../../paper/paper-status.js';
import { inR, signedUsd } from '../figures/words.js';
import { type Markup, markup } from '../markup.js';
import { clockTime } from './words.js';

/** Open positions, each with a line from its first stop to its target on which entry, stop in force and price stand. */
export function paperPositions({ report, at }: PaperStatus): Markup | null {
  if (!report) return null;
  const { positions } = report.account;
  const { foreign, broker, signal } = report;
  const cards = positions.map((position) => positionMarkup(position, signal?.close ?? null, broker, at));
  const body =
    cards.length > 0 ? markup`<div class="cards">${cards}</div>` : markup`<p class="soft">No position is open.</p>`;
  const others = foreign.map((text) => markup`<li>${text}</li>`);
  const strangers =
    foreign.length === 0 ? null : markup`<h3>⚠ At the broker, not ours, left alone</h3><ul class="card">${others}</ul>`;
  return markup`<h3>Positions</h3>${body}${strangers}`;
}

function positionMarkup(position: OpenPosition, price: number | null, broker: string, now: number): Markup {
  const { direction, quantity, entryPrice, entryTime, stop, target, distance, unrealised, trailing } = position;
  const isLong = direction === 'long';
  const risk = distance * quantity;
  const level = (name: string, value: number) => markup`<dt>${name}</dt><dd>${formatNumber(value)}</dd>`;
  return markup`<div class="card"><div class="head"><span class="${isLong ? 'up' : 'down'}">${isLong ? '▲ Long' : '▼ Short'} ${formatDigits(quantity, 6)} BTC</span><span class="${unrealised < 0 ? 'down' : 'up'}">${signedUsd(unrealised)} (${inR(unrealised / risk)})</span></div>
${trackMarkup(position, price)}
<dl class="levels">${level(trailing ? 'stop, trailing' : 'stop', stop)}${level('entry', entryPrice)}${price === null ? markup`<dt>last close</dt><dd>–</dd>` : level('last close', price)}${level('target', target)}</dl>
<small>since ${clockTime(entryTime, now)} UTC; ${protectionWords(position, broker)}</small></div>`;
}

function trackMarkup({ direction, entryPrice, distance, stop, target }: OpenPosition, price: number | null): Markup {
  const side = direction === 'long' ? 1 : -1;
  const from = entryPrice - side * distance;
  const place = (value: number) => formatNumber(100 * Math.min(1, Math.max(0, (value - from) / (target - from))), 1);
  const tick = (name: string, value: number) =>
    markup`<i class="${name}" title="${name} ${formatNumber(value)}" style="left:${place(value)}%"></i>`;
  return markup`<div class="track">${tick('stop', stop)}${tick('entry', entryPrice)}${tick('target', target)}${price === null ? null : tick('price', price)}</div>`;
}

function protectionWords({ protection }: OpenPosition, broker: string): string {
  if (protection) {
    return `a stop of ${formatNumber(protection.stop)} for ${formatDigits(protection.quantity, 6)} BTC rests at the broker`;
  }
  return broker === 'sim' ? 'levels kept by the engine' : '⚠ nothing rests at the broker to protect it';
}
