import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bar } from '../lib/bars/resample.js';
import { MINUTE } from '../lib/core/time.js';
import { journalPath } from '../lib/paper/journal/format.js';
import { Journal } from '../lib/paper/journal/journal.js';
import { JournalReader } from '../lib/paper/journal/reader.js';
import type { BarOutcome, JournaledBar } from '../lib/paper/journal/records.js';
import { type BenchCase, medianTime, timed } from './measure.js';

const STEP = 5 * MINUTE;
/** 19 months, as the real bars. */
const BARS = 167_040;
const START = Date.UTC(2023, 5, 1);
const SIZED_DAYS = 200;
/** About what the built-in strategy's model holds. */
const STATE = Array.from({ length: 6000 }, (_, k) => 42_000 + Math.sin(k));
const BLOCKED = ['gap', 'uptrend_1h', 'momentum_15m', 'vol_cross', 'poc_proximity', 'entry_trend'];

const bar = (time: number): Bar => {
  const price = 42_000 + 1000 * Math.sin(time / 1e7);
  return { time, open: price, high: price + 31.7, low: price - 27.3, close: price + 3.1, volume: (time / 1e5) % 7 };
};

function input(time: number): JournaledBar {
  return {
    bar: bar(time),
    minutes: [0, 1, 2, 3, 4].map((k) => bar(time + k * MINUTE)),
    origin: 'stream',
    warmUp: false,
    knownAt: time + STEP + 1500,
    control: { hold: false, kill: false, reason: '' },
  };
}

function outcome({ bar: { time, close } }: JournaledBar): BarOutcome {
  const equity = 10_000 + close / 100;
  const verdict = { time, close, side: 0, confidence: null, blockedLong: BLOCKED, blockedShort: BLOCKED } as const;
  return {
    decision: { ...verdict, trend: 1, equity, happened: [], refusal: null },
    report: {
      strategy: 'mtf-gap',
      symbol: 'BTC/USD',
      broker: 'sim',
      account: { cash: equity, equity, initial: 10_000, peak: 10_500, drawdown: equity / 10_500 - 1, positions: [] },
      signal: verdict,
      htf: {
        trend1h: 1,
        momentum15m: true,
        values: { EMA200_1h: close - 300.123, POC_1h: close + 100.7, ATR_1h: 250.3, EMA50_15m: close, EMA20: close },
      },
      emergency: {
        drawdown: equity / 10_500 - 1,
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
    },
  };
}

function withJournal<T>(work: (journal: Journal, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bench-journal-'));
  const journal = Journal.open(folder, { settings: {}, now: () => START, durability: 'normal' });
  try {
    return work(journal, folder);
  } finally {
    journal.close();
    rmSync(folder, { recursive: true });
  }
}

/** Bars with report and verdict, each a write of its own, a snapshot a day. */
function record(journal: Journal, bars: number): void {
  for (let k = 0; k < bars; k++) {
    const one = input(START + k * STEP);
    journal.recordBar(one, outcome(one));
    if (k % 288 === 287) journal.saveSnapshot(one.bar.time, STATE);
  }
}

export const JOURNAL_CASES: readonly BenchCase[] = [
  {
    name: 'journal.write',
    what: '167,040 bars into the journal, each durable against kill -9, a snapshot a day',
    unit: 's',
    goal: 15,
    better: 'lower',
    measure: () => withJournal((journal) => timed(() => record(journal, BARS))) / 1000,
  },
  {
    name: 'journal.size',
    what: 'journal on disk per day of 5-minute bars with their minutes',
    unit: 'kB',
    goal: 300,
    better: 'lower',
    processes: 1,
    measure: () =>
      withJournal((journal, folder) => {
        record(journal, SIZED_DAYS * 288);
        return statSync(journalPath(folder)).size / 1000 / SIZED_DAYS;
      }),
  },
  {
    name: 'journal.status',
    what: 'status read from a journal of 19 months',
    unit: 'ms',
    goal: 5,
    better: 'lower',
    measure: () =>
      withJournal((journal, folder) => {
        record(journal, BARS);
        const reader = new JournalReader(folder);
        const time = medianTime(() => reader.status(START + BARS * STEP), { runs: 50 });
        reader.close();
        return time;
      }),
  },
];
