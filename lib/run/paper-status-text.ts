import { formatDigits, formatNumber, formatPercent } from '../core/format.js';
import { isoTime } from '../core/time.js';
import type { OpenPosition } from '../paper/broker.js';
import { JournalReader } from '../paper/journal/reader.js';
import type { EngineReport, PaperStatus } from '../paper/paper-status.js';
import { paperFolder } from './paper-settings.js';

/** How paper trading stands, as lines for a terminal. `now` in ms UTC. */
export function paperStatusText(out: string, now: number): string {
  const reader = new JournalReader(paperFolder(out));
  try {
    return statusLines(reader.status(now)).join('\n');
  } finally {
    reader.close();
  }
}

function statusLines(status: PaperStatus): string[] {
  const { engine, report, counts, lastError } = status;
  const head = `engine     ${engine.state}${engine.pid === null ? '' : `, process ${engine.pid}`}${engine.since === null ? '' : `, since ${isoTime(engine.since)}`}`;
  if (!report) return [head];
  return [
    head,
    ...reportLines(report),
    `counts     ${formatNumber(counts.bars, 0)} bars (${formatNumber(counts.warmUpBars, 0)} warm-up), ${formatNumber(counts.trades, 0)} trades, ${formatNumber(counts.openOrders, 0)} open orders`,
    `alerts     ${formatNumber(counts.alertsSent, 0)} sent, ${formatNumber(counts.alertsWaiting, 0)} waiting, ${formatNumber(counts.alertsFailed, 0)} failed`,
    ...(lastError ? [`last error ${isoTime(lastError.at)} ${lastError.name}: ${lastError.detail}`] : []),
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
