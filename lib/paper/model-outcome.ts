import type { RefusedSignal } from '../backtest/trade-watch.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import type { Parameter, ParameterValues } from '../strategy/parameter.js';
import type { LiveVerdict, Strategy } from '../strategy/strategy.js';
import type { ModelOrders, OpenPosition } from './broker.js';
import type { Halt, ModelSnapshot } from './model-snapshot.js';
import type { PaperTrade } from './order-journal.js';

export interface PaperModelOptions<T extends readonly Parameter[] = readonly Parameter[]> {
  readonly strategy: Strategy<T>;
  /** All of them, as `strategyParameters` gives them. */
  readonly parameters: ParameterValues<T> & BacktestParameters;
  /** Length of a base bar, ms. */
  readonly step: number;
  /** Whether minutes come along: fill order `auto` is then finer, else pessimistic, as in a backtest. */
  readonly finer: boolean;
  /** Where an earlier model left. */
  readonly from?: ModelSnapshot;
}

/** What forbids or ends trading at a close, besides the rules. */
export interface ModelControl {
  /** No new position from this bar's signal: the data are doubtful, the journal cannot be written. */
  readonly hold?: boolean;
  /** Halts for good from this close on: positions go out at the next open, nothing comes in again. */
  readonly kill?: boolean;
}

/** What came of one bar. */
export interface ModelOutcome {
  /** Close time of the bar, ms UTC. */
  readonly at: number;
  /** What the strategy said. The next bar refills the object: copy what you keep, with `readVerdict` for one. */
  readonly verdict: LiveVerdict;
  /** The position entered at the bar's open, as it was after its fill. */
  readonly opened: OpenPosition | null;
  /** Trades that ended in the bar, ordered as in trades.csv. */
  readonly closed: readonly PaperTrade[];
  /** Signals that were not taken, of this bar or the one before. */
  readonly refused: readonly RefusedSignal[];
  /** The signal of this bar when `hold` kept it from being taken. */
  readonly held: { readonly signalTime: number; readonly side: 1 | -1 } | null;
  readonly orders: ModelOrders;
  /** USD at the close. */
  readonly equity: number;
  /** Equity over its running peak, less 1; <= 0. */
  readonly drawdown: number;
  /** When and why trading ended for good; null while it goes on. */
  readonly halt: Halt | null;
}
