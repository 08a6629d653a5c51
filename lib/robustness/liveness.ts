import { indexMinutes } from '../backtest/minutes.js';
import type { Bars } from '../core/bars.js';
import type { NumberParameter, Parameter, ParameterValue } from '../strategy/parameter.js';
import { type Market, parameterTable, type Strategy, strategyParameters } from '../strategy/strategy.js';
import { Workspace } from '../strategy/workspace.js';
import { compareTraces, type RunTrace, type TraceChange, traceRun } from './liveness-point.js';

export interface LivenessOptions {
  /** Values that differ from the defaults: the point around which parameters are swept. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** 1-minute bars for the finer fill order. */
  readonly finer?: Bars;
  /** Values of each sweep, both ends included; 5. */
  readonly steps?: number;
  /** Ranges to sweep in place of those of the table, by parameter name; the names given are then the ones searched. */
  readonly ranges?: Readonly<Record<string, readonly [low: number, high: number]>>;
  /** Called after each run. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** One value of a sweep, and what differs from the run with the parameter's own value. */
export interface SweptValue extends TraceChange {
  readonly value: number;
}

/** The greatest change over a sweep, with the others at their own values (null) or one of them at an end of its range. */
export interface LivenessCondition {
  readonly given: { readonly name: string; readonly value: number } | null;
  readonly signals_changed: number;
  readonly trades_changed: number;
}

/**
 * `live`: changes trades with the others at their own values. `masked`: only once another is at an end of its range.
 * `inert`: at none of these points.
 */
export type LivenessStatus = 'live' | 'masked' | 'inert';

export interface ParameterLiveness {
  readonly name: string;
  /** The value it keeps when it is not searched. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly status: LivenessStatus;
  /** The sweep with the others at their own values. */
  readonly sweep: readonly SweptValue[];
  readonly conditions: readonly LivenessCondition[];
}

/** Section `liveness` of results.json. */
export interface Liveness {
  readonly steps: number;
  readonly base_signals: number;
  readonly base_trades: number;
  /** Different points that were run. */
  readonly runs: number;
  readonly parameters: readonly ParameterLiveness[];
  /** Inert parameters: searching them wastes evaluations. */
  readonly dropped: readonly string[];
}

/**
 * Which searched parameters change anything at all: each is swept over its range with the others at their own values, and
 * again with each other one at both ends of its range, since one rule can hide another. Counts are signals and trades that
 * differ from the run with the parameter's own value. A parameter is dropped only when it changes no trade anywhere.
 * Throws on unknown parameters, a range that is not low < high within the parameter's own, and fewer than two steps.
 */
export function liveness<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  market: Market,
  options: LivenessOptions = {},
): Liveness {
  const { steps = 5, onProgress } = options;
  if (!(Number.isInteger(steps) && steps >= 2))
    throw new Error(`liveness: steps must be a whole number from 2, got ${steps}`);
  const base: Readonly<Record<string, ParameterValue>> = strategyParameters(strategy, options.parameters);
  const searched = searchedParameters(parameterTable(strategy), options.ranges);
  const trace = tracer(strategy, market, base, options.finer);
  const sweeps = searched.flatMap((one) => conditionsOf(one, searched).map((given) => ({ one, given })));
  const total = sweeps.length;
  const swept = sweeps.map(({ one, given }, k) => {
    const from = trace({ ...(given && { [given.name]: given.value }) });
    const values = sweepValues(one, steps).map((value): SweptValue => {
      const to = trace({ ...(given && { [given.name]: given.value }), [one.name]: value });
      return { value, ...compareTraces(from, to) };
    });
    onProgress?.({ done: k + 1, total });
    return { one, given, values };
  });
  const parameters = searched.map((one) => {
    const own = swept.filter((sweep) => sweep.one === one);
    return parameterLiveness(one, Number(base[one.name]), own);
  });
  const atBase = trace({});
  return {
    steps,
    base_signals: atBase.signals.size,
    base_trades: atBase.trades.size,
    runs: trace.runs(),
    parameters,
    dropped: parameters.filter(({ status }) => status === 'inert').map(({ name }) => name),
  };
}

interface Searched {
  readonly name: string;
  readonly integer: boolean;
  readonly low: number;
  readonly high: number;
}

interface Sweep {
  readonly given: LivenessCondition['given'];
  readonly values: readonly SweptValue[];
}

function searchedParameters(table: readonly Parameter[], ranges: LivenessOptions['ranges']): Searched[] {
  const numbers = table.filter((p): p is NumberParameter => p.kind === 'real' || p.kind === 'integer');
  for (const name of Object.keys(ranges ?? {})) {
    if (!numbers.some((p) => p.name === name))
      throw new Error(`liveness: ranges must be of numeric parameters, got ${name}`);
  }
  return numbers.flatMap((p) => {
    const range = ranges ? ranges[p.name] : p.search;
    if (!range) return [];
    const [low, high] = range;
    if (!(low < high && low >= p.min && high <= p.max)) {
      throw new Error(
        `liveness: the range of ${p.name} must be low < high from ${p.min} to ${p.max}, got ${low} to ${high}`,
      );
    }
    return [{ name: p.name, integer: p.kind === 'integer', low, high }];
  });
}

function conditionsOf(one: Searched, searched: readonly Searched[]): LivenessCondition['given'][] {
  const others = searched.filter(({ name }) => name !== one.name);
  return [null, ...others.flatMap(({ name, low, high }) => [low, high].map((value) => ({ name, value })))];
}

function sweepValues({ integer, low, high }: Searched, steps: number): number[] {
  const values = Array.from({ length: steps }, (_, k) =>
    k === steps - 1 ? high : low + ((high - low) * k) / (steps - 1),
  );
  return integer ? [...new Set(values.map(Math.round))] : values;
}

/** Runs at a point near `base`, each point once; a workspace keeps the columns that its changes do not touch. */
function tracer<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  market: Market,
  base: Readonly<Record<string, ParameterValue>>,
  finer: Bars | undefined,
) {
  const known = new Map<string, RunTrace>();
  const options = {
    workspace: new Workspace(),
    equity: new Float64Array(market.base.time.length),
    ...(finer && { minutes: indexMinutes(market.base, finer) }),
  };
  const trace = (changes: Readonly<Record<string, number>>): RunTrace => {
    const point = { ...base, ...changes };
    const key = JSON.stringify(point);
    const run = known.get(key) ?? traceRun(strategy, market, point, options);
    known.set(key, run);
    return run;
  };
  return Object.assign(trace, { runs: () => known.size });
}

function parameterLiveness({ name, low, high }: Searched, value: number, sweeps: readonly Sweep[]): ParameterLiveness {
  const conditions = sweeps.map(({ given, values }): LivenessCondition => {
    const most = (count: (swept: SweptValue) => number) => Math.max(...values.map(count));
    return {
      given,
      signals_changed: most((swept) => swept.signals_added + swept.signals_removed),
      trades_changed: most((swept) => swept.trades_changed),
    };
  });
  const [own, ...pairs] = conditions;
  const masked = pairs.some(({ trades_changed }) => trades_changed > 0);
  const status = own.trades_changed > 0 ? 'live' : masked ? 'masked' : 'inert';
  return { name, value, low, high, status, sweep: sweeps[0].values, conditions };
}
