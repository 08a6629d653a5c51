import type { Column, Columns, Signals, StrategyResult } from './result.js';

/** `Signals` as they may be written: any array of numbers. */
export type WrittenSignals = { readonly [name in keyof Signals]: ArrayLike<number> };

type WrittenColumns = Readonly<Record<string, ArrayLike<number>>>;

/** What `compute` may give: a `StrategyResult` whose signals and columns are any arrays of numbers, plain ones too. */
export interface WrittenResult extends Omit<StrategyResult, 'signals' | 'columns' | 'columns15m' | 'columns1h'> {
  readonly signals: WrittenSignals;
  readonly columns: WrittenColumns;
  readonly columns15m?: WrittenColumns;
  readonly columns1h?: WrittenColumns;
}

/** The result of `defineStrategy`'s compute: `W` itself where its arrays are those of a `StrategyResult`. */
export type ExactResult<W extends WrittenResult> = W extends StrategyResult
  ? W
  : StrategyResult & { readonly columns: { readonly [name in keyof W['columns']]: Column } };

/**
 * The arrays of a result as engine and files take them. What has its type already is kept, the whole object if all have.
 * Throws, naming the strategy, when a side or trend is not 1, -1 or 0: an Int8Array would turn it into another number.
 */
export function exactResult(strategy: string, written: WrittenResult): StrategyResult {
  const signals = exactSignals(strategy, written.signals);
  const columns = exactColumns(written.columns);
  const columns15m = written.columns15m && exactColumns(written.columns15m);
  const columns1h = written.columns1h && exactColumns(written.columns1h);
  const isSame =
    signals === written.signals &&
    columns === written.columns &&
    columns15m === written.columns15m &&
    columns1h === written.columns1h;
  if (isSame) return written as StrategyResult;
  const { columns15m: _15m, columns1h: _1h, ...rest } = written;
  return { ...rest, signals, columns, ...(columns15m && { columns15m }), ...(columns1h && { columns1h }) };
}

/** `exactResult` of signals alone. */
export function exactSignals(strategy: string, written: WrittenSignals): Signals {
  const { side, atr, volRatio, trend, confidence } = written;
  const exact = {
    side: directions(strategy, 'side', side),
    atr: numbers(atr),
    ...(volRatio && { volRatio: numbers(volRatio) }),
    ...(trend && { trend: directions(strategy, 'trend', trend) }),
    ...(confidence && { confidence: numbers(confidence) }),
  };
  const isSame = (Object.keys(exact) as (keyof typeof exact)[]).every((name) => exact[name] === written[name]);
  return isSame ? (written as Signals) : exact;
}

function exactColumns(written: WrittenColumns): Columns {
  const isExact = (values: ArrayLike<number>) => values instanceof Float64Array || values instanceof Uint8Array;
  if (Object.values(written).every(isExact)) return written as Columns;
  return Object.fromEntries(
    Object.entries(written).map(([name, values]) => [name, isExact(values) ? (values as Column) : numbers(values)]),
  );
}

/** An absent array stays absent: `checkSignals` names it. */
function numbers(values: ArrayLike<number>): Float64Array {
  return values === undefined || values instanceof Float64Array ? values : Float64Array.from(values);
}

function directions(strategy: string, name: string, values: ArrayLike<number>): Int8Array {
  if (values === undefined || values instanceof Int8Array) return values;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === 1 || value === -1 || value === 0) continue;
    throw new Error(`defineStrategy: ${name} of ${strategy} must be 1, -1 or 0, got ${value} at bar ${i}`);
  }
  return Int8Array.from(values);
}
