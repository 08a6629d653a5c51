import { formatNumber, formatPercent } from '../../core/format.js';
import type { PaperStatus, SignalStatus } from '../../paper/paper-status.js';
import { signedPercent, signedUsd, usd } from '../figures/words.js';
import { type Markup, type MarkupValue, markup } from '../markup.js';
import { ago, clockTime, lasting } from './words.js';

interface Tile {
  readonly name: string;
  readonly value: MarkupValue;
  readonly note: string;
  readonly alarm?: boolean;
  readonly meter?: number;
}

/** The few numbers that are looked at first; empty before the engine has reported. */
export function paperTiles(status: PaperStatus): Markup | null {
  if (!status.report) return null;
  const tiles = [
    ...accountTiles(status),
    tradesTile(status),
    ...marketTiles(status),
    feedTile(status),
    alertTile(status),
  ];
  return markup`<div class="tiles">${tiles.map(tileMarkup)}</div>`;
}

function tileMarkup({ name, value, note, alarm, meter }: Tile): Markup {
  const bar = meter === undefined ? null : meterMarkup(meter);
  return markup`<div class="tile${alarm ? ' alarm' : ''}"><div class="name">${name}</div><div class="value">${value}</div>${bar}<small>${note}</small></div>`;
}

/** A bar that is full at 1. */
export function meterMarkup(share: number): Markup {
  const width = formatNumber(100 * Math.min(1, Math.max(0, share)), 1);
  return markup`<div class="meter"><i style="width:${width}%"></i></div>`;
}

/** The share of the drawdown limit that is used up; 0 when the rule is off. */
export function limitUsed(drawdown: number, limit: number): number {
  return limit > 0 ? -drawdown / limit : 0;
}

function accountTiles({ report }: PaperStatus): Tile[] {
  if (!report) return [];
  const { account, emergency, broker } = report;
  const gain = account.equity - account.initial;
  const unrealised = account.positions.reduce((sum, position) => sum + position.unrealised, 0);
  const used = limitUsed(account.drawdown, emergency.drawdownLimit);
  const limit = emergency.drawdownLimit > 0 ? `limit -${formatPercent(emergency.drawdownLimit, 1)}` : 'no limit set';
  return [
    {
      name: 'Equity',
      value: markup`${formatNumber(account.equity)} <small>USD</small>`,
      note: `of ${usd(account.initial)}, broker ${broker}`,
    },
    {
      name: 'Profit and loss',
      value: markup`<span class="${gain < 0 ? 'down' : 'up'}">${gain < 0 ? '▼' : '▲'} ${signedUsd(gain)}</span>`,
      note: `${signedPercent(gain / account.initial)}; unrealised ${signedUsd(unrealised)}`,
    },
    {
      name: 'Drawdown',
      value: formatPercent(account.drawdown),
      note: `${limit}; peak ${formatNumber(account.peak)}`,
      alarm: used >= 0.7,
      ...(emergency.drawdownLimit > 0 && { meter: used }),
    },
    {
      name: 'Positions',
      value: `${emergency.openPositions} of ${emergency.maxPositions}`,
      note: report.waiting ? `${report.waiting.side > 0 ? 'long' : 'short'} waits for the open` : 'no order waits',
    },
  ];
}

function marketTiles({ report, at }: PaperStatus): Tile[] {
  const { signal, htf } = report ?? {};
  const trend = htf?.trend1h ?? 0;
  const momentum = htf?.momentum15m ?? null;
  const arrow = (rising: boolean, words: string) =>
    markup`<span class="${rising ? 'up' : 'down'}">${rising ? '▲' : '▼'} ${words}</span>`;
  return [
    signal ? signalTile(signal, at) : { name: 'Signal', value: '–', note: 'no bar was traded yet' },
    {
      name: '1h trend',
      value: trend === 0 ? 'unknown' : arrow(trend > 0, trend > 0 ? 'up' : 'down'),
      note: trend === 0 ? 'warming up' : `only ${trend > 0 ? 'longs' : 'shorts'} pass`,
    },
    {
      name: '15m momentum',
      value: momentum === null ? 'unknown' : arrow(momentum, momentum ? 'rising' : 'falling'),
      note: momentum === null ? 'warming up, or not in this strategy' : 'EMA of 5m against EMA of 15m',
    },
  ];
}

function signalTile(signal: SignalStatus, now: number): Tile {
  const { side, confidence, close, time } = signal;
  const sure = confidence === null ? '' : formatPercent(confidence, 0);
  const note = `close ${formatNumber(close)} of ${clockTime(time, now)}`;
  if (side === 0)
    return { name: 'Signal', value: 'none', note: `${sure === '' ? '' : `candidate of ${sure}; `}${note}` };
  const word = side > 0 ? '▲ long' : '▼ short';
  return { name: 'Signal', value: markup`<span class="${side > 0 ? 'up' : 'down'}">${word} ${sure}</span>`, note };
}

const FEED_WORDS = {
  connecting: '◌ connecting',
  connected: '● connected',
  lost: '✖ lost',
  stale: '⚠ silent',
  back: '● back',
  ended: '■ ended',
} as const;

function feedTile({ engine, report, barAge, minuteAge, at }: PaperStatus): Tile {
  if (!report) return { name: 'Feed', value: '–', note: '' };
  const { feed } = report;
  const name = `Feed: ${feed.name}`;
  const age = barAge === null ? 'no bar yet' : `last bar ${ago(barAge)}`;
  if (engine.state !== 'running') return { name, value: '■ not running', note: feed.name === 'replay' ? '' : age };
  const lag =
    feed.lag === null ? '' : `lag ${feed.lag < 10_000 ? `${formatNumber(feed.lag, 0)} ms` : lasting(feed.lag)}; `;
  const minute = minuteAge === null ? '' : `, minute ${ago(minuteAge)}`;
  const replayed = feed.lastBarClose === null ? 'no bar yet' : `at ${clockTime(feed.lastBarClose, at)}`;
  const note = feed.name === 'replay' ? replayed : `${lag}${age}${minute}`;
  return { name, value: FEED_WORDS[feed.state], note, alarm: feed.state === 'lost' || feed.state === 'stale' };
}

function tradesTile({ counts }: PaperStatus): Tile {
  const note = `open orders: ${formatNumber(counts.openOrders, 0)}`;
  return { name: 'Closed trades', value: formatNumber(counts.trades, 0), note };
}

function alertTile({ counts }: PaperStatus): Tile {
  const { alertsSent, alertsWaiting, alertsFailed } = counts;
  return {
    name: 'Alerts',
    value: `${formatNumber(alertsSent, 0)} sent`,
    note: `${formatNumber(alertsWaiting, 0)} waiting, ${formatNumber(alertsFailed, 0)} given up`,
    alarm: alertsFailed > 0,
  };
}
