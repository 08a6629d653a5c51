// Which emergency rules a decided bar tells people of.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refusal } from '../../lib/backtest/ledger.js';
import { barOutcome, type DecidedBar } from '../../lib/paper/bar-outcome.js';
import type { OpenPosition } from '../../lib/paper/broker.js';
import { type AlertOutlet, EngineAlerts } from '../../lib/paper/engine-alerts.js';
import type { Reading } from '../../lib/paper/engine-report.js';
import type { ModelOutcome } from '../../lib/paper/model-outcome.js';
import { madeReport } from './journal/made.js';

const AT = Date.UTC(2024, 0, 2);
const STEP = 300_000;
const LONG: OpenPosition = {
  signalTime: AT - 2 * STEP,
  entryTime: AT - STEP,
  direction: 'long',
  quantity: 0.01,
  entryPrice: 40_000,
  stop: 39_800,
  trailing: false,
  target: 40_440,
  distance: 200,
  unrealised: -1,
  protection: null,
};

function decided(trend: number, given: { htfReversal?: boolean; refusal?: Refusal }): DecidedBar {
  const { htfReversal = true, refusal } = given;
  const reading: Reading = {
    time: AT,
    close: 39_900,
    side: refusal ? 1 : 0,
    atr: 100,
    trend,
    confidence: null,
    blockedLong: [],
    blockedShort: [],
    columns: {},
  };
  const report = madeReport(0);
  const outcome: ModelOutcome = {
    at: AT + STEP,
    verdict: { signals: { side: new Int8Array(1), atr: new Float64Array(1) }, columns: {} },
    opened: null,
    closed: [],
    refused: refusal ? [{ signalTime: AT, side: 1, reason: refusal }] : [],
    held: null,
    orders: { at: AT + STEP, entry: null, trend: trend > 0 ? 1 : -1, halted: false },
    equity: 10_000,
    drawdown: 0,
    halt: null,
  };
  return {
    outcome,
    reading,
    trendBefore: 1,
    kill: false,
    sim: true,
    confidence: null,
    report: {
      ...report,
      account: { ...report.account, positions: [LONG] },
      emergency: { ...report.emergency, htfReversal },
    },
  };
}

function told(bar: DecidedBar): string[] {
  const outlet: AlertOutlet = { outgoing: (alert) => ({ alert, channels: [] }), wake: () => {}, post: () => true };
  const alerts = new EngineAlerts(outlet, 'sim', () => AT);
  return (barOutcome(bar, alerts).alerts ?? []).map(({ alert }) => `${alert.kind}: ${alert.subject}`);
}

test('a 1h trend that turns against an open position tells that the position is being closed', () => {
  assert.deepEqual(told(decided(-1, {})), [
    'htf-change: 1h trend is down (was up)',
    'emergency: 1h trend turned: positions against it are being closed',
  ]);
});

test('with htf_reversal off a turning trend is told and closes nothing', () => {
  assert.deepEqual(told(decided(-1, { htfReversal: false })), ['htf-change: 1h trend is down (was up)']);
});

test('a signal that the most positions keep from being taken is told', () => {
  assert.deepEqual(told(decided(1, { refusal: 'max-positions' })), [
    'emergency: Signal not taken: no more positions may be open',
  ]);
  assert.deepEqual(told(decided(1, { refusal: 'min-stop' })), []);
});
