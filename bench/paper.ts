import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { indexMinutes } from '../lib/backtest/minutes.js';
import type { Bar } from '../lib/bars/resample.js';
import { type Bars, sliceBars } from '../lib/core/bars.js';
import { PaperModel } from '../lib/paper/model.js';
import { mtfStrategy } from '../lib/strategy/mtf.js';
import { strategyParameters } from '../lib/strategy/strategy.js';
import { fiveMinuteBars, oneMinuteBars } from './data.js';
import { type BenchCase, median, timed } from './measure.js';

/** Bars of a year, and how many a tenth of it has. */
const YEAR = 365 * 288;
const TENTH = Math.floor(YEAR / 10);

function rowsOf({ time, open, high, low, close, volume }: Bars): Bar[] {
  return Array.from(time, (at, i) => ({
    time: at,
    open: open[i],
    high: high[i],
    low: low[i],
    close: close[i],
    volume: volume[i],
  }));
}

function makeModel(step: number, finer: boolean): PaperModel {
  return new PaperModel({ strategy: mtfStrategy, parameters: strategyParameters(mtfStrategy), step, finer });
}

/** Bars with the minutes inside them, as the feed hands them on. */
function bothTimeframes(): { bar: Bar; minutes: readonly Bar[] }[] {
  const [base, finer] = [fiveMinuteBars(), oneMinuteBars()];
  const { from, to } = indexMinutes(base, finer);
  return rowsOf(base).map((bar, i) => ({ bar, minutes: rowsOf(sliceBars(finer, from[i], to[i])) }));
}

/** Time in ms of each bar of the whole history: bar and minutes in, verdict, trades and orders out. */
function barTimes(input = bothTimeframes()): Float64Array {
  const model = makeModel(input[1].bar.time - input[0].bar.time, true);
  return Float64Array.from(input, ({ bar, minutes }) => timed(() => model.next(bar, minutes)));
}

function quantile(values: Float64Array, share: number): number {
  return values.slice().sort()[Math.floor(share * (values.length - 1))];
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** MB in use after a collection. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** Heap growth from the end of the first tenth of a year to its end, MB, with no outcome kept. */
function yearOfMemory(): number {
  const bars = fiveMinuteBars();
  const model = makeModel(bars.step, false);
  let early = Number.NaN;
  for (let i = 0; i < YEAR; i++) {
    const { time, open, high, low, close, volume } = bars;
    model.next({ time: time[i], open: open[i], high: high[i], low: low[i], close: close[i], volume: volume[i] });
    if (i === TENTH) early = heapUsed();
  }
  return heapUsed() - early;
}

function snapshotTime(): number {
  const bars = fiveMinuteBars();
  const model = makeModel(bars.step, false);
  for (const bar of rowsOf(sliceBars(bars, 0, 40_000))) model.next(bar);
  return median(Array.from({ length: 2000 }, () => timed(() => JSON.stringify(model.snapshot()))));
}

export const PAPER_CASES: readonly BenchCase[] = [
  {
    name: 'paper.stream',
    what: 'a bar and its minutes in, verdict, trades and orders out: median over all bars',
    unit: 'ms',
    goal: 0.1,
    better: 'lower',
    measure: () => quantile(barTimes(), 0.5),
  },
  {
    name: 'paper.stream.p99',
    what: 'the same, slowest of 100',
    unit: 'ms',
    goal: 0.5,
    better: 'lower',
    measure: () => quantile(barTimes(), 0.99),
  },
  {
    name: 'paper.constant',
    what: 'median time of a bar in the last tenth of a year over that in its second tenth, best of 3 each',
    unit: 'x',
    goal: 1.3,
    better: 'lower',
    measure: () => {
      const input = bothTimeframes().slice(0, YEAR);
      const years = Array.from({ length: 3 }, () => barTimes(input));
      const best = (from: number) =>
        Math.min(...years.map((times) => quantile(times.subarray(from, from + TENTH), 0.5)));
      return best(YEAR - TENTH) / best(TENTH);
    },
  },
  {
    name: 'paper.replay',
    what: 'all bars and minutes through the model, no broker, no journal',
    unit: 's',
    goal: 10,
    better: 'lower',
    measure: () => {
      const input = bothTimeframes();
      const model = makeModel(input[1].bar.time - input[0].bar.time, true);
      return (
        timed(() => {
          for (const { bar, minutes } of input) model.next(bar, minutes);
        }) / 1000
      );
    },
  },
  {
    name: 'paper.snapshot',
    what: 'everything the model knows as JSON text',
    unit: 'ms',
    goal: 1,
    better: 'lower',
    measure: snapshotTime,
  },
  {
    name: 'paper.memory',
    what: 'growth of the heap over the last nine tenths of a year of bars',
    unit: 'MB',
    goal: 5,
    better: 'lower',
    processes: 1,
    measure: yearOfMemory,
  },
];
