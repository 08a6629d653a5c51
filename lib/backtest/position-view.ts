import type { Account } from './account.js';
import { feeOf } from './fill.js';
import { Field } from './ledger.js';
import type { Rules } from './rules.js';

/** An open position with its levels, prices and amounts in USD, quantity in BTC, times in ms UTC. */
export interface PositionView {
  readonly signalTime: number;
  readonly entryTime: number;
  readonly direction: 'long' | 'short';
  readonly quantity: number;
  /** The fill, slippage included. */
  readonly entryPrice: number;
  /** The stop in force, and whether it has moved since entry. */
  readonly stop: number;
  readonly trailing: boolean;
  readonly target: number;
  /** D = R, positive. */
  readonly distance: number;
  /** Profit marked at a price, after the entry fee; the exit will cost slippage and fee besides. */
  readonly unrealised: number;
}

/** The `k`-th open position of an account, in order of entry, marked at `price`. */
export function positionAt(account: Account, k: number, signalTime: number, price: number): PositionView {
  const { rows } = account.ledger;
  const at = account.positions[k];
  const trailing = rows[at + Field.Moved] === 1;
  return viewOf(rows, at, { signalTime, stop: rows[at + Field.Stop], trailing, price, fees: rows[at + Field.Fees] });
}

/** The position whose row starts at `at` as it was right after its fill, whatever has become of it since. */
export function positionAtEntry(account: Account, at: number, signalTime: number, rules: Rules): PositionView {
  const { rows } = account.ledger;
  const side = rows[at + Field.Side];
  const entry = rows[at + Field.Entry];
  const fees = feeOf(side * entry, rows[at + Field.Quantity], rules.fee);
  const price = side * rows[at + Field.EntryMarket];
  return viewOf(rows, at, { signalTime, stop: entry - rows[at + Field.Distance], trailing: false, price, fees });
}

/** What changes while a position is open; the stop times its side, as in the row. */
interface Moment {
  readonly signalTime: number;
  readonly stop: number;
  readonly trailing: boolean;
  readonly price: number;
  readonly fees: number;
}

function viewOf(rows: Float64Array, at: number, { signalTime, stop, trailing, price, fees }: Moment): PositionView {
  const side = rows[at + Field.Side];
  const quantity = rows[at + Field.Quantity];
  return {
    signalTime,
    entryTime: rows[at + Field.EntryTime],
    direction: side > 0 ? 'long' : 'short',
    quantity,
    entryPrice: side * rows[at + Field.Entry],
    stop: side * stop,
    trailing,
    target: side * rows[at + Field.Target],
    distance: rows[at + Field.Distance],
    unrealised: (side * price - rows[at + Field.Entry]) * quantity - fees,
  };
}
