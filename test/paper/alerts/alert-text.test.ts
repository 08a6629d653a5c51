import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, MINUTE, SECOND } from '../../../lib/core/time.js';
import {
  emergencyAlert,
  entryAlert,
  errorAlert,
  exitAlert,
  feedBackAlert,
  feedLostAlert,
  htfChangeAlert,
  startAlert,
  stopAlert,
  summaryAlert,
} from '../../../lib/paper/alerts/alert-text.js';
import { plainLine, plainText } from '../../../lib/paper/alerts/plain-text.js';
import { telegramText } from '../../../lib/paper/alerts/telegram.js';
import type { OpenPosition } from '../../../lib/paper/broker.js';
import { madeTrade } from '../journal/made.js';
import { madeAlert, NOW } from './made.js';

const context = { at: NOW + 1500, broker: 'sim' } as const;
const RAISED = 'Raised 2024-01-01T12:00:01.500Z, paper account: sim';

const position: OpenPosition = {
  signalTime: NOW - 5 * MINUTE,
  entryTime: NOW,
  direction: 'long',
  quantity: 0.25,
  entryPrice: 42_850,
  stop: 42_475,
  trailing: false,
  target: 43_675,
  distance: 375,
  unrealised: 0,
  protection: null,
};

test('an entry tells side, quantity, price, levels, risk and confidence', () => {
  const alert = entryAlert(position, 0.75, context);
  assert.equal(alert.id, `entry-${NOW - 5 * MINUTE}`);
  assert.equal(alert.at, context.at);
  assert.equal(alert.subject, 'Long 0.25 BTC at 42,850.00 USD');
  assert.deepEqual(alert.body.split('\n'), [
    'Bar: 2024-01-01T12:00:00Z',
    'Stop 42,475.00 USD, target 43,675.00 USD',
    '1 R = 375.00 USD a BTC, 93.75 USD in all',
    'Confidence 0.75',
    RAISED,
  ]);
});

test('an exit tells why, P&L in USD, R and percent, levels and how the 1h trend stood', () => {
  const trade = madeTrade(1, {
    entryTime: NOW,
    exitTime: NOW + 2 * HOUR + 5 * MINUTE,
    entryPrice: 42_850,
    exitPrice: 43_462.5,
    quantity: 0.25,
    pnl: 153.125,
    fees: 0,
    rMultiple: 1.6333,
    stop: 42_475,
    lastStop: 43_462.5,
    target: 43_675,
    direction: 'long',
    exitReason: 'trailing',
  });
  const alert = exitAlert(trade, context);
  assert.equal(alert.id, `exit-${NOW}-${NOW + 125 * MINUTE}`);
  assert.equal(alert.subject, 'Long closed (trailing): won 153.13 USD (1.63 R)');
  assert.deepEqual(alert.body.split('\n'), [
    'Bar: 2024-01-01T14:05:00Z',
    '0.25 BTC from 42,850.00 USD to 43,462.50 USD, held for 2 h 5 min',
    'P&L 153.13 USD after 0.00 USD of fees, 1.43 % of the position',
    'Initial stop 42,475.00 USD, last stop 43,462.50 USD, target 43,675.00 USD',
    'Confidence 0.75',
    '1h trend agreed throughout: yes',
    RAISED,
  ]);
  assert.match(exitAlert(madeTrade(2), context).subject, /^Long closed \(htf-reversal\): lost 1\.72 USD \(-0\.60 R\)$/);
});

test('a change of the 1h trend tells from what to what, at which close, and what stands against it', () => {
  const alert = htfChangeAlert({ time: NOW, from: 1, to: -1, close: 42_000.5, against: 2 }, context);
  assert.equal(alert.id, `htf-change-${NOW}`);
  assert.equal(alert.subject, '1h trend is down (was up)');
  assert.equal(alert.body, `Close of 2024-01-01T12:00:00Z: 42,000.50 USD\nOpen positions against it: 2\n${RAISED}`);
});

test('an emergency tells the rule, equity and drawdown', () => {
  const event = { reason: 'emergency', time: NOW, equity: 8_960.4, drawdown: -0.10396, positions: 3 } as const;
  const alert = emergencyAlert(event, context);
  assert.match(alert.subject, /^Drawdown limit reached: all positions are being closed/);
  assert.match(alert.body, /Equity 8,960\.40 USD, drawdown -10\.40 %/);
  assert.notEqual(emergencyAlert({ ...event, reason: 'kill' }, context).id, alert.id);
});

test('feed, start, stop and error tell what a person needs', () => {
  const lost = feedLostAlert({ state: 'stale', detail: 'no bar for 180 s', lastBar: NOW, positions: 1 }, context);
  assert.equal(lost.subject, 'Market data silent');
  assert.match(lost.body, /^no bar for 180 s\nLast bar: 2024-01-01T12:00:00Z\nOpen positions: 1; no new ones/);
  assert.match(feedBackAlert(NOW - 90 * SECOND, context).body, /since 2024-01-01T11:58:30Z, for 1 min\n/);
  const start = startAlert({ feed: 'alpaca', equity: 10_000, positions: 0, resumed: true }, context);
  assert.equal(
    `${start.subject}: ${start.body}`,
    `Paper trading goes on: Feed: alpaca\nEquity 10,000.00 USD, open positions: 0\n${RAISED}`,
  );
  assert.match(stopAlert({ why: 'asked to', equity: 1, positions: 2 }, context).body, /positions STILL OPEN: 2/);
  const error = errorAlert('journal not writable', 'disk full', context);
  assert.equal(error.id, `error-journal-not-writable-${context.at}`);
  assert.equal(error.subject, 'Error: journal not writable');
});

test('a summary tells how many, of what, from when to when, and the last', () => {
  const held = { kind: 'htf-change', count: 37, firstAt: NOW, lastAt: NOW + HOUR, last: madeAlert(9) } as const;
  const alert = summaryAlert(held, 'email', NOW + HOUR);
  assert.equal(alert.kind, 'summary');
  assert.equal(alert.subject, '37 more of htf-change; the last: Alert 9');
  assert.match(alert.body, /^From 2024-01-01T12:00:00Z to 2024-01-01T13:00:00Z .*\n\nBody 9$/s);
  assert.notEqual(alert.id, summaryAlert(held, 'telegram', NOW).id);
});

test('a line stays one line and a text keeps its lines, without control characters and direction marks', () => {
  const nasty = 'a\r\nBcc: x@y.example\n\u0000b\u202ec\u2028d\ud800';
  assert.equal(plainLine(nasty, 99), 'a Bcc: x@y.example b c d');
  assert.equal(plainText(nasty, 99), 'a\nBcc: x@y.example\n b c d');
  assert.equal(plainLine('abcdef', 4), 'abc…');
  assert.equal(plainText('ab😀', 4), 'ab😀');
  assert.equal(plainText('ab😀d', 4), 'ab…');
});

test('a message for Telegram is never longer than the Bot API takes, and always ends with its id', () => {
  const text = telegramText(madeAlert(1, { subject: 's'.repeat(900), body: '<b>&*_`\n'.repeat(2000) }));
  assert.equal(text.length, 4096);
  assert.ok(text.endsWith('…\n\nentry-1'));
});
