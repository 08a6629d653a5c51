import type { EntryOrder } from './broker.js';
import type { JournaledBar } from './journal/records.js';
import type { PaperModel } from './model.js';
import type { ModelOutcome } from './model-outcome.js';

/** A bar with what the model made of it. */
export interface Decided {
  readonly input: JournaledBar;
  readonly outcome: ModelOutcome;
  /** The short that was left out; the broker is told, and says why. */
  readonly short?: EntryOrder;
}

/**
 * A bar whose short entry nobody can take: it is taken back from the model's ledger, which else would size, refuse and halt
 * by a position that does not exist. Journaled as a held bar, so that a restart leaves it out as well.
 */
export function withoutShort(model: PaperModel, { input, outcome }: Decided): Decided {
  const { entry } = outcome.orders;
  if (entry?.side !== -1) return { input, outcome };
  const reason = input.control.reason || 'Alpaca has no short sales of crypto';
  return {
    short: entry,
    input: { ...input, control: { ...input.control, hold: true, reason } },
    outcome: { ...outcome, held: { signalTime: entry.signalTime, side: -1 }, orders: model.withdrawEntry() },
  };
}
