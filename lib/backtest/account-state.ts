import { copyNumbers } from '../core/copy-numbers.js';
import { Account } from './account.js';
import { Field, Ledger } from './ledger.js';
import type { Rules } from './rules.js';

/** An account between two bars, JSON-able by way of `toExactJson`: its numbers, and the rows of its open positions. */
export interface AccountState {
  readonly numbers: readonly number[];
  readonly positions: readonly (readonly number[])[];
}

/** The state of an account; closed trades and refusals are not part of it. */
export function accountState({ numbers, positions, open, ledger }: Account): AccountState {
  return {
    numbers: copyNumbers(numbers),
    positions: Array.from(positions.subarray(0, open), (at) => copyNumbers(ledger.rows, at, at + Field.Count)),
  };
}

/** An account that keeps no history: a new one, or one that goes on from a state to the bit. */
export function makeAccount(rules: Rules, from?: AccountState): Account {
  const account = new Account(rules, new Ledger(rules.max_positions + 1));
  if (!from) return account;
  account.numbers.set(from.numbers);
  for (const [k, row] of from.positions.entries()) {
    const at = account.ledger.add();
    account.ledger.rows.set(row, at);
    account.positions[k] = at;
  }
  return account;
}
