import { backtest } from '../lib/backtest/backtest.js';
import { type Simulation, type SimulationInput, simulate } from '../lib/backtest/simulate.js';
import type { Bars } from '../lib/core/bars.js';
import { readBarsCsv } from '../lib/data/csv.js';
import { atr } from '../lib/indicators/atr.js';
import { BACKTEST_PARAMETERS, type BacktestParameters } from '../lib/strategy/backtest-parameters.js';
import { makeMarket } from '../lib/strategy/market.js';
import { mtfStrategy } from '../lib/strategy/mtf.js';
import { resolveParameters } from '../lib/strategy/parameter.js';
import { type Signals, strategyParameters } from '../lib/strategy/strategy.js';
import { Workspace } from '../lib/strategy/workspace.js';
import { COMPUTE_CASES } from './compute.js';
import { benchFiles, fiveMinuteBars, oneMinuteBars } from './data.js';
import { FEED_CASES } from './feed.js';
import { JOURNAL_CASES } from './journal.js';
import { LONG_CHART_CASES } from './long-chart.js';
import { type BenchCase, median, medianTime, peakMemory, timed } from './measure.js';
import { MONTE_CARLO_CASES } from './monte-carlo.js';
import { OPTIMISER_CASES } from './optimiser.js';
import { PAPER_CASES } from './paper.js';
import { PAPER_PROCESS_CASES } from './paper-process.js';
import { ROBUSTNESS_CASES } from './robustness.js';

const million = (bars: number, ms: number) => bars / ms / 1000;

/** Signals of a 20-bar breakout, both ways: about 18,000 trades on the 19 months. */
function breakoutSignals(bars: Bars): Signals {
  const side = new Int8Array(bars.close.length);
  for (let i = 20; i < side.length; i++) {
    let high = bars.high[i - 1];
    let low = bars.low[i - 1];
    for (let k = i - 20; k < i; k++) {
      high = Math.max(high, bars.high[k]);
      low = Math.min(low, bars.low[k]);
    }
    side[i] = bars.close[i] > high ? 1 : bars.close[i] < low ? -1 : 0;
  }
  return { side, atr: atr(bars, 14) };
}

/** Stop, target, trailing and fees on; slippage off, because min-stop would refuse most of the breakouts. */
const denseRules = () => resolveParameters(BACKTEST_PARAMETERS, { slippage: 0, intrabar: 'pessimistic' });

/** The engine on the same input again and again, into the same arrays. */
function again(input: SimulationInput, rules: BacktestParameters): () => Simulation {
  let former: Simulation | undefined;
  return () => {
    former = simulate({ ...input, ...(former && { equity: former.equity, ledger: former.ledger }) }, rules);
    return former;
  };
}

function denseCall(): { call: () => unknown; bars: number } {
  const bars = fiveMinuteBars();
  const signals = breakoutSignals(bars);
  return { call: again({ bars, signals }, denseRules()), bars: bars.time.length };
}

function sparseCall(): { call: () => unknown; bars: number } {
  const bars = fiveMinuteBars();
  const parameters = strategyParameters(mtfStrategy, { intrabar: 'pessimistic' });
  const { signals } = mtfStrategy.compute(makeMarket(bars), parameters);
  return { call: again({ bars, signals }, parameters), bars: bars.time.length };
}

/** Computes every column again and again into the same arrays: two equal markets in turn, so that nothing is kept. */
function featureTime(bars: Bars, runs: number): number {
  const markets = [makeMarket(bars), makeMarket({ ...bars })];
  const parameters = strategyParameters(mtfStrategy);
  const workspace = new Workspace();
  let turn = 0;
  return medianTime(() => mtfStrategy.compute(markets[turn++ % 2], parameters, workspace), { runs, warmup: 3 });
}

const wholeBacktest = (withMinutes: boolean) => {
  const market = makeMarket(fiveMinuteBars());
  backtest(mtfStrategy, market, withMinutes ? { finer: oneMinuteBars() } : {});
  return peakMemory();
};

export const CASES: readonly BenchCase[] = [
  {
    name: 'engine.dense',
    what: 'engine, 20-bar breakout both ways, trades and equity kept',
    unit: 'M bars/s',
    goal: 20,
    better: 'higher',
    measure: () => {
      const { call, bars } = denseCall();
      return million(bars, medianTime(call, { runs: 40, warmup: 20 }));
    },
  },
  {
    name: 'engine.sparse',
    what: "engine, the built-in strategy's signals",
    unit: 'M bars/s',
    goal: 50,
    better: 'higher',
    measure: () => {
      const { call, bars } = sparseCall();
      return million(bars, medianTime(call, { runs: 60, warmup: 20 }));
    },
  },
  {
    name: 'engine.first',
    what: 'first call of the engine in a new process, dense signals',
    unit: 'ms',
    goal: 50,
    better: 'lower',
    measure: () => timed(denseCall().call),
  },
  {
    name: 'features',
    what: 'all columns, profile included, 5-minute bars, arrays reused',
    unit: 's',
    goal: 0.15,
    better: 'lower',
    measure: () => featureTime(fiveMinuteBars(), 9) / 1000,
  },
  {
    name: 'growth',
    what: 'all columns on five times as many bars (1 minute): times as long',
    unit: 'x',
    goal: 5.5,
    better: 'lower',
    measure: () => {
      const [fives, minutes] = [fiveMinuteBars(), oneMinuteBars()];
      const ratios = Array.from({ length: 3 }, () => featureTime(minutes, 3) / featureTime(fives, 5));
      return median(ratios);
    },
  },
  {
    name: 'csv',
    what: 'CSV.gz of the 5-minute bars to validated columns, first call in a process',
    unit: 's',
    goal: 0.3,
    better: 'lower',
    measure: () => timed(() => readBarsCsv(benchFiles().fives)) / 1000,
  },
  {
    name: 'csv.minutes',
    what: 'CSV.gz of the 1-minute bars to validated columns, first call in a process',
    unit: 's',
    goal: 1.5,
    better: 'lower',
    measure: () => timed(() => readBarsCsv(benchFiles().minutes)) / 1000,
  },
  {
    name: 'memory',
    what: 'peak memory of a whole backtest from file',
    unit: 'MB',
    goal: 250,
    better: 'lower',
    measure: () => wholeBacktest(false),
  },
  {
    name: 'memory.minutes',
    what: 'the same with 1-minute bars and the finer order',
    unit: 'MB',
    goal: 500,
    better: 'lower',
    measure: () => wholeBacktest(true),
  },
  ...OPTIMISER_CASES,
  ...ROBUSTNESS_CASES,
  ...JOURNAL_CASES,
  ...MONTE_CARLO_CASES,
  ...COMPUTE_CASES,
  ...PAPER_CASES,
  ...PAPER_PROCESS_CASES,
  ...FEED_CASES,
  ...LONG_CHART_CASES,
];
