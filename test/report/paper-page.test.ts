import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../../lib/core/time.js';
import type { PaperStatus } from '../../lib/paper/paper-status.js';
import { paperVerdict } from '../../lib/report/paper/verdict.js';
import { type PaperView, paperPage } from '../../lib/report/paper-page.js';
import {
  ALERTS,
  CRASHED,
  EVENTS,
  HALTED,
  LONG,
  NOW,
  REPORT,
  STALE,
  STATUS,
  TRADE,
  VIEW,
  withReport,
} from './paper-case.js';

const ABSENT: PaperStatus = {
  ...STATUS,
  engine: { state: 'absent', pid: null, since: null },
  report: null,
  reportedAt: null,
  reportAge: null,
  barAge: null,
  minuteAge: null,
};
const stopped = (change: Parameters<typeof withReport>[0]) =>
  withReport(change, { engine: { state: 'stopped', pid: 4711, since: NOW - MINUTE } });
const noPositions = { ...REPORT.account, positions: [] };
const replay = { ...REPORT.feed, name: 'replay' } as const;

test('the verdict names the worst that is the case', () => {
  const cases: readonly (readonly [PaperStatus, string, string, RegExp])[] = [
    [ABSENT, 'idle', 'Not started', /no journal/],
    [STATUS, 'ok', 'Running', /Process 4711 runs since 2026-11-21T11:07:12Z \(1 d 3 h\)/],
    [{ ...STATUS, report: null }, 'ok', 'Starting', /not reported yet/],
    [
      CRASHED,
      'error',
      'Crashed',
      /last sign of life at 2026-11-22T13:27:12Z, 40 min ago.*2 positions protected by nothing/,
    ],
    [stopped({ account: noPositions }), 'idle', 'Stopped', /Ended in order/],
    [stopped({}), 'warning', 'Stopped', /2 positions left open/],
    [HALTED, 'error', 'Halted', /Equity fell 10.64 %/],
    [withReport({ emergency: { ...REPORT.emergency, killed: true } }), 'error', 'Halted', /kill switch/],
    [STALE, 'warning', 'Stale', /stale since 2026-11-22T14:01:12Z \(6 min ago\): no minute for 4 minutes/],
    [{ ...STATUS, barAge: 8 * MINUTE }, 'warning', 'Stale', /last bar closed 8 min ago/],
    [{ ...STATUS, reportAge: 11 * MINUTE }, 'warning', 'Stale', /has not reported for 11 minutes/],
    [
      withReport({ emergency: { ...REPORT.emergency, held: 'a bad bar came' } }),
      'warning',
      'No new positions',
      /a bad bar/,
    ],
    [withReport({ foreign: ['0.5 BTC'] }), 'warning', 'Running', /not ours/],
  ];
  for (const [status, level, word, sentence] of cases) {
    const verdict = paperVerdict(status);
    assert.deepEqual([verdict.level, verdict.word], [level, word]);
    assert.match(verdict.sentences.join(' '), sentence);
  }
});

test('a crash says how many positions a stop at the broker still protects', () => {
  const resting = { ...LONG, protection: { clientId: 'a', stop: 96_301.4, quantity: 0.005 } };
  const report = { ...REPORT, account: { ...REPORT.account, positions: [LONG, resting] } };
  const { sentences } = paperVerdict({ ...CRASHED, report });
  assert.match(sentences[1], /^1 position protected by a stop at the broker alone, 1 position protected by nothing\.$/);
});

test('a replay of old bars is not stale', () => {
  const status = withReport({ feed: replay }, { barAge: 1e11, minuteAge: 1e11, reportAge: 20 * MINUTE });
  assert.equal(paperVerdict(status).word, 'Running');
});

test('the page shows equity, drawdown against its limit, levels, signal with what blocks it, trend, alerts and rules', () => {
  const page = paperPage(VIEW);
  for (const words of [
    '9,872.76',
    '-127 USD',
    'limit -10.0 %',
    '96,301.40',
    'stop, trailing',
    'candidate of 80 %',
    '<span class="chip first">vol_cross</span>',
    'EMA200_1h',
    'HTF change',
    '1h trend turned up',
    'telegram waiting after 3 tries',
    'Kill switch',
    'lag 812 ms; last bar 2 min ago, minute 12 s ago',
  ]) {
    assert.ok(page.includes(words), words);
  }
});

test('what is old is marked so, and a feed is not called connected when its engine is gone', () => {
  for (const status of [CRASHED, STALE, stopped({})]) assert.match(paperPage({ status }), /<div class="old">/);
  assert.match(paperPage({ status: STATUS }), /<div class="now">/);
  assert.doesNotMatch(paperPage({ status: CRASHED }), /● connected/);
  assert.match(paperPage({ status: CRASHED }), /<div class="banner error">/);
});

test('before the first report there is the banner and nothing that looks like a number', () => {
  const page = paperPage({ status: ABSENT, alerts: [], trades: [], events: [] });
  assert.match(page, /Not started/);
  assert.doesNotMatch(page, /class="tile"/);
});

const EVIL = '<img src=x onerror="alert(1)">\'&';

/** Every text that comes from outside made into an attack. */
function poisoned(): PaperView {
  const status = withReport(
    {
      strategy: EVIL,
      symbol: EVIL,
      foreign: [EVIL],
      signal: { ...REPORT.signal!, blockedLong: [EVIL], blockedShort: [EVIL] },
      htf: { ...REPORT.htf!, values: { [EVIL]: 1 } },
      emergency: { ...REPORT.emergency, held: EVIL },
    },
    { folder: EVIL, lastError: { at: NOW, source: 'feed', name: EVIL, severity: 'error', detail: EVIL } },
  );
  const { alert, deliveries } = ALERTS[0];
  return {
    status,
    alerts: [{ alert: { ...alert, subject: EVIL }, deliveries }],
    trades: [TRADE],
    events: [{ ...EVENTS[0], name: EVIL, detail: EVIL }],
  };
}

test('every text that comes from outside is escaped', () => {
  const page = paperPage(poisoned());
  assert.doesNotMatch(page, /<img/);
  assert.equal(page.split('&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#39;&#38;').length - 1, 12);
});

test('each theme is a class of the page', () => {
  assert.match(paperPage(VIEW), /^<div class="mtf-paper host">/);
  assert.match(paperPage(VIEW, { theme: 'dark' }), /^<div class="mtf-paper dark">/);
});
