import { formatDigits, formatNumber, formatPercent } from '../../core/format.js';
import { DAY, HOUR, isoTime, MINUTE, SECOND } from '../../core/time.js';
import type { CloseReason, OpenPosition } from '../broker.js';
import type { PaperTrade } from '../order-journal.js';
import type { Alert, AlertChannel, AlertKind, HeldAlerts } from './alert-journal.js';
import { plainLine, plainText } from './plain-text.js';

/** What every alert says of itself. */
export interface AlertContext {
  /** When it is raised by the sender's clock, ms UTC; bars of a replay are older. */
  readonly at: number;
  readonly broker: 'sim' | 'alpaca';
}

export type Trend = -1 | 0 | 1;

const usd = (value: number) => `${formatNumber(value)} USD`;
const btc = (value: number) => `${formatDigits(value, 9)} BTC`;
const TREND_WORDS: Readonly<Record<Trend, string>> = { [-1]: 'down', 0: 'not known', 1: 'up' };

/** A position was opened. `confidence` is the signal's, 0 to 1. */
export function entryAlert(position: OpenPosition, confidence: number | null, context: AlertContext): Alert {
  const { direction, quantity, entryPrice, stop, target, distance, entryTime, signalTime } = position;
  const side = direction === 'long' ? 'Long' : 'Short';
  return alert(context, 'entry', `${signalTime}`, `${side} ${btc(quantity)} at ${usd(entryPrice)}`, [
    `Bar: ${isoTime(entryTime)}`,
    `Stop ${usd(stop)}, target ${usd(target)}`,
    `1 R = ${usd(distance)} a BTC, ${usd(distance * quantity)} in all`,
    ...(confidence === null ? [] : [`Confidence ${formatNumber(confidence)}`]),
  ]);
}

/** A position was closed. P&L is after fees. */
export function exitAlert(trade: PaperTrade, context: AlertContext): Alert {
  const result = `${trade.pnl >= 0 ? 'won' : 'lost'} ${usd(Math.abs(trade.pnl))} (${formatNumber(trade.rMultiple)} R)`;
  const side = trade.direction === 'long' ? 'Long' : 'Short';
  return alert(
    context,
    'exit',
    `${trade.entryTime}-${trade.exitTime}`,
    `${side} closed (${trade.exitReason}): ${result}`,
    [
      `Bar: ${isoTime(trade.exitTime)}`,
      `${btc(trade.quantity)} from ${usd(trade.entryPrice)} to ${usd(trade.exitPrice)}, held for ${duration(trade.exitTime - trade.entryTime)}`,
      `P&L ${usd(trade.pnl)} after ${usd(trade.fees)} of fees, ${formatPercent(trade.pnl / (trade.entryPrice * trade.quantity))} of the position`,
      `Initial stop ${usd(trade.stop)}, last stop ${usd(trade.lastStop)}, target ${usd(trade.target)}`,
      ...(trade.confidence === null ? [] : [`Confidence ${formatNumber(trade.confidence)}`]),
      ...(trade.htfFlag === null ? [] : [`1h trend agreed throughout: ${trade.htfFlag ? 'yes' : 'no'}`]),
    ],
  );
}

/** The 1h trend is another than at the close before. `time` is that close's, ms UTC. */
export function htfChangeAlert(
  change: {
    readonly time: number;
    readonly from: Trend;
    readonly to: Trend;
    readonly close: number;
    readonly against: number;
  },
  context: AlertContext,
): Alert {
  const { time, from, to, close, against } = change;
  const subject = `1h trend is ${TREND_WORDS[to]} (was ${TREND_WORDS[from]})`;
  return alert(context, 'htf-change', `${time}`, subject, [
    `Close of ${isoTime(time)}: ${usd(close)}`,
    `Open positions against it: ${formatNumber(against, 0)}`,
  ]);
}

const EMERGENCY_WORDS: Readonly<Record<CloseReason, string>> = {
  emergency: 'Drawdown limit reached: all positions are being closed, nothing is opened any more',
  'htf-reversal': '1h trend turned: positions against it are being closed',
  kill: 'Kill switch: all positions are being closed, nothing is opened any more',
  stop: 'Stop asked for: all positions are being closed',
};

/** An emergency rule acts. `time`: the close that set it off, or when it was asked for, ms UTC. Drawdown <= 0, a fraction. */
export function emergencyAlert(
  event: {
    readonly reason: CloseReason;
    readonly time: number;
    readonly equity: number;
    readonly drawdown: number;
    readonly positions: number;
  },
  context: AlertContext,
): Alert {
  return alert(context, 'emergency', `${event.reason}-${event.time}`, EMERGENCY_WORDS[event.reason], [
    `Time: ${isoTime(event.time)}`,
    `Positions: ${formatNumber(event.positions, 0)}`,
    `Equity ${usd(event.equity)}, drawdown ${formatPercent(event.drawdown)}`,
  ]);
}

/** A signal was not taken because as many positions as there may be are open. `time`: the close, ms UTC. */
export function positionLimitAlert(time: number, most: number, context: AlertContext): Alert {
  return alert(context, 'emergency', `max-positions-${time}`, 'Signal not taken: no more positions may be open', [
    `Close of ${isoTime(time)}`,
    `Positions open, the most there may be: ${formatNumber(most, 0)}`,
  ]);
}

/** The feed is lost, or open and silent. `lastBar`: open time of the last bar that came, ms UTC. */
export function feedLostAlert(
  loss: {
    readonly state: 'lost' | 'stale';
    readonly detail: string;
    readonly lastBar: number | null;
    readonly positions: number;
  },
  context: AlertContext,
): Alert {
  const subject = loss.state === 'lost' ? 'Market data lost' : 'Market data silent';
  return alert(context, 'feed-lost', `${context.at}`, subject, [
    loss.detail,
    `Last bar: ${loss.lastBar === null ? 'none yet' : isoTime(loss.lastBar)}`,
    `Open positions: ${formatNumber(loss.positions, 0)}; no new ones until data are back`,
  ]);
}

/** The feed is back. `lostAt`: when it went, ms UTC. */
export function feedBackAlert(lostAt: number, context: AlertContext): Alert {
  return alert(context, 'feed-back', `${context.at}`, 'Market data are back', [
    `Gone since ${isoTime(lostAt)}, for ${duration(context.at - lostAt)}`,
  ]);
}

/** The process began, or began again on an existing journal. */
export function startAlert(
  start: { readonly feed: string; readonly equity: number; readonly positions: number; readonly resumed: boolean },
  context: AlertContext,
): Alert {
  return alert(context, 'start', `${context.at}`, `Paper trading ${start.resumed ? 'goes on' : 'started'}`, [
    `Feed: ${start.feed}`,
    `Equity ${usd(start.equity)}, open positions: ${formatNumber(start.positions, 0)}`,
  ]);
}

/** The process ends in order. `why` in words. */
export function stopAlert(
  stop: { readonly why: string; readonly equity: number; readonly positions: number },
  context: AlertContext,
): Alert {
  const left = stop.positions > 0 ? ' STILL OPEN' : '';
  return alert(context, 'stop', `${context.at}`, 'Paper trading stopped', [
    `Why: ${stop.why}`,
    `Equity ${usd(stop.equity)}, positions${left}: ${formatNumber(stop.positions, 0)}`,
  ]);
}

/** Something a person has to see to, like `journal not writable`. `what` is a short fixed text, `detail` a sentence. */
export function errorAlert(what: string, detail: string, context: AlertContext): Alert {
  return alert(context, 'error', `${what.replace(/\W+/g, '-')}-${context.at}`, `Error: ${what}`, [detail]);
}

/** One alert for all those of a kind that are held on a channel. `at`: now, ms UTC. */
export function summaryAlert(held: HeldAlerts, channel: AlertChannel, at: number): Alert {
  const { kind, count, firstAt, lastAt, last } = held;
  return {
    id: `summary-${channel}-${last.id}`,
    kind: 'summary',
    at,
    subject: `${formatNumber(count, 0)} more of ${kind}; the last: ${last.subject}`,
    body: `From ${isoTime(firstAt)} to ${isoTime(lastAt)} they came faster than the limit for one an hour. The last of them:\n\n${last.body}`,
  };
}

function alert(context: AlertContext, kind: AlertKind, name: string, subject: string, lines: readonly string[]): Alert {
  const body = [...lines, `Raised ${isoTime(context.at)}, paper account: ${context.broker}`].join('\n');
  return {
    id: `${kind}-${name}`,
    kind,
    at: context.at,
    subject: plainLine(subject, 200),
    body: plainText(body, 20_000),
  };
}

/** `2 days 3 h`, `3 h 5 min`, `5 min`, `40 s`: the two largest units. */
function duration(milliseconds: number): string {
  const parts = [
    [Math.floor(milliseconds / DAY), 'days'],
    [Math.floor((milliseconds % DAY) / HOUR), 'h'],
    [Math.floor((milliseconds % HOUR) / MINUTE), 'min'],
    [Math.floor((milliseconds % MINUTE) / SECOND), 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count, unit]) => count > 0 && (unit !== 's' || first === 3))
    .map(([count, unit]) => `${count} ${unit === 'days' && count === 1 ? 'day' : unit}`)
    .join(' ');
}
