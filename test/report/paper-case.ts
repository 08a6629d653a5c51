// A paper account in the middle of its work, and the states it can get into.

import { HOUR, MINUTE } from '../../lib/core/time.js';
import type { Alert, Delivery, LoggedAlert } from '../../lib/paper/alerts/alert-journal.js';
import type { OpenPosition } from '../../lib/paper/broker.js';
import type { JournalEvent, PaperTrade } from '../../lib/paper/order-journal.js';
import type { EngineReport, PaperStatus } from '../../lib/paper/paper-status.js';
import type { PaperView } from '../../lib/report/paper-page.js';

export const NOW = Date.UTC(2026, 10, 22, 14, 7, 12);
const BAR = Date.UTC(2026, 10, 22, 14, 0);

export const LONG: OpenPosition = {
  signalTime: BAR - 2 * HOUR,
  entryTime: BAR - 2 * HOUR + 5 * MINUTE,
  direction: 'long',
  quantity: 0.005321,
  entryPrice: 96_412.5,
  stop: 96_301.4,
  trailing: true,
  target: 97_100.1,
  distance: 312.55,
  unrealised: 2.41,
  protection: null,
};

const SHORT: OpenPosition = {
  ...LONG,
  direction: 'short',
  quantity: 0.0048,
  entryPrice: 96_900,
  stop: 97_240.25,
  trailing: false,
  target: 96_151.45,
  distance: 340.25,
  unrealised: -0.85,
};

export const REPORT: EngineReport = {
  strategy: 'mtf-gap',
  symbol: 'BTC/USD',
  broker: 'sim',
  account: {
    cash: 9_871.2,
    equity: 9_872.76,
    initial: 10_000,
    peak: 10_061.3,
    drawdown: -0.018_74,
    positions: [LONG, SHORT],
  },
  signal: {
    time: BAR,
    close: 96_812.34,
    side: 0,
    confidence: 0.8,
    blockedLong: ['vol_cross', 'near_poc_1h', 'entry_trend'],
    blockedShort: ['gap', 'trend_1h'],
  },
  htf: {
    trend1h: 1,
    momentum15m: true,
    values: { EMA200_1h: 95_204.117, POC_1h: 96_540.2, EMA50_15m: 96_633.01, ATR_1h: 421.7, SMA_vol_1h: null },
  },
  emergency: {
    drawdown: -0.018_74,
    drawdownLimit: 0.1,
    halted: null,
    openPositions: 2,
    maxPositions: 3,
    htfReversal: true,
    killed: false,
    held: null,
  },
  feed: {
    name: 'alpaca',
    state: 'connected',
    since: NOW - 3 * HOUR,
    detail: 'subscribed to bars and updatedBars',
    lastBarClose: BAR + 5 * MINUTE,
    lastMinuteClose: BAR + 7 * MINUTE,
    lag: 812,
  },
  waiting: null,
  foreign: [],
};

export const STATUS: PaperStatus = {
  at: NOW,
  folder: 'outputs/paper',
  engine: { state: 'running', pid: 4711, since: NOW - 27 * HOUR },
  report: REPORT,
  reportedAt: NOW - 11_000,
  reportAge: 11_000,
  barAge: 132_000,
  minuteAge: 12_000,
  counts: { bars: 2914, warmUpBars: 2590, trades: 3, openOrders: 0, alertsSent: 14, alertsWaiting: 1, alertsFailed: 0 },
  lastError: null,
};

export const withReport = (change: Partial<EngineReport>, more: Partial<PaperStatus> = {}): PaperStatus => ({
  ...STATUS,
  ...more,
  report: { ...REPORT, ...change },
});

export const CRASHED: PaperStatus = {
  ...STATUS,
  engine: { state: 'crashed', pid: 4711, since: NOW - 40 * MINUTE },
  reportAge: 40 * MINUTE,
  barAge: 42 * MINUTE,
};

export const STALE = withReport({
  feed: {
    ...REPORT.feed,
    state: 'stale',
    since: NOW - 6 * MINUTE,
    detail: 'no minute for 4 minutes on an open socket',
  },
});

export const HALTED = withReport({
  account: { ...REPORT.account, equity: 8_991.1, cash: 8_991.1, drawdown: -0.1064, positions: [] },
  emergency: {
    ...REPORT.emergency,
    drawdown: -0.1064,
    halted:
      'Equity fell 10.64 % below its peak at the close of 2026-11-22T14:05:00Z, more than the limit of 10 %; everything was closed.',
    openPositions: 0,
  },
});

const delivery = (state: Delivery['state'], attempts: number): Delivery => ({
  state,
  attempts,
  refusals: 0,
  nextAt: 0,
  changedAt: NOW,
  reason: '',
});

function logged(kind: Alert['kind'], minutes: number, subject: string, attempts = 1): LoggedAlert {
  const alert = { id: `${kind}-${minutes}`, kind, at: NOW - minutes * MINUTE, subject, body: subject };
  const telegram = attempts > 1 ? delivery('waiting', attempts) : delivery('sent', 1);
  return { alert, deliveries: { email: delivery('sent', 1), telegram } };
}

export const ALERTS: readonly LoggedAlert[] = [
  logged('entry', 62, 'Short 0.0048 BTC at 96,900.00: stop 97,240.25, target 96,151.45', 3),
  logged('htf-change', 75, '1h trend turned up: close 96,512.00 above EMA200_1h 95,180.41'),
  logged('feed-back', 90, 'Feed back after 94 s; 2 bars fetched over REST'),
  logged('feed-lost', 92, 'Feed lost: the connection was closed without a word (1006)'),
  logged('entry', 115, 'Long 0.005321 BTC at 96,412.50: stop 96,099.95, target 97,100.11'),
  logged('exit', 300, 'Short closed by htf-reversal at 96,204.10: -12.31 USD (-1.21 R)'),
  logged('htf-change', 301, '1h trend turned down: close 95,002.00 below EMA200_1h 95,160.03'),
  logged('start', 27 * 60, 'Paper trading began: mtf-gap on BTC/USD, sim broker, 10,000 USD'),
];

export const TRADE: PaperTrade = {
  direction: 'short',
  signalBar: 2700,
  entryBar: 2701,
  exitBar: 2730,
  entryTime: NOW - 8 * HOUR,
  exitTime: NOW - 5 * HOUR,
  entryPrice: 96_010.2,
  exitPrice: 96_204.1,
  entryMarket: 96_106.3,
  exitMarket: 96_108,
  stop: 96_360.2,
  target: 95_240.2,
  lastStop: 96_360.2,
  distance: 350,
  quantity: 0.005,
  pnl: -12.31,
  fees: 0.96,
  slippageCost: 0.96,
  rMultiple: -1.21,
  mae: -1.21,
  mfe: 0.3,
  exitReason: 'htf-reversal',
  ambiguous: false,
  touchesFilledBar: false,
  equityAtSignal: 10_000,
  committedAtSignal: 0,
  uptrend1h: false,
  momentum15m: false,
  volCross: true,
  gapStrength: 0.8,
  vpProximity: 0.2,
  confidence: 0.9,
  htfFlag: false,
  broker: 'sim',
};

export const WON: PaperTrade = {
  ...TRADE,
  direction: 'long',
  entryTime: NOW - 20 * HOUR,
  exitTime: NOW - 18 * HOUR,
  entryPrice: 95_400,
  exitPrice: 96_100,
  pnl: 9.1,
  rMultiple: 0.95,
  exitReason: 'target',
  htfFlag: true,
};

export const EVENTS: readonly JournalEvent[] = [
  { at: NOW - 90 * MINUTE, source: 'feed', name: 'back', severity: 'info', detail: 'connected again after 94 s' },
  {
    at: NOW - 92 * MINUTE,
    source: 'feed',
    name: 'hole',
    severity: 'warning',
    detail: '2 bars were missing and were fetched',
  },
  { at: NOW - 93 * MINUTE, source: 'feed', name: 'lost', severity: 'error', detail: 'closed with code 1006' },
];

export const VIEW: PaperView = { status: STATUS, alerts: ALERTS, trades: [TRADE, WON], events: EVENTS };
