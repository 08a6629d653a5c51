import type { Parameter } from '../strategy/parameter.js';
import type { Journal } from './journal/journal.js';
import { PaperModel } from './model.js';
import type { PaperModelOptions } from './model-outcome.js';
import type { ModelSnapshot } from './model-snapshot.js';

/** How a model came back, for the log. */
export interface RestoredModel<T extends readonly Parameter[]> {
  readonly model: PaperModel<T>;
  /** Journaled bars that were run again since the snapshot. */
  readonly replayed: number;
}

/**
 * The model as it was after the last bar of the journal: the newest sound snapshot and the bars after it, each with the
 * hold and kill it was decided under. What those bars brought is in the journal already, so nothing is done about it.
 */
export function restoreModel<T extends readonly Parameter[]>(
  journal: Journal,
  options: Omit<PaperModelOptions<T>, 'from'>,
): RestoredModel<T> {
  const snapshot = journal.latestSnapshot();
  const model = new PaperModel({ ...options, ...(snapshot && { from: snapshot.state as ModelSnapshot }) });
  let replayed = 0;
  for (const { bar, minutes, warmUp, control } of journal.barsAfter(snapshot?.barTime ?? null)) {
    if (warmUp) model.warm(bar);
    else model.next(bar, minutes, control);
    replayed++;
  }
  return { model, replayed };
}
