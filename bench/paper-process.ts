import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { backtest } from '../lib/backtest/backtest.js';
import { DAY, TIMEFRAMES } from '../lib/core/time.js';
import { JournalReader } from '../lib/paper/journal/reader.js';
import { recordedBars } from '../lib/run/paper-feed.js';
import { PAPER_NODE_FLAGS } from '../lib/run/paper-launch.js';
import { runPaper } from '../lib/run/paper-process.js';
import { type PaperSettings, paperFolder, paperSettings } from '../lib/run/paper-settings.js';
import { makeMarket } from '../lib/strategy/market.js';
import { mtfStrategy } from '../lib/strategy/mtf.js';
import { benchFiles } from './data.js';
import type { BenchCase } from './measure.js';

const DAY_OF_BARS = DAY / TIMEFRAMES['5Min'];

async function inFolder<T>(work: (out: string) => Promise<T>): Promise<T> {
  const out = mkdtempSync(join(tmpdir(), 'mtf-bench-'));
  try {
    return await work(out);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function replayOf(out: string): PaperSettings {
  const { fives, minutes } = benchFiles();
  return paperSettings({ bars: fives, finer: minutes, source: 'csv', out });
}

/** Seconds for all bars through the process's own wiring; throws unless the trades are the backtest's, one for one. */
async function replaySeconds(out: string): Promise<number> {
  const settings = replayOf(out);
  const started = performance.now();
  await runPaper(settings, { stop: new AbortController().signal, say: () => {} });
  const seconds = (performance.now() - started) / 1000;
  const { bars, finer } = await recordedBars(settings);
  const expected = backtest(mtfStrategy, makeMarket(bars), {
    ...(finer && { finer }),
    parameters: settings.set,
  }).trades;
  const reader = new JournalReader(paperFolder(out));
  const trades = reader.trades().map(({ htfFlag, broker, ...trade }) => trade);
  reader.close();
  // What is open at the end of the data is no trade yet.
  const closed = expected.filter(({ exitReason }) => exitReason !== 'end-of-data');
  if (!isDeepStrictEqual(trades, closed)) {
    throw new Error(`paper.process: the trades must be the backtest's, got ${trades.length} against ${closed.length}`);
  }
  return seconds;
}

/** MB of resident memory after 90 days of a replay less that after the first, garbage collected before both. */
async function residentGrowth(out: string): Promise<number> {
  const child = fork(join(__dirname, 'paper-memory.js'), [JSON.stringify(replayOf(out))], {
    execArgv: [...PAPER_NODE_FLAGS, '--expose-gc'],
  });
  const reader = new JournalReader(paperFolder(out));
  const bars = () => reader.status(0).counts.bars;
  const residentAfter = async (days: number): Promise<number> => {
    while (bars() < days * DAY_OF_BARS) await new Promise((resolve) => setTimeout(resolve, 5));
    const answer = new Promise<number>((resolve) => child.once('message', (bytes) => resolve(Number(bytes))));
    child.send('measure');
    return (await answer) / 2 ** 20;
  };
  try {
    const first = await residentAfter(1);
    return (await residentAfter(90)) - first;
  } finally {
    child.kill('SIGKILL');
    reader.close();
  }
}

export const PAPER_PROCESS_CASES: readonly BenchCase[] = [
  {
    name: 'paper.process',
    what: 'all bars and minutes through the whole paper process, sim broker, journal on, trades equal to the backtest',
    unit: 's',
    goal: 60,
    better: 'lower',
    processes: 3,
    measure: () => inFolder(replaySeconds),
  },
  {
    name: 'paper.rss',
    what: 'resident memory of the paper process after 90 replayed days less that after the first',
    unit: 'MB',
    goal: 10,
    better: 'lower',
    processes: 3,
    measure: () => inFolder(residentGrowth),
  },
];
