import { formatNumber, formatPercent } from '../../core/format.js';
import type { EngineReport, HtfStatus, PaperStatus, SignalStatus } from '../../paper/paper-status.js';
import { type Markup, markup } from '../markup.js';
import { limitUsed, meterMarkup } from './tiles.js';
import { clockTime } from './words.js';

/** Three cards: what the last close said and which rules block it, the higher timeframes, the emergency rules. */
export function paperRules(status: PaperStatus): Markup | null {
  const { report, at } = status;
  if (!report) return null;
  const { signal, htf } = report;
  const cards = [signalCard(signal, at), htfCard(htf), emergencyCard(report)];
  return markup`<h3>Signal, higher timeframes, emergency rules</h3><div class="cards three">${cards}</div>`;
}

function signalCard(signal: SignalStatus | null, now: number): Markup {
  if (!signal)
    return markup`<div class="card"><div class="head">Signal</div><p class="soft">No bar was traded yet.</p></div>`;
  const { side, confidence, blockedLong, blockedShort } = signal;
  const verdict = side === 0 ? 'no signal' : side > 0 ? '▲ long signal' : '▼ short signal';
  const sure = confidence === null ? 'no candidate' : `confidence ${formatPercent(confidence, 0)}`;
  return markup`<div class="card"><div class="head"><span>Bar of ${clockTime(signal.time, now)}: ${verdict}</span><span>${sure}</span></div>
${sideMarkup('Long', blockedLong, side === 1)}${sideMarkup('Short', blockedShort, side === -1)}</div>`;
}

function sideMarkup(name: string, blocked: readonly string[], given: boolean): Markup {
  if (blocked.length === 0) {
    return markup`<p><span class="soft">${name}:</span> ${given ? '✔ passed every rule' : 'no rule named'}</p>`;
  }
  const chips = blocked.map((rule, k) => markup`<span class="chip${k === 0 ? ' first' : ''}">${rule}</span>`);
  return markup`<p><span class="soft">${name}, blocked by ${blocked.length} (first framed):</span><br>${chips}</p>`;
}

function htfCard(htf: HtfStatus | null): Markup {
  if (!htf)
    return markup`<div class="card"><div class="head">Higher timeframes</div><p class="soft">Not known yet.</p></div>`;
  const trend = htf.trend1h === 0 ? 'unknown' : htf.trend1h > 0 ? '▲ up' : '▼ down';
  const momentum = htf.momentum15m === null ? 'unknown' : htf.momentum15m ? '▲ rising' : '▼ falling';
  const rows = Object.entries(htf.values).map(
    ([name, value]) => markup`<dt>${name}</dt><dd>${value === null ? '–' : formatNumber(value)}</dd>`,
  );
  return markup`<div class="card"><div class="head">Higher timeframes</div><dl class="facts"><dt>1h trend</dt><dd>${trend}</dd><dt>15m momentum</dt><dd>${momentum}</dd>${rows}</dl></div>`;
}

interface Rule {
  readonly name: string;
  readonly state: string;
  /** It holds trading back at this moment. */
  readonly on: boolean;
  readonly meter?: number;
}

function emergencyCard(report: EngineReport): Markup {
  const rules = emergencyRules(report);
  const rows = rules.map(
    ({ name, state, on, meter }) =>
      markup`<li class="${on ? 'on' : 'off'}"><span>${on ? '■' : '○'}</span><span>${name}</span><span>${state}</span>${meter === undefined ? null : markup`<span></span><span style="grid-column:2/-1">${meterMarkup(meter)}</span>`}</li>`,
  );
  return markup`<div class="card"><div class="head">Emergency rules</div><ul class="rules">${rows}</ul><small>■ in force now, ○ watching</small></div>`;
}

function emergencyRules({ emergency, account, htf }: EngineReport): Rule[] {
  const { drawdown, drawdownLimit, halted, openPositions, maxPositions, htfReversal, killed, held } = emergency;
  const limit = drawdownLimit > 0 ? `${formatPercent(drawdown)} of -${formatPercent(drawdownLimit, 1)}` : 'off';
  const used = limitUsed(drawdown, drawdownLimit);
  const entries = halted !== null || killed ? 'no more' : held === null ? 'allowed' : 'held back';
  const trend = htf?.trend1h ?? 0;
  const against = account.positions.filter(({ direction }) => trend === (direction === 'long' ? -1 : 1)).length;
  return [
    { name: 'Close all at drawdown', state: limit, on: halted !== null, ...(drawdownLimit > 0 && { meter: used }) },
    {
      name: 'Close on 1h reversal',
      state: !htfReversal ? 'off' : trend === 0 ? 'trend unknown' : `${against} against`,
      on: htfReversal && against > 0,
    },
    { name: 'Most positions', state: `${openPositions} of ${maxPositions}`, on: openPositions >= maxPositions },
    { name: 'Kill switch', state: killed ? 'ON' : 'off', on: killed },
    { name: 'New positions', state: entries, on: entries !== 'allowed' },
  ];
}
