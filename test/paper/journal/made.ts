// Bars, outcomes, orders and trades for the journal's tests, each made from its number.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bar } from '../../../lib/bars/resample.js';
import { MINUTE } from '../../../lib/core/time.js';
import { Journal, type JournalOptions } from '../../../lib/paper/journal/journal.js';
import type { BarOutcome, Decision, JournaledBar } from '../../../lib/paper/journal/records.js';
import type { OrderRecord, PaperTrade } from '../../../lib/paper/order-journal.js';
import type { EngineReport } from '../../../lib/paper/paper-status.js';

export const START = Date.UTC(2024, 0, 1);
export const STEP = 5 * MINUTE;
export const SETTINGS = { strategy: 'mtf-gap', symbol: 'BTC/USD', broker: 'sim', parameters: { tp_rr: 2.2 } };

export const newFolder = () => join(mkdtempSync(join(tmpdir(), 'mtf-journal-')), 'paper');

/** A journal whose clock shows the hour `now`. */
export function openJournal(folder: string, options: Partial<JournalOptions> & { readonly at?: number } = {}): Journal {
  return Journal.open(folder, { settings: SETTINGS, now: () => options.at ?? START, durability: 'normal', ...options });
}

const priced = (time: number, k: number): Bar => ({
  time,
  open: 42_000 + k / 3,
  high: 42_100 + k / 7,
  low: 41_900 - k / 11,
  close: 42_050 + Math.sin(k),
  volume: k % 5 === 0 ? 0 : k / 13,
});

export function madeInput(k: number, change: Partial<JournaledBar> = {}): JournaledBar {
  const time = START + k * STEP;
  return {
    bar: priced(time, k),
    minutes: [0, 1, 2, 3, 4].map((minute) => priced(time + minute * MINUTE, k + minute / 5)),
    origin: 'stream',
    warmUp: false,
    knownAt: time + STEP + 1500,
    control: { hold: false, kill: false, reason: '' },
    ...change,
  };
}

export function madeDecision(k: number, change: Partial<Decision> = {}): Decision {
  return {
    time: START + k * STEP,
    close: 42_050 + Math.sin(k),
    side: 0,
    confidence: null,
    blockedLong: ['gap', 'uptrend_1h', 'vol_cross'],
    blockedShort: ['gap', 'vol_cross'],
    trend: -1,
    equity: 10_000 + k / 3,
    happened: [],
    refusal: null,
    ...change,
  };
}

export function madeReport(k: number, change: Partial<EngineReport> = {}): EngineReport {
  const { time, close, side, confidence, blockedLong, blockedShort, trend, equity } = madeDecision(k);
  const drawdown = equity / (equity + 100) - 1;
  return {
    strategy: 'mtf-gap',
    symbol: 'BTC/USD',
    broker: 'sim',
    account: { cash: equity, equity, initial: 10_000, peak: equity + 100, drawdown, positions: [] },
    signal: { time, close, side, confidence, blockedLong, blockedShort },
    htf: { trend1h: trend, momentum15m: true, values: { EMA200_1h: 42_800.5, EMA50_15m: 42_100, POC_1h: null } },
    emergency: {
      drawdown,
      drawdownLimit: 0.1,
      halted: null,
      openPositions: 0,
      maxPositions: 3,
      htfReversal: true,
      killed: false,
      held: null,
    },
    feed: {
      name: 'replay',
      state: 'connected',
      since: START,
      detail: 'replaying',
      lastBarClose: time + STEP,
      lastMinuteClose: time + STEP,
      lag: 1500,
    },
    waiting: null,
    foreign: [],
    ...change,
  };
}

export function madeOutcome(k: number, change: Partial<BarOutcome> = {}): BarOutcome {
  return { decision: madeDecision(k), report: madeReport(k), ...change };
}

export function madeOrder(k: number, change: Partial<OrderRecord> = {}): OrderRecord {
  return {
    clientId: `mtf-${START + k * STEP}-entry`,
    signalTime: START + k * STEP,
    role: 'entry',
    side: 'buy',
    type: 'market',
    quantity: '0.012345678',
    stopPrice: null,
    limitPrice: null,
    intendedAt: START + (k + 1) * STEP,
    state: 'intended',
    serverId: null,
    filledQuantity: '0',
    averagePrice: null,
    reason: 'signal',
    ...change,
  };
}

export function madeTrade(k: number, change: Partial<PaperTrade> = {}): PaperTrade {
  const entryTime = START + (k + 1) * STEP;
  return {
    direction: k % 2 === 0 ? 'long' : 'short',
    signalBar: k,
    entryBar: k + 1,
    exitBar: k + 9,
    entryTime,
    exitTime: entryTime + 8 * STEP,
    entryPrice: 42_000 + k / 3,
    exitPrice: 42_100 + k / 7,
    entryMarket: 41_958,
    exitMarket: 42_142,
    stop: 41_800,
    target: 42_440,
    lastStop: 41_800,
    distance: 200,
    quantity: 0.0123,
    pnl: -1.5 - k / 9,
    fees: 1.03,
    slippageCost: 1.05,
    rMultiple: -0.6,
    mae: -0.7,
    mfe: 0.3,
    exitReason: 'htf-reversal',
    ambiguous: false,
    touchesFilledBar: true,
    equityAtSignal: 10_000,
    committedAtSignal: 0,
    uptrend1h: true,
    momentum15m: true,
    volCross: null,
    gapStrength: 0.61,
    vpProximity: null,
    confidence: 0.75,
    htfFlag: k % 3 === 0 ? null : k % 3 === 1,
    broker: 'sim',
    ...change,
  };
}
