import { Field } from '../backtest/ledger.js';
import type { MinuteIndex } from '../backtest/minutes.js';
import { simulate } from '../backtest/simulate.js';
import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import { type Market, type Strategy, signalsOf, strategyParameters } from '../strategy/strategy.js';
import type { Workspace } from '../strategy/workspace.js';

/** Differences below this are rounding of quantities, not another trade: a fraction. */
const SAME = 1e-6;

/** What a run is compared by: its signals, and its trades by the bar of their signal. */
export interface RunTrace {
  /** Bar + 1 of each signal, negative for a sell. */
  readonly signals: ReadonlySet<number>;
  readonly trades: ReadonlyMap<number, TradeTrace>;
}

/** Prices, R and the share of equity a trade stakes; not its P&L in USD, which every earlier trade changes. */
type TradeTrace = readonly number[];

/** What `from` and `to` do not share: signals gained and lost, and trades gained, lost or gone otherwise. */
export interface TraceChange {
  readonly signals_added: number;
  readonly signals_removed: number;
  readonly trades_changed: number;
}

/** Runs the strategy without its columns and metrics, as a search does, and keeps what can be compared. */
export function traceRun<T extends readonly Parameter[]>(
  strategy: Strategy<T>,
  market: Market,
  given: Readonly<Record<string, ParameterValue>>,
  options: { readonly workspace: Workspace; readonly minutes?: MinuteIndex; readonly equity: Float64Array },
): RunTrace {
  const { workspace, minutes, equity } = options;
  const parameters = strategyParameters(strategy, given);
  const signals = signalsOf(strategy, market, parameters, workspace);
  const { ledger } = simulate({ bars: market.base, signals, equity, ...(minutes && { minutes }) }, parameters);
  const trades = new Map<number, TradeTrace>();
  for (let k = 0; k < ledger.trades; k++) {
    const row = (field: number) => ledger.rows[k * Field.Count + field];
    const side = row(Field.Side);
    const staked = row(Field.Quantity) * row(Field.Distance);
    const size = (row(Field.Quantity) * row(Field.Entry)) / row(Field.Equity);
    trades.set(side * (row(Field.SignalBar) + 1), [
      row(Field.Entry),
      row(Field.Exit),
      row(Field.ExitTime),
      row(Field.Reason),
      row(Field.Pnl) / staked,
      size,
    ]);
  }
  return { signals: signalBars(signals.side), trades };
}

function signalBars(side: Int8Array): Set<number> {
  const bars = new Set<number>();
  for (let i = 0; i < side.length; i++) if (side[i] !== 0) bars.add(side[i] * (i + 1));
  return bars;
}

export function compareTraces(from: RunTrace, to: RunTrace): TraceChange {
  let added = 0;
  for (const signal of to.signals) if (!from.signals.has(signal)) added++;
  let changed = 0;
  let shared = 0;
  for (const [signal, trade] of to.trades) {
    const former = from.trades.get(signal);
    if (former) shared++;
    if (!former?.every((value, k) => near(value, trade[k]))) changed++;
  }
  return {
    signals_added: added,
    signals_removed: from.signals.size + added - to.signals.size,
    trades_changed: changed + from.trades.size - shared,
  };
}

function near(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= SAME * Math.max(1e-3, Math.abs(a), Math.abs(b));
}
