import type { Bar } from '../bars/resample.js';
import type { Bars } from '../core/bars.js';
import { BACKTEST_PARAMETERS, type BacktestParameters } from './backtest-parameters.js';
import { checkSignals } from './check-signals.js';
import {
  type ExactResult,
  exactResult,
  exactSignals,
  type WrittenResult,
  type WrittenSignals,
} from './exact-result.js';
import { type Parameter, type ParameterValue, type ParameterValues, resolveParameters } from './parameter.js';
import type { Signals, StrategyResult } from './result.js';
import type { Workspace } from './workspace.js';

export type { ExactResult, WrittenResult, WrittenSignals } from './exact-result.js';
export type { Column, Columns, Signals, StrategyResult } from './result.js';

/** One instrument on three timeframes. `base` is what is traded (5m); the others are context, visible only once closed. */
export interface Market {
  /** What is traded. */
  readonly base: Bars;
  readonly minutes15: Bars;
  readonly hour1: Bars;
}

/**
 * What a strategy says at one close: its result with every array of length 1, so that whoever reads row i of a result
 * reads row 0 of this. Columns carry the names and the values that `compute` has at that bar, bit for bit.
 */
export type LiveVerdict = Pick<StrategyResult, 'signals' | 'columns' | 'rulebook'>;

/** The incremental form of a strategy with its parameters: constant work a bar, however long it runs. */
export interface StrategyStream {
  /** Takes the next base bar, in order of time. The same object is refilled by the next call: copy what you keep. */
  next(bar: Bar): LiveVerdict;
  /** All it remembers, JSON-able: a stream made from it goes on to the bit. */
  state(): unknown;
}

/** What a strategy is besides its computation. */
interface StrategyFrame<T extends readonly Parameter[]> {
  readonly name: string;
  readonly parameters: T;
  /**
   * The incremental form, which paper trading needs: `next` takes bars of `baseStep` ms one by one and says what
   * `compute` says at that bar, bit for bit, in arrays of length 1. The higher timeframes are made of the base bars as
   * `makeMarket` makes them. `from` is what `state` gave, after any way through JSON. To write one: allocate signals
   * and columns of length 1 once, keep an indicator's stream for each column (`emaStream`, `atrStream`, ...;
   * `higherStream` brings a longer timeframe), write row 0 at each bar, judge it by the function that `compute` uses,
   * and return `toExactJson` of the streams' states as the state. Optional.
   */
  stream?(parameters: ParameterValues<T> & BacktestParameters, baseStep: number, from?: unknown): StrategyStream;
  /** In words and numbers, why there is a signal at `bar`; optional. */
  explainSignal?(
    market: Market,
    result: StrategyResult,
    parameters: ParameterValues<T> & BacktestParameters,
    bar: number,
  ): readonly string[];
}

/**
 * A trading strategy: a parameter table, and a function from bars and parameters to columns and signals.
 * `compute` must use nothing but what is known at each bar's close. A workspace, when given, lets it reuse
 * arrays and unchanged columns of the call before; the earlier result is then overwritten. `R` is what `compute` gives: the
 * names of its columns complete in a cell.
 */
export interface Strategy<
  T extends readonly Parameter[] = readonly Parameter[],
  R extends StrategyResult = StrategyResult,
> extends StrategyFrame<T> {
  compute(market: Market, parameters: ParameterValues<T> & BacktestParameters, workspace?: Workspace): R;
  /**
   * The signals of `compute` without its columns, where they can be had for less: for those who run a strategy hundreds
   * of times. Equal bit for bit in all that an engine reads: `side`, `atr`, `volRatio` and `trend` at every bar,
   * `confidence` at every signal (elsewhere it may be NaN). Optional; see `signalsOf`. The workspace works as in `compute`.
   */
  signals?(market: Market, parameters: ParameterValues<T> & BacktestParameters, workspace?: Workspace): Signals;
}

/** A `Strategy` as it may be written: its signals and columns are any arrays of numbers. */
export interface WrittenStrategy<T extends readonly Parameter[], W extends WrittenResult> extends StrategyFrame<T> {
  compute(market: Market, parameters: ParameterValues<T> & BacktestParameters, workspace?: Workspace): W;
  signals?(market: Market, parameters: ParameterValues<T> & BacktestParameters, workspace?: Workspace): WrittenSignals;
}

/**
 * A strategy with the types of its parameters inferred from its table, and those of its columns from `compute`. Signals and
 * columns may be any arrays of numbers: `base.close.map(...)`, plain arrays; `exactResult` gives them their types.
 */
export function defineStrategy<const T extends readonly Parameter[], W extends WrittenResult>(
  strategy: WrittenStrategy<T, W>,
): Strategy<T, ExactResult<W>> {
  const { name } = strategy;
  return {
    ...strategy,
    compute: (...input) => exactResult(name, strategy.compute(...input)) as ExactResult<W>,
    ...(strategy.signals && {
      signals: (...input: Parameters<NonNullable<typeof strategy.signals>>) =>
        exactSignals(name, strategy.signals?.(...input) as WrittenSignals),
    }),
  } as Strategy<T, ExactResult<W>>;
}

/** What `strategy` says at each close: by its shorter way where it has one, else from `compute`. Throws as `checkSignals` does. */
export function signalsOf<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  market: Market,
  parameters: ParameterValues<T> & BacktestParameters,
  workspace?: Workspace,
): Signals {
  const signals = strategy.signals
    ? strategy.signals(market, parameters, workspace)
    : strategy.compute(market, parameters, workspace).signals;
  checkSignals(strategy.name, signals, market.base);
  return signals;
}

/** The incremental form of `strategy`; throws when it has none. See `Strategy.stream`. */
export function streamOf<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  parameters: ParameterValues<T> & BacktestParameters,
  baseStep: number,
  from?: unknown,
): StrategyStream {
  if (!strategy.stream) {
    throw new Error(
      `streamOf: strategy must have an incremental form to run bar by bar, got ${strategy.name} without; write its \`stream\``,
    );
  }
  return strategy.stream(parameters, baseStep, from);
}

/** All parameters a run of `strategy` takes: its own and the backtest's. */
export function parameterTable(strategy: Pick<Strategy, 'parameters'>): readonly Parameter[] {
  return [...strategy.parameters, ...BACKTEST_PARAMETERS];
}

/** Every parameter of a run, from `given` and else the defaults; see `resolveParameters` for what is refused. */
export function strategyParameters<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  given: Readonly<Record<string, ParameterValue>> = {},
): ParameterValues<T> & BacktestParameters {
  const values: unknown = resolveParameters(parameterTable(strategy), given);
  return values as ParameterValues<T> & BacktestParameters;
}
