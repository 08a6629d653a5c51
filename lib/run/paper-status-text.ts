import { formatDigits, formatNumber, formatPercent } from '../core/format.js';
import { isoTime } from '../core/time.js';
import type { OpenPosition } from '../paper/broker.js';
import { killRequested } from '../paper/control-files.js';
import { JournalReader } from '../paper/journal/reader.js';
import type { EngineReport, PaperStatus } from '../paper/paper-status.js';
import { readNote } from './engine-note.js';
import { paperFolder } from './paper-settings.js';

/** How paper trading stands, as lines for a terminal. `now` in ms UTC. */
export function paperStatusText(out: string, now: number): string {
  const folder = paperFolder(out);
  const reader = new JournalReader(folder);
  try {
    return [...statusLines(reader.status(now)), ...folderLines(folder)].join('\n');
  } finally {
    reader.close();
  }
}

/** A live feed renews the report with every minute: after this the engine cannot write it, ms. */
const OLD_REPORT = 180_000;

function statusLines(status: PaperStatus): string[] {
  const { engine, report, counts, lastError } = status;
  if (engine.state === 'absent') return [`engine     none: nothing was traded in ${status.folder} yet`];
  const { state, pid, since } = engine;
  const head = `engine     ${state}, process ${pid}${since === null ? '' : `, since ${isoTime(since)}`}`;
  const next =
    state === 'crashed' ? ['           started again it goes on where its journal ends: npm run paper -- start'] : [];
  if (!report) return [head, ...next];
  const silent = engine.state === 'running' && report.feed.name === 'alpaca' ? (status.reportAge ?? 0) : 0;
  return [
    head,
    ...(silent > OLD_REPORT
      ? [
          `warning    what follows is ${formatNumber(silent / 60_000, 0)} minutes old: is the disk full, the journal damaged?`,
        ]
      : []),
    ...next,
    ...reportLines(report),
    `counts     ${formatNumber(counts.bars, 0)} bars (${formatNumber(counts.warmUpBars, 0)} warm-up), ${formatNumber(counts.trades, 0)} trades, ${formatNumber(counts.openOrders, 0)} open orders`,
    `alerts     ${formatNumber(counts.alertsSent, 0)} sent, ${formatNumber(counts.alertsWaiting, 0)} waiting, ${formatNumber(counts.alertsFailed, 0)} failed`,
    ...(lastError ? [`last error ${isoTime(lastError.at)} ${lastError.name}: ${lastError.detail}`] : []),
  ];
}

/** What the files beside the journal say. */
function folderLines(folder: string): string[] {
  const note = readNote(folder);
  return [
    ...(killRequested(folder) ? ['kill       the file KILL is there: everything is closed, nothing opened'] : []),
    ...(note?.state === 'failed' ? [`failed     process ${note.pid}: ${note.message}`] : []),
  ];
}

function reportLines({
  broker,
  symbol,
  account,
  signal,
  htf,
  emergency,
  feed,
  waiting,
  foreign,
}: EngineReport): string[] {
  const trend = (value: number) => (value > 0 ? 'up' : value < 0 ? 'down' : 'unknown');
  return [
    `account    ${broker} ${symbol}: equity ${formatNumber(account.equity)} USD, cash ${formatNumber(account.cash)}, drawdown ${formatPercent(account.drawdown)}`,
    ...(account.positions.length === 0 ? ['positions  none'] : account.positions.map(positionLine)),
    ...(waiting
      ? [`order      ${waiting.side > 0 ? 'buy' : 'sell'} ${formatDigits(waiting.quantity, 9)} BTC at the next open`]
      : []),
    ...(signal
      ? [
          `signal     ${signal.side === 0 ? 'none' : signal.side > 0 ? 'long' : 'short'} at ${isoTime(signal.time)}, close ${formatNumber(signal.close)}${signal.confidence === null ? '' : `, confidence ${formatNumber(signal.confidence)}`}`,
          `  long blocked by ${signal.blockedLong.join(', ') || 'nothing'}`,
          `  short blocked by ${signal.blockedShort.join(', ') || 'nothing'}`,
        ]
      : ['signal     none yet']),
    ...(htf
      ? [
          `htf        1h trend ${trend(htf.trend1h)}, 15m momentum ${htf.momentum15m === null ? 'unknown' : htf.momentum15m ? 'up' : 'down'}`,
        ]
      : []),
    `emergency  ${emergency.halted ? `HALTED: ${emergency.halted}` : (emergency.held ?? 'none')}; drawdown ${formatPercent(emergency.drawdown)} of ${emergency.drawdownLimit === 0 ? 'no limit' : formatPercent(-emergency.drawdownLimit)}; ${emergency.openPositions} of ${emergency.maxPositions} positions${emergency.killed ? '; KILL SWITCH ON' : ''}`,
    `feed       ${feed.name} ${feed.state}: ${feed.detail}${feed.lastBarClose === null ? '' : `; last bar closed ${isoTime(feed.lastBarClose)}`}${feed.lag === null ? '' : `, lag ${formatNumber(feed.lag / 1000, 1)} s`}`,
    ...foreign.map((line) => `not ours   ${line}`),
  ];
}

function positionLine({ direction, quantity, entryPrice, stop, trailing, target, unrealised }: OpenPosition): string {
  return `position   ${direction} ${formatDigits(quantity, 9)} BTC from ${formatNumber(entryPrice)}: stop ${formatNumber(stop)}${trailing ? ' (trailing)' : ''}, target ${formatNumber(target)}, ${formatNumber(unrealised)} USD`;
}
