// Holds what a script says against what the library says, on the same bars.
import { type Backtest, backtest } from '../../lib/backtest/backtest.js';
import type { Trade } from '../../lib/backtest/trades.js';
import type { Bars } from '../../lib/core/bars.js';
import {
  compareSeries,
  compareTrades,
  PARITY_TOLERANCE,
  type PlainTrade,
  type ScriptParity,
  type SeriesParity,
  type StrategyParity,
  type TradePair,
} from '../../lib/pine/parity.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { ParameterValue } from '../../lib/strategy/parameter.js';
import type { EmulatedTrade } from './broker-emulator.js';
import { runScript, type ScriptRun } from './runtime.js';

export type Values = Readonly<Record<string, ParameterValue>>;

/** Columns that a chart has already. */
const OF_THE_CHART = ['timestamp', 'open', 'high', 'low', 'close', 'volume'];
/** Columns that a script leaves out where they decide nothing. */
const OF_THE_PROFILE = ['POC', 'VAH', 'VAL', 'vol_up', 'vol_down'];
/** Share of a quantity that equity, and so a cent in earlier exits, may move. */
const QUANTITY_TOLERANCE = 1e-5;
/** Bit of the value area rule, which cannot be judged without a profile. */
const VALUE_AREA = 64;

/** The library's run on the path of the emulator, which is the only order Pine has. */
export function libraryRun(bars: Bars, parameters: Values): Backtest {
  return backtest(mtfStrategy, makeMarket(bars), {
    parameters: { ...parameters, intrabar: 'path' },
  }) as unknown as Backtest;
}

/** Every series and signal of a script against the library's. */
export async function verifyIndicator(text: string, bars: Bars, parameters: Values): Promise<ScriptParity> {
  return scriptParity(await runScript(text, bars), libraryRun(bars, parameters));
}

/** As `verifyIndicator`, and its trades, refusals and equity too. */
export async function verifyStrategy(
  text: string,
  bars: Bars,
  parameters: Values,
  mintick = 0.01,
): Promise<StrategyParity> {
  const run = libraryRun(bars, parameters);
  const script = await runScript(text, bars, mintick);
  const ended = run.trades.filter(({ exitReason }) => exitReason === 'end-of-data');
  const ours = run.trades
    .filter(({ exitReason }) => exitReason !== 'end-of-data')
    .map((trade) => plainOurs(trade, bars));
  const { series, ...rest } = scriptParity(script, run);
  const trades = compareTrades(ours, script.closed.map(plainTheirs));
  return {
    ...rest,
    series: [...series, ...accountSeries(script, run, trades.pairs)],
    trades,
    leftOpen: ended.length === script.open.length ? ended.length : -1,
    unexplained: trades.pairs.filter((pair) => !isExplained(pair, run, mintick)).length,
  };
}

/** The levels of a bracket are in whole ticks, and their slippage is that of the close before the open they hang on. */
function isExplained(
  { ours, theirs, ...difference }: TradePair,
  { market, parameters }: Backtest,
  mintick: number,
): boolean {
  const { time, open, close } = market.base;
  const entered = time.indexOf(ours.entryTime);
  const allowed = mintick + parameters.slippage * Math.abs(open[entered] - close[entered - 1]) + PARITY_TOLERANCE;
  return (
    difference.sameExitBar &&
    ours.reason === theirs.reason &&
    Math.abs(difference.entryDifference) <= PARITY_TOLERANCE &&
    Math.abs(difference.exitDifference) <= allowed &&
    Math.abs(difference.quantityDifference) <= QUANTITY_TOLERANCE
  );
}

function scriptParity(script: ScriptRun, { result, market }: Backtest): ScriptParity {
  const { columns, rulebook } = result;
  const profiled = seriesOf(script, 'vol_up').map((value) => (Number.isNaN(value) ? 0 : 1));
  const names = Object.keys(columns).filter((name) => !OF_THE_CHART.includes(name));
  const series = names.map((name) =>
    compareSeries(name, columns[name], seriesOf(script, name), OF_THE_PROFILE.includes(name) ? profiled : undefined),
  );
  const blocked = (['long', 'short'] as const).map((side) => {
    const unprofiled = (bits: ArrayLike<number>) =>
      Array.from(bits, (bit, i) => (profiled[i] ? bit : bit & ~VALUE_AREA));
    return compareSeries(
      `blocked_${side}`,
      unprofiled(rulebook?.[side].blocked ?? []),
      unprofiled(seriesOf(script, `blocked_${side}`)),
    );
  });
  return { bars: market.base.time.length, series: [...series, ...blocked], signals: signalParity(script, columns) };
}

function signalParity(script: ScriptRun, columns: Backtest['result']['columns']): ScriptParity['signals'] {
  const [both, onlyOurs, onlyTheirs]: number[][] = [[], [], []];
  const [longs, shorts] = ['bull_filtered', 'bear_filtered'].map((name) => seriesOf(script, name));
  longs.forEach((_, i) => {
    for (const [ours, theirs, mark] of [
      [columns.bull_filtered[i], longs[i], i],
      [columns.bear_filtered[i], shorts[i], -1 - i],
    ]) {
      if (ours === 1 && theirs === 1) both.push(mark);
      else if (ours === 1) onlyOurs.push(mark);
      else if (theirs === 1) onlyTheirs.push(mark);
    }
  });
  return { both, onlyOurs, onlyTheirs };
}

/** Equity at every close, and the reason of every refusal, as numbers. Equity may differ by what the exits differ by. */
function accountSeries(script: ScriptRun, run: Backtest, pairs: readonly TradePair[]): SeriesParity[] {
  const { equity, ledger } = run.simulation;
  const { side } = run.result.signals;
  const last = equity.length - 1;
  const refused = Float64Array.from(side, (signal) => (signal === 0 ? Number.NaN : 0));
  ledger.refusedBars.forEach((bar, k) => {
    refused[bar] = ledger.refusedReasons[k];
  });
  // After the last bar the library closes what is left and finds no bar to enter on; the script does not know it is over.
  const known = Uint8Array.from(side, (_, i) => (i < last ? 1 : 0));
  const exits = pairs.reduce((sum, { ours, exitDifference }) => sum + Math.abs(exitDifference) * ours.quantity, 0);
  return [
    compareSeries(
      'equity',
      equity,
      seriesOf(script, 'equity'),
      known,
      PARITY_TOLERANCE * run.parameters.initial + 1.01 * exits,
    ),
    compareSeries('refused', refused, seriesOf(script, 'refused'), known),
  ];
}

function seriesOf(script: ScriptRun, name: string): Float64Array {
  const series = script.series.get(name);
  if (!series) throw new Error(`verify: script must plot ${name}, got ${[...script.series.keys()].join(', ')}`);
  return series;
}

function plainOurs(trade: Trade, bars: Bars): PlainTrade {
  return {
    direction: trade.direction,
    entryTime: trade.entryTime,
    exitTime: bars.time[trade.exitBar],
    entryPrice: trade.entryMarket,
    exitPrice: trade.exitMarket,
    quantity: trade.quantity,
    reason: trade.exitReason,
  };
}

function plainTheirs(trade: EmulatedTrade): PlainTrade {
  return {
    direction: trade.size > 0 ? 'long' : 'short',
    entryTime: trade.entry_time,
    exitTime: trade.exit_time ?? Number.NaN,
    entryPrice: trade.entry_price,
    exitPrice: trade.exit_price ?? Number.NaN,
    quantity: Math.abs(trade.size),
    reason: trade.exit_comment ?? '',
  };
}
