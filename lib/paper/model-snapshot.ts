import type { AccountState } from '../backtest/account-state.js';
import type { TradeWatchState } from '../backtest/trade-watch.js';
import { fromExactJson, toExactJson } from '../core/exact-json.js';
import type { ParameterValue } from '../strategy/parameter.js';
import type { CloseReason } from './broker.js';

/** The last bar the model has seen. */
export interface LastBar {
  /** Open, ms UTC. */
  readonly time: number;
  readonly close: number;
  /** 1h trend at its close. */
  readonly trend: number;
}

/** When trading ended for good, ms UTC, and why. */
export interface Halt {
  readonly at: number;
  readonly reason: CloseReason;
}

/** What a model was made of: it goes on only as what it was. */
export interface ModelIdentity {
  readonly strategy: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Length of a base bar, ms. */
  readonly step: number;
  readonly finer: boolean;
}

/** What a model knows besides the strategy's own state. */
export interface ModelState {
  readonly last: LastBar | null;
  readonly halt: Halt | null;
  readonly account: AccountState;
  readonly trades: TradeWatchState;
}

/** A model between two bars: JSON-able, and exact by way of JSON. */
export interface ModelSnapshot {
  readonly identity: ModelIdentity;
  /** What the strategy's stream remembers. */
  readonly stream: unknown;
  readonly state: unknown;
}

export function packSnapshot(identity: ModelIdentity, stream: unknown, state: ModelState): ModelSnapshot {
  return { identity, stream, state: toExactJson(state) };
}

/** The state in a snapshot. Throws when another strategy, other parameters or other bars made it. */
export function unpackState(snapshot: ModelSnapshot, identity: ModelIdentity): ModelState {
  const former = flat(snapshot.identity);
  for (const [name, value] of Object.entries(flat(identity))) {
    if (former[name] === value) continue;
    throw new Error(
      `PaperModel: ${name} must be ${former[name]} as in the snapshot it goes on from, got ${value}; begin a new journal for another ${name}`,
    );
  }
  return fromExactJson(snapshot.state) as ModelState;
}

function flat({ parameters, ...rest }: ModelIdentity): Readonly<Record<string, ParameterValue>> {
  return { ...rest, ...parameters };
}
